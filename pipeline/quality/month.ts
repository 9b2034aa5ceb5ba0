/**
 * The months that checks go through. A check looks at one month of Paris, and at a day on either side of it where
 * what it finds depends on neighbours; so an update is checked where it changed something, and years of history
 * never lie in memory together.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { parisDateTime, startOfLocalMonth } from '../catalog/paris-calendar.ts'
import type { TimeKeys } from '../gold/silver-rows.ts'

/** A month of Paris as time keys, `[start_key, end_key)`. */
export interface Month {
  /** `2024-03` */
  readonly local_month: string
  readonly start_key: number
  readonly end_key: number
}

/** What a check asks is told by what it asks of any month. */
export const ANY_MONTH: Month = { local_month: '1970-01', start_key: 0, end_key: 0 }

/** Seconds of a quarter of an hour: what time keys count. */
export const QUARTER_S = 900
/** A day of quarters. */
export const NEIGHBOURHOOD = 96

/** The months that a range of time touches, in order. */
export function monthsOf({ first, last }: TimeKeys): readonly Month[] {
  const months: Month[] = []
  for (let month = monthAt(first); month.start_key <= last; month = monthAt(month.end_key)) months.push(month)
  return months
}

/** The months in which a change between two times can be noticed. */
export const monthsNear = ({ first, last }: TimeKeys): readonly Month[] =>
  monthsOf({ first: first - NEIGHBOURHOOD, last: last + NEIGHBOURHOOD })

function monthAt(timeKey: number): Month {
  const local_month = parisDateTime(timeKey * QUARTER_S).local_date.slice(0, 7)
  const [year = Number.NaN, month = Number.NaN] = local_month.split('-').map(Number)
  const end = month === 12 ? startOfLocalMonth(year + 1, 1) : startOfLocalMonth(year, month + 1)
  return { local_month, start_key: startOfLocalMonth(year, month) / QUARTER_S, end_key: end / QUARTER_S }
}

/** SQL text: whether a time key lies in the month. */
export const isWithin = ({ start_key, end_key }: Month, timeKey = 'time_key'): string =>
  `${timeKey} >= ${start_key} AND ${timeKey} < ${end_key}`

/** SQL text: whether a local day is one of the month; where the calendar has no row for it, the time key tells. */
export const isDayOf = (month: Month, localDate: string, timeKey: string): string =>
  `CASE WHEN ${localDate} IS NULL THEN ${isWithin(month, timeKey)} ELSE starts_with(${localDate}, '${month.local_month}') END`

/** Tables whose rows have a time key, and the calendar; of each, the columns that checks look at. */
export const TABLES_BY_TIME = {
  fact_energy_flow:
    'region_key, time_key, energy_type_key, production_mw, consumption_mw, step_minutes, vintage_code, quality_code, batch_key',
  fact_energy_flow_revision: '*',
  weather: '*',
  dim_time: 'time_key, local_date, local_time, local_hour',
} as const
export type TableByTime = keyof typeof TABLES_BY_TIME

/** Gather the rows of a month and of a day around it, once for all checks. @returns tables with rows there. */
export async function gatherMonth(
  connection: DuckDBConnection,
  { start_key, end_key }: Month,
): Promise<ReadonlySet<string>> {
  for (const [table, columns] of Object.entries(TABLES_BY_TIME)) {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE near_${table} AS SELECT ${columns} FROM ${table}
      WHERE time_key >= ${start_key - NEIGHBOURHOOD} AND time_key < ${end_key + NEIGHBOURHOOD}`)
  }
  const isFilled = Object.keys(TABLES_BY_TIME).map(
    table => `SELECT '${table}' WHERE EXISTS (SELECT 1 FROM near_${table})`,
  )
  const filled = await connection.runAndReadAll(isFilled.join(' UNION ALL '))
  return new Set(filled.getRowsJS().map(([table]) => String(table)))
}

export async function forgetMonth(connection: DuckDBConnection): Promise<void> {
  for (const table of Object.keys(TABLES_BY_TIME)) await connection.run(`DROP TABLE IF EXISTS near_${table}`)
}

/** SQL text, for a FROM clause: the rows of a table in the month that was gathered. */
export const rowsOf = (table: TableByTime, month: Month): string =>
  `(SELECT * FROM ${rowsAround(table)} WHERE ${isWithin(month)})`

/** SQL text, for a FROM clause: those, and the ones of a day before and after. */
export const rowsAround = (table: TableByTime): string => `near_${table}`
