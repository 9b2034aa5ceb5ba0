/**
 * The periods that checks go through: months of Paris, each by itself where a table has a row in it, and those on end
 * in which none has as one. A check looks at one period, and at a day on either side of it where what it finds
 * depends on neighbours; so an update is checked where it changed something, years of history never lie in memory
 * together, and years without a row cost no more than a month.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { parisDateTime, startOfLocalMonth } from '../catalog/paris-calendar.ts'
import type { TimeKeys } from '../gold/silver-rows.ts'

/** Months of Paris on end, one or more; as time keys, `[start_key, end_key)`. */
export interface Period {
  /** `2024-03` */
  readonly first_month: string
  /** The same one, or later; part of the period. */
  readonly last_month: string
  readonly start_key: number
  readonly end_key: number
}

/** What a check asks is told by what it asks of any period. */
export const ANY_PERIOD: Period = { first_month: '1970-01', last_month: '1970-01', start_key: 0, end_key: 0 }

/** Seconds of a quarter of an hour: what time keys count. */
export const QUARTER_S = 900
/** A day of quarters. */
export const NEIGHBOURHOOD = 96

/** The months that a range of time touches, in order, each as a period. */
export function monthsOf({ first, last }: TimeKeys): readonly Period[] {
  const months: Period[] = []
  for (let month = monthAt(first); month.start_key <= last; month = monthAt(month.end_key)) months.push(month)
  return months
}

/** The months in which a change between two times can be noticed. */
export const monthsNear = ({ first, last }: TimeKeys): readonly Period[] =>
  monthsOf({ first: first - NEIGHBOURHOOD, last: last + NEIGHBOURHOOD })

function monthAt(timeKey: number): Period {
  const month = parisDateTime(timeKey * QUARTER_S).local_date.slice(0, 7)
  const [year = Number.NaN, number = Number.NaN] = month.split('-').map(Number)
  const end = number === 12 ? startOfLocalMonth(year + 1, 1) : startOfLocalMonth(year, number + 1)
  return {
    first_month: month,
    last_month: month,
    start_key: startOfLocalMonth(year, number) / QUARTER_S,
    end_key: end / QUARTER_S,
  }
}

/** Periods in the order of time, each once. */
export const inOrder = (periods: readonly Period[]): readonly Period[] =>
  [...new Map(periods.map(period => [period.start_key, period])).values()].toSorted(
    (a, b) => a.start_key - b.start_key,
  )

/** Months in their order, those on end that may be one made one. @param mayBeOne asked of the first of a period. */
export function joined(
  months: readonly Period[],
  mayBeOne: (month: Period) => boolean = () => true,
): readonly Period[] {
  const periods: Period[] = []
  for (const month of months) {
    const last = periods.at(-1)
    const isOne = last && last.end_key === month.start_key && mayBeOne(last) && mayBeOne(month)
    if (isOne) periods[periods.length - 1] = { ...last, last_month: month.last_month, end_key: month.end_key }
    else periods.push(month)
  }
  return periods
}

/** SQL text: whether a time key lies in the period. */
export const isWithin = ({ start_key, end_key }: Period, timeKey = 'time_key'): string =>
  `${timeKey} >= ${start_key} AND ${timeKey} < ${end_key}`

/** SQL text: whether a local day is one of the period; where the calendar has no row for it, the time key tells. */
export const isDayOf = (period: Period, localDate: string, timeKey: string): string =>
  `CASE WHEN ${localDate} IS NULL THEN ${isWithin(period, timeKey)}
    ELSE left(${localDate}, 7) BETWEEN '${period.first_month}' AND '${period.last_month}' END`

/** Tables whose rows have a time key, and the calendar; of each, the columns that checks look at. */
export const TABLES_BY_TIME = {
  fact_energy_flow:
    'region_key, time_key, energy_type_key, production_mw, consumption_mw, step_minutes, vintage_code, quality_code, batch_key',
  fact_energy_flow_revision: '*',
  weather: '*',
  dim_time: 'time_key, local_date, local_time, local_hour',
} as const
export type TableByTime = keyof typeof TABLES_BY_TIME

/** SQL text, for a FROM clause: `time_key` of each row of the tables that are checked. */
export const TIMES_OF_ROWS = `(${Object.keys(TABLES_BY_TIME)
  .filter(table => table !== 'dim_time')
  .map(table => `SELECT time_key FROM ${table}`)
  .join(' UNION ALL ')})`

/** Gather the rows of a period and of a day around it, once for all checks. @returns tables with rows in it. */
export async function gatherPeriod(
  connection: DuckDBConnection,
  period: Period,
): Promise<ReadonlySet<string>> {
  const { start_key, end_key } = period
  for (const [table, columns] of Object.entries(TABLES_BY_TIME)) {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE near_${table} AS SELECT ${columns} FROM ${table}
      WHERE time_key >= ${start_key - NEIGHBOURHOOD} AND time_key < ${end_key + NEIGHBOURHOOD}`)
  }
  const isFilled = Object.keys(TABLES_BY_TIME).map(
    table => `SELECT '${table}' WHERE EXISTS (SELECT 1 FROM near_${table} WHERE ${isWithin(period)})`,
  )
  const filled = await connection.runAndReadAll(isFilled.join(' UNION ALL '))
  return new Set(filled.getRowsJS().map(([table]) => String(table)))
}

export async function forgetPeriod(connection: DuckDBConnection): Promise<void> {
  for (const table of Object.keys(TABLES_BY_TIME)) await connection.run(`DROP TABLE IF EXISTS near_${table}`)
}

/** SQL text, for a FROM clause: the rows of a table in the period that was gathered. */
export const rowsOf = (table: TableByTime, period: Period): string =>
  `(SELECT * FROM ${rowsAround(table)} WHERE ${isWithin(period)})`

/** SQL text, for a FROM clause: those, and the ones of a day before and after. */
export const rowsAround = (table: TableByTime): string => `near_${table}`
