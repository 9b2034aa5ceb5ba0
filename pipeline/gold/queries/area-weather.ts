/**
 * The weather of the regions by the hour, as it is best known now or was at an instant: of hours gone by the analysis,
 * or the last forecast where there is none yet; of hours to come the last forecast.
 */
import { type Engine, type Row, read, type Sql, sql } from '../sql.ts'
import { NTH_BEST, weatherKnown } from './best-weather.ts'
import { startsWithin } from './flow.ts'
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
    sql`SELECT w.region_code, w.time_key, w.temperature_celsius, w.wind_speed_100m_m_s, w.solar_irradiance_w_m2, w.cloud_cover_percent
        FROM (
          SELECT r.region_code, f.time_key, ${plain(sql`temperature_celsius`)}, ${plain(sql`wind_speed_100m_m_s`)},
            ${plain(sql`solar_irradiance_w_m2`)}, ${plain(sql`cloud_cover_percent`)}, ${NTH_BEST} AS nth
          FROM weather f
          JOIN dim_region r ON r.region_key = f.region_key
          WHERE ${startsWithin(range)} ${weatherKnown(asOf)}) w
        WHERE w.nth = 1`,
    signal,
  )
}

/** A plain number is handed over sooner than a decimal. */
const plain = (column: Sql): Sql => sql`CAST(f.${column} AS double precision) AS ${column}`
