import { describe, expect, it } from 'vitest'
import { operatorForecastOf } from './operator-forecast.ts'

describe("the operator's forecasts", () => {
  const forecastOf = operatorForecastOf(1)
  const start = Date.parse('2025-01-01T00:00:00Z') / 900_000
  const demand_mw = 50_000
  const forecasts = Array.from({ length: 7 * 30 * 96 }, (_, index) => forecastOf(demand_mw, start + index))
  const errorOf = (values: readonly number[]) =>
    (100 * values.reduce((sum, value) => sum + Math.abs(value - demand_mw), 0)) / values.length / demand_mw

  it('miss by 1.78 % the day before and by 0.70 % during the day', () => {
    expect(Math.abs(errorOf(forecasts.map(forecast => forecast.day_ahead_mw)) - 1.78)).toBeLessThan(0.25)
    expect(Math.abs(errorOf(forecasts.map(forecast => forecast.intraday_mw)) - 0.7)).toBeLessThan(0.1)
  })

  it('are published in steps of 50 MW', () => {
    expect(
      forecasts.filter(({ day_ahead_mw, intraday_mw }) => day_ahead_mw % 50 || intraday_mw % 50),
    ).toEqual([])
  })
})
