/**
 * The weather of the regions by the hour, as it is best known now or was at an instant: of hours gone by the analysis,
 * or the last forecast where there is none yet; of hours to come the last forecast.
 */
import { type Engine, instant, int, none, type Row, read, type Sql, sql } from '../sql.ts'
import type { TimeRange } from './step.ts'

const HOUR = {
  region_code: 'text',
  /** `time_key` of the hour. */
  time_key: 'int',
  temperature_celsius: 'decimal?',
  wind_speed_100m_m_s: 'decimal?',
  solar_irradiance_w_m2: 'decimal?',
  cloud_cover_percent: 'decimal?',
} as const

export type AreaWeather = Row<typeof HOUR>

export interface WeatherRequest {
  /** Half-open, of `time_key`. */
  readonly range: TimeRange
  /** As it was known at this instant, epoch milliseconds; absent: as it is known now. */
  readonly asOf?: number | undefined
}

/** Hours of which there is a row, in no order. */
export function readAreaWeather(
  engine: Engine,
  { range, asOf }: WeatherRequest,
  signal?: AbortSignal,
): Promise<AreaWeather[]> {
  return read(
    engine,
    HOUR,
    sql`SELECT r.region_code, w.time_key, ${plain(sql`temperature_celsius`)}, ${plain(sql`wind_speed_100m_m_s`)},
          ${plain(sql`solar_irradiance_w_m2`)}, ${plain(sql`cloud_cover_percent`)}
        FROM weather w
        JOIN dim_region r ON r.region_key = w.region_key
        JOIN (
          SELECT w.region_key, w.time_key, MAX(${IS_ANALYSIS}) AS is_analysis,
            COALESCE(MAX(CASE WHEN ${IS_ANALYSIS} = 1 THEN w.first_seen_at END), MAX(w.first_seen_at)) AS first_seen_at
          FROM weather w
          WHERE ${within(range)} ${known(asOf)}
          GROUP BY w.region_key, w.time_key) best
          ON best.region_key = w.region_key AND best.time_key = w.time_key
          AND best.is_analysis = ${IS_ANALYSIS} AND best.first_seen_at = w.first_seen_at
        WHERE ${within(range)}`,
    signal,
  )
}

const IS_ANALYSIS = sql`CASE WHEN w.kind_code = 'analysis' THEN 1 ELSE 0 END`

const within = (range: TimeRange): Sql =>
  sql`w.time_key >= ${int(range.from)} AND w.time_key < ${int(range.to)}`

/** A plain number is handed over sooner than a decimal. */
const plain = (column: Sql): Sql => sql`CAST(w.${column} AS double precision) AS ${column}`

/** Nobody has analysed an hour that is to come, whatever a clock says. */
const known = (asOf: number | undefined): Sql =>
  asOf === undefined
    ? none
    : sql`AND w.first_seen_at <= ${instant(asOf)}
          AND (w.kind_code = 'forecast' OR w.time_key <= ${int(Math.floor(asOf / 900_000))})`
