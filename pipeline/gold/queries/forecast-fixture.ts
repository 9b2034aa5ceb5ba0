/** Issues and scores for tests. */
import {
  AREA_CODES,
  FORECAST_HALF_HOURS,
  FORECAST_QUANTITIES,
  type ForecastQuantity,
} from '../../catalog/forecasting.ts'
import type { ForecastIssue, ForecastValue } from '../forecast.ts'
import type { ForecastScoreRow } from '../forecast_score.ts'

/**
 * An issue of all areas and quantities. Each value tells what it is of: hundreds of MW by area, tens by quantity, one for each half-hour.
 *
 * @param issuedAt ISO instant
 */
export function forecastIssue(
  issuedAt: string,
  {
    areas = AREA_CODES,
    quantities = FORECAST_QUANTITIES,
    halfHours = FORECAST_HALF_HOURS,
    is_simulated = false,
  }: {
    readonly areas?: readonly string[]
    readonly quantities?: readonly ForecastQuantity[]
    readonly halfHours?: number
    readonly is_simulated?: boolean
  } = {},
): ForecastIssue {
  const issued_at = new Date(issuedAt)
  const first = Math.ceil(issued_at.getTime() / 1_800_000) * 2
  const rows: ForecastValue[] = []
  for (const area_code of areas) {
    for (const quantity_code of quantities) {
      for (let step = 0; step < halfHours; step++) {
        const time_key = first + step * 2
        const p50_mw =
          1000 + 100 * AREA_CODES.indexOf(area_code) + 10 * FORECAST_QUANTITIES.indexOf(quantity_code) + step
        rows.push({
          area_code,
          quantity_code,
          time_key,
          horizon_minutes: Math.floor((time_key * 900_000 - issued_at.getTime()) / 60_000),
          p10_mw: p50_mw - 20.125,
          p50_mw,
          p90_mw: p50_mw + 30.5,
          model_code: quantity_code === 'wind' ? 'd1' : 'ridge',
        })
      }
    }
  }
  const fitted_at = new Date(
    Date.UTC(issued_at.getUTCFullYear(), issued_at.getUTCMonth(), issued_at.getUTCDate()),
  )
  return { issued_at, fitted_at, is_simulated, rows }
}

export const forecastScore = (score: Partial<ForecastScoreRow>): ForecastScoreRow => ({
  area_code: '53',
  quantity_code: 'consumption',
  horizon_code: 'h00_06',
  target_date: '2026-06-01',
  scored_at: '2026-06-02T03:40:00.250Z',
  expected_count: 288,
  pair_count: 200,
  mean_actual_mw: 2000,
  mae_mw: 40,
  rmse_mw: 50,
  mape_ratio: 0.020125,
  bias_mw: -5.5,
  pinball_mw: 12,
  covered_count: 160,
  d1_mae_mw: 80,
  d7_mae_mw: 100,
  climatology_mae_mw: 160,
  is_simulated: false,
  ...score,
})
