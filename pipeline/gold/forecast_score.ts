/**
 * Gold table `forecast_score`: how good the forecasts of a day were, beside naive ones.
 *
 * From: the ledger of forecast scores in the lake, which outlives the warehouse
 * Key (grain): area_code, quantity_code, horizon_code, target_date
 */
import type { ForecastQuantity, HorizonCode } from '../catalog/forecasting.ts'
import { storeMissing, toTimestamp } from './store-missing.ts'
import type { GoldWarehouse } from './update-gold.ts'

/** A row of the table; power in MW. */
export interface ForecastScoreRow {
  readonly area_code: string
  readonly quantity_code: ForecastQuantity
  readonly horizon_code: HorizonCode
  /** Day in Paris, YYYY-MM-DD. */
  readonly target_date: string
  /** Instant, ISO 8601, UTC. */
  readonly scored_at: string
  readonly expected_count: number
  readonly pair_count: number
  readonly mean_actual_mw: number
  readonly mae_mw: number
  readonly rmse_mw: number
  /** 1 for 100 %. Null: a measured value was zero, or so near that it would be a million or more. */
  readonly mape_ratio: number | null
  readonly bias_mw: number
  readonly pinball_mw: number
  readonly covered_count: number
  readonly d1_mae_mw: number
  readonly d7_mae_mw: number
  readonly climatology_mae_mw: number
  readonly is_simulated: boolean
}

/**
 * Store scores that are not stored yet. A score is never made again.
 *
 * @returns how many were new.
 */
export const storeForecastScores = (
  warehouse: GoldWarehouse,
  scores: readonly ForecastScoreRow[],
): Promise<number> =>
  storeMissing(
    warehouse,
    'forecast_score',
    ['area_code', 'quantity_code', 'horizon_code', 'target_date'],
    scores.map(score => ({ ...score, scored_at: toTimestamp(score.scored_at) })),
  )
