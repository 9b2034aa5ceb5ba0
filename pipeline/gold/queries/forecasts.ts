/** Forecasts as they were issued: which issue is the newest, and its half-hours. Nothing while there is none. */
import type { ForecastModel, ForecastQuantity } from '../../catalog/forecasting.ts'
import { type Engine, instant, int, list, none, type Row, read, type Sql, sql, text } from '../sql.ts'
import { type Warehouse, WarehouseUnavailableError } from '../warehouse.ts'
import type { TimeRange } from './step.ts'

const ISSUE = { issued_at: 'instant', fitted_at: 'instant', first_key: 'int', last_key: 'int' } as const

export interface Issue {
  readonly issued_at: string
  readonly fitted_at: string
  /** The half-hours it tells of, half-open, of `time_key`. */
  readonly range: TimeRange
}

/** @param issuedBy the newest issue at or before this instant, epoch milliseconds; absent: of all. */
export async function readNewestIssue(
  engine: Engine,
  issuedBy: number | undefined,
  signal?: AbortSignal,
): Promise<Issue | undefined> {
  if (engine.lacks.has('forecast')) return undefined
  const by = issuedBy === undefined ? none : sql`WHERE i.issued_at <= ${instant(issuedBy)}`
  const [row] = await read(
    engine,
    ISSUE,
    sql`SELECT f.issued_at, MAX(f.fitted_at) AS fitted_at, MIN(f.time_key) AS first_key, MAX(f.time_key) AS last_key
        FROM forecast f
        WHERE f.issued_at = (SELECT MAX(i.issued_at) FROM forecast i ${by})
        GROUP BY f.issued_at`,
    signal,
  )
  return (
    row && {
      issued_at: row.issued_at,
      fitted_at: row.fitted_at,
      range: { from: row.first_key, to: row.last_key + 2 },
    }
  )
}

const FORECAST = {
  area_code: 'text',
  quantity: 'text',
  time_key: 'int',
  horizon_minutes: 'int',
  p10_mw: 'decimal',
  p50_mw: 'decimal',
  p90_mw: 'decimal',
  model: 'text',
} as const

/** Power in MW. */
export interface ForecastValueRow extends Omit<Row<typeof FORECAST>, 'quantity' | 'model'> {
  readonly quantity: ForecastQuantity
  readonly model: ForecastModel
}

export interface ForecastPosition {
  readonly time_key: number
  readonly area_code: string
}

export interface ForecastsRequest {
  /** Of the issue, epoch milliseconds. */
  readonly issuedAt: number
  readonly quantity: ForecastQuantity
  /** Empty: all. */
  readonly areaCodes: readonly string[]
  /** Half-open, of `time_key`: half-hours that start within it. */
  readonly range: TimeRange
  readonly limit: number
  /** Key of the last row of the page before. */
  readonly after?: ForecastPosition | undefined
}

/** One page of an issue, ordered by half-hour and area. */
export async function readForecasts(
  engine: Engine,
  request: ForecastsRequest,
  signal?: AbortSignal,
): Promise<{ readonly rows: readonly ForecastValueRow[]; readonly hasMore: boolean }> {
  const { issuedAt, quantity, areaCodes, range, limit, after } = request
  const ofAreas = areaCodes.length === 0 ? none : sql`AND f.area_code IN (${list(areaCodes.map(text))})`
  const rows = await read(
    engine,
    FORECAST,
    sql`SELECT f.area_code, f.quantity_code AS quantity, f.time_key, f.horizon_minutes, f.p10_mw,
          f.p50_mw, f.p90_mw, f.model_code AS model
        FROM forecast f
        WHERE f.issued_at = ${instant(issuedAt)} AND f.quantity_code = ${text(quantity)} ${ofAreas}
          AND f.time_key >= ${int(range.from)} AND f.time_key < ${int(range.to)} ${afterPosition(after)}
        ORDER BY f.time_key, f.area_code
        OFFSET 0 ROWS FETCH NEXT ${int(limit + 1)} ROWS ONLY`,
    signal,
  )
  return { rows: rows.slice(0, limit).map(toRow), hasMore: rows.length > limit }
}

/** The tables hold no other codes. */
const toRow = (row: Row<typeof FORECAST>): ForecastValueRow => ({
  ...row,
  quantity: row.quantity as ForecastQuantity,
  model: row.model as ForecastModel,
})

const afterPosition = (after: ForecastPosition | undefined): Sql =>
  after
    ? sql`AND (f.time_key > ${int(after.time_key)}
          OR (f.time_key = ${int(after.time_key)} AND f.area_code > ${text(after.area_code)}))`
    : none

/** When the issues were made that are stored, ISO, in order; none when nothing has been loaded yet. */
export async function storedIssues(warehouse: Warehouse): Promise<readonly string[]> {
  try {
    const rows = await warehouse.read(async engine =>
      engine.lacks.has('forecast')
        ? []
        : read(
            engine,
            { issued_at: 'instant' },
            sql`SELECT DISTINCT issued_at FROM forecast ORDER BY issued_at`,
          ),
    )
    return rows.map(({ issued_at }) => issued_at)
  } catch (error) {
    if (error instanceof WarehouseUnavailableError) return []
    throw error
  }
}
