/** The norm an hour is held against: that of its area, month, local hour and day type. */
import { type NORM_PERCENTS, NORM_RULES } from '../../catalog/forecasting.ts'
import { NORM_COLUMNS } from '../../catalog/gold-datasets.ts'
import { type Engine, instant, none, type Row, type Sql, sql } from '../sql.ts'

export interface Norm {
  readonly norm_month: string
  readonly norm_day_count: number
  readonly usual_exchange_mw: number
  readonly norm_p50_mw: number
  /** In the order of `NORM_PERCENTS`. */
  readonly percentiles_mw: readonly number[]
}

type TwoDigits<Percent extends number> = Percent extends 0 | 5 ? `0${Percent}` : `${Percent}`
type PercentColumn = `p${TwoDigits<(typeof NORM_PERCENTS)[number]>}_mw`

const PERCENT_COLUMNS = NORM_COLUMNS as readonly PercentColumn[]
const PERCENTS = Object.fromEntries(PERCENT_COLUMNS.map(name => [`norm_${name}`, 'decimal?'])) as {
  readonly [Name in `norm_${PercentColumn}`]: 'decimal?'
}

/** Columns of the norm, all null where there is none. */
export const NORM_OF_HOUR = {
  norm_month: 'text?',
  norm_day_count: 'int?',
  usual_exchange_mw: 'decimal?',
  ...PERCENTS,
} as const

const raw = (text: string): Sql => ({ text: [text], holes: [] })

/** What is selected of `n`. */
export const NORM_SELECTED: Sql = raw(
  [
    'n.norm_month',
    'n.day_count AS norm_day_count',
    'n.usual_exchange_mw',
    ...PERCENT_COLUMNS.map(name => `n.${name} AS norm_${name}`),
  ].join(', '),
)

const NO_NORM: Sql = raw(
  [
    'CAST(NULL AS varchar(7)) AS norm_month',
    'CAST(NULL AS int) AS day_count',
    ...['usual_exchange_mw', ...PERCENT_COLUMNS].map(name => `CAST(NULL AS decimal(12,3)) AS ${name}`),
  ].join(', '),
)

/** A row of dim_time, as `d`: the day type that norms tell apart. */
export const NORM_DAY_TYPE = sql`CASE d.day_type WHEN 'public_holiday' THEN 'sunday' ELSE d.day_type END`

/**
 * Joins the norm as `n` to hours `h` with their calendar `d`; none in a warehouse that has no norms yet.
 *
 * @param asOf epoch milliseconds: norms that were made later did not count then.
 */
export const withNorm = ({ lacks }: Engine, asOf: number | undefined): Sql =>
  lacks.has('tension_norm')
    ? sql`LEFT JOIN (SELECT ${NO_NORM} WHERE 1 = 0) n ON 1 = 0`
    : sql`
  LEFT JOIN tension_norm n ON n.area_code = h.area_code AND n.norm_month = SUBSTRING(d.local_date, 1, 7)
    AND n.local_hour = d.local_hour AND CAST(n.day_type AS varchar(20)) = ${NORM_DAY_TYPE}
    ${asOf === undefined ? none : sql`AND n.made_at <= ${instant(asOf)}`}`

/** @returns null where there is none. */
export function normOf(row: Row<typeof NORM_OF_HOUR>): Norm | null {
  const { norm_month, norm_day_count, usual_exchange_mw } = row
  if (norm_month === null || norm_day_count === null || usual_exchange_mw === null) return null
  const percentiles_mw = PERCENT_COLUMNS.map(name => row[`norm_${name}`] ?? Number.NaN)
  return {
    norm_month,
    norm_day_count,
    usual_exchange_mw,
    norm_p50_mw: row.norm_p50_mw ?? Number.NaN,
    percentiles_mw,
  }
}

/** Why a norm can tell nothing; null: it can. */
export function lackOf(norm: Norm | null): 'no_norm' | 'thin_norm' | null {
  if (norm === null) return 'no_norm'
  return norm.norm_day_count < NORM_RULES.fewest_days ? 'thin_norm' : null
}

/** What of a norm is told beside an index. */
export interface NormShown {
  /** Median net imports of the norm: below zero, exports. */
  readonly usual_exchange_mw: number | null
  readonly norm_p50_mw: number | null
  readonly norm_month: string | null
  readonly norm_day_count: number | null
}

export const shownOf = (norm: Norm | null): NormShown => ({
  usual_exchange_mw: norm?.usual_exchange_mw ?? null,
  norm_p50_mw: norm?.norm_p50_mw ?? null,
  norm_month: norm?.norm_month ?? null,
  norm_day_count: norm?.norm_day_count ?? null,
})
