/** How good forecasts were, in the definitions of table `forecast_score`. */
import type { ForecastQuantity, HorizonCode } from '../catalog/forecasting.ts'
import type { Pair } from './forecast-row.ts'

/** A row of table `forecast_score` but for when and of what data it was made. */
export interface ForecastScore {
  readonly area_code: string
  readonly quantity_code: ForecastQuantity
  readonly horizon_code: HorizonCode
  /** Day in Paris in which the half-hours lie, YYYY-MM-DD. */
  readonly target_date: string
  readonly expected_count: number
  readonly pair_count: number
  readonly mean_actual_mw: number
  readonly mae_mw: number
  readonly rmse_mw: number
  /** 1 for 100 %. Null: a measured value was zero. */
  readonly mape_ratio: number | null
  readonly bias_mw: number
  readonly pinball_mw: number
  readonly covered_count: number
  readonly d1_mae_mw: number
  readonly d7_mae_mw: number
  readonly climatology_mae_mw: number
}

/** By area, quantity, horizon and day, of the pairs that have an actual value and all baselines; days without any have no row. */
export function score(_pairs: Iterable<Pair>): ForecastScore[] {
  throw new Error('forecasting: score is not there yet')
}
