/**
 * From when to when the demand of each region is measured, month by month: between the first and the last of
 * all months it is expected, in months without a row too.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { TimeKeys } from '../gold/silver-rows.ts'
import { isWithin, joined, type Period, QUARTER_S } from './period.ts'
import { DEMAND_KEY } from './sql-text.ts'

/** local_month, region_code, first_key, newest_key and end_key: where the newest interval begins and ends. */
export const MEASURED_SPANS = 'quality.measured_span'

export const CREATE_MEASURED_SPANS = `
  CREATE TABLE ${MEASURED_SPANS} (
    local_month VARCHAR, region_code VARCHAR, first_key INTEGER, newest_key INTEGER, end_key INTEGER)`

/**
 * Measure months, given in their order, again.
 *
 * @returns from when to when a region is expected now and was not before, or the other way round.
 */
export async function updateSpans(
  connection: DuckDBConnection,
  months: readonly Period[],
): Promise<readonly TimeKeys[]> {
  const before = await spansOfRegions(connection)
  await replaceSpans(connection, months)
  const after = await spansOfRegions(connection)
  const regions = new Set([...before.keys(), ...after.keys()])
  return [...regions].flatMap(region => differences(before.get(region), after.get(region)))
}

/** SQL text: spans of the facts for which a condition holds. */
export const spansWhere = (isAsked: string): string => `
  SELECT left(local_date, 7), region_code, min(time_key), max(time_key), max(time_key + step_minutes // 15)
  FROM fact_energy_flow JOIN dim_region USING (region_key) JOIN dim_time USING (time_key)
  WHERE energy_type_key = ${DEMAND_KEY} AND consumption_mw IS NOT NULL AND ${isAsked}
  GROUP BY ALL`

async function replaceSpans(connection: DuckDBConnection, months: readonly Period[]): Promise<void> {
  if (months.length === 0) return
  const names = months.map(({ first_month }) => `'${first_month}'`)
  await connection.run(`DELETE FROM ${MEASURED_SPANS} WHERE local_month IN (${names.join(', ')})`)
  const isAsked = joined(months).map(period => `(${isWithin(period)})`)
  await connection.run(`INSERT INTO ${MEASURED_SPANS} ${spansWhere(`(${isAsked.join(' OR ')})`)}`)
}

/** First and last key of each region. */
async function spansOfRegions(connection: DuckDBConnection): Promise<ReadonlyMap<string, TimeKeys>> {
  const reader = await connection.runAndReadAll(
    `SELECT region_code, min(first_key), max(end_key) - 1 FROM ${MEASURED_SPANS} GROUP BY region_code`,
  )
  return new Map(
    reader
      .getRowsJS()
      .map(([region, first, last]) => [String(region), { first: Number(first), last: Number(last) }]),
  )
}

function differences(before: TimeKeys | undefined, after: TimeKeys | undefined): readonly TimeKeys[] {
  const only = before ?? after
  if (only === undefined) return []
  if (before === undefined || after === undefined) return [only]
  return [between(before.first, after.first), between(before.last, after.last)].filter(
    ({ first, last }) => first < last,
  )
}

const between = (a: number, b: number): TimeKeys => ({ first: Math.min(a, b), last: Math.max(a, b) })

/** Start of the newest measured interval of a known region, ISO; null before the first. */
export async function dataWatermark(connection: DuckDBConnection): Promise<string | null> {
  const reader = await connection.runAndReadAll(`SELECT max(newest_key) FROM ${MEASURED_SPANS}`)
  const newest = reader.value(0, 0)
  return newest === null ? null : new Date(Number(newest) * QUARTER_S * 1000).toISOString()
}
