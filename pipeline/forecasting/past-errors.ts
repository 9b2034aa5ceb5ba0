/** What the ledger said over the last weeks, and what came true: from that, intervals get as wide as errors really were. */
import { AREA_CODES, FORECAST_QUANTITIES, type ForecastQuantity } from '../catalog/forecasting.ts'
import type { Warehouse } from '../gold/warehouse.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { actualsOf } from './area-actuals.ts'
import type { ForecastRow, PastErrors } from './forecast-row.ts'
import { issuedHours, readIssues } from './ledger/issues.ts'
import { HALF_HOUR_S, SLOTS } from './local-half-hours.ts'
import { readHistories } from './read-history.ts'

/** Eight weeks, and the two days that their first issues look ahead. */
const DAYS_BACK = 58
/** Issues of one day are much alike: four of them are read. */
const EVERY_HOURS = 6

/**
 * Errors of issues made before an instant, by area and quantity, of half-hours that were measured by then; empty while nothing was
 * issued.
 */
export async function readPastErrors(
  lake: ObjectStore,
  warehouse: Warehouse,
  before: Date,
): Promise<readonly PastErrors[]> {
  const end = Math.floor(before.getTime() / 1000 / HALF_HOUR_S)
  const first = end - DAYS_BACK * SLOTS
  const issued = await issuedHours(lake, new Date(first * HALF_HOUR_S * 1000), before)
  const hours = issued.filter(hour => hour.getUTCHours() % EVERY_HOURS === 0)
  if (hours.length === 0) return []
  const histories = await readHistories(warehouse, { firstHalfHour: first, endHalfHour: end, asOf: before })
  const actual = actualsOf(histories)
  const series = AREA_CODES.flatMap(area => FORECAST_QUANTITIES.map(quantity => emptySeries(area, quantity)))
  const byKey = new Map(series.map(one => [`${one.area_code} ${one.quantity_code}`, one]))
  for await (const { rows } of readIssues(lake, hours, { from: first * 2, to: end * 2 })) {
    for (const row of rows) {
      const actual_mw = actual(row.area_code, row.quantity_code, row.time_key)
      if (actual_mw !== null) add(byKey.get(`${row.area_code} ${row.quantity_code}`), row, actual_mw)
    }
  }
  return series.filter(({ time_key }) => time_key.length > 0).map(toPastErrors)
}

const emptySeries = (area_code: string, quantity_code: ForecastQuantity) => ({
  area_code,
  quantity_code,
  time_key: [] as number[],
  horizon_minutes: [] as number[],
  p50_mw: [] as number[],
  actual_mw: [] as number[],
})
type Series = ReturnType<typeof emptySeries>

function add(series: Series | undefined, row: ForecastRow, actualMw: number): void {
  series?.time_key.push(row.time_key)
  series?.horizon_minutes.push(row.horizon_minutes)
  series?.p50_mw.push(row.p50_mw)
  series?.actual_mw.push(actualMw)
}

const toPastErrors = (series: Series): PastErrors => ({
  area_code: series.area_code,
  quantity_code: series.quantity_code,
  time_key: Int32Array.from(series.time_key),
  horizon_minutes: Int32Array.from(series.horizon_minutes),
  p50_mw: Float64Array.from(series.p50_mw),
  actual_mw: Float64Array.from(series.actual_mw),
})
