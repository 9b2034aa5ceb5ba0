/** What came true: measured values of every area and quantity that is forecast, on the grid of the histories they come from. */
import type { ForecastQuantity } from '../catalog/forecasting.ts'
import { rounded } from '../gold/queries/quantity.ts'
import type { AreaHistory } from './area-history.ts'
import { DERIVED, sumOf } from './derived-series.ts'
import { valuesOf } from './learnt-series.ts'
import { MEASURED_QUANTITIES } from './model-card.ts'

/** Mean power of a half-hour by its `time_key`, MW to the kW; null: not known, or outside the grid. */
export type Actuals = (areaCode: string, quantity: ForecastQuantity, timeKey: number) => number | null

/** @param histories of the twelve regions, of one grid: without one of them the country is not known. */
export function actualsOf(histories: readonly AreaHistory[]): Actuals {
  const first = histories[0]?.first_half_hour ?? 0
  const series = new Map<string, Float64Array>()
  const keyOf = (areaCode: string, quantity: ForecastQuantity) => `${areaCode} ${quantity}`
  for (const history of histories) {
    for (const quantity of MEASURED_QUANTITIES)
      series.set(keyOf(history.area_code, quantity), valuesOf(history, quantity))
  }
  for (const { area_code, quantity, parts } of DERIVED) {
    const known = parts.flatMap(part => {
      const values = series.get(keyOf(part.area_code, part.quantity))
      return values ? [{ sign: part.sign, values }] : []
    })
    if (known.length === parts.length) series.set(keyOf(area_code, quantity), sumOf(known))
  }
  return (areaCode, quantity, timeKey) => {
    const value = series.get(keyOf(areaCode, quantity))?.[timeKey / 2 - first] ?? Number.NaN
    // A difference of what was published to the kW can miss zero by a hair, and a relative error then has no end.
    return Number.isNaN(value) ? null : rounded(value, 3)
  }
}
