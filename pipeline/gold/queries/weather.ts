/**
 * Weather of the regions by the hour: of all that was fetched of an hour, the best known. An analysis is known better than a
 * forecast, and of one kind the latest fetch; at an instant, of what was fetched by then, and no analysis of hours to come.
 */
import { WEATHER_KINDS, type WeatherKind } from '../../catalog/weather-measures.ts'
import { type Engine, int, none, type Row, read, type Sql, sql, text } from '../sql.ts'
import { NTH_BEST, weatherKnown } from './best-weather.ts'
import { startsWithin } from './flow.ts'
import { ofRegions, type Page, readPage, type Selection, type SeriesRequest } from './page.ts'

export interface WeatherPosition {
  readonly time_key: number
  readonly region_code: string
}

export interface WeatherRequest extends Omit<SeriesRequest<WeatherPosition>, 'step'> {
  /** Absent: the best of both. */
  readonly kind?: WeatherKind | undefined
}

const HOUR = {
  time_key: 'int',
  region_code: 'text',
  temperature_celsius: 'decimal?',
  wind_speed_10m_m_s: 'decimal?',
  wind_speed_100m_m_s: 'decimal?',
  solar_irradiance_w_m2: 'decimal?',
  cloud_cover_percent: 'decimal?',
  kind: 'text',
  first_seen_at: 'instant',
} as const
type Hour = Row<typeof HOUR>

export interface WeatherRow extends Omit<Hour, 'time_key' | 'kind'> {
  /** The hour that the values are of. */
  readonly hour_utc: string
  readonly kind: WeatherKind
}

export interface WeatherPage extends Page<WeatherRow> {
  readonly last: WeatherPosition | undefined
}

/** One row for each region and hour that anything was fetched of, ordered by hour and region. */
export async function readWeather(
  engine: Engine,
  { kind, ...request }: WeatherRequest,
  signal?: AbortSignal,
): Promise<WeatherPage> {
  const page = await readPage(
    engine,
    { ...request, step: 'PT1H' },
    1,
    (window, atMost) => read(engine, HOUR, bestKnown(window, kind, request.after, atMost), signal),
    sql`weather`,
  )
  const last = page.rows.at(-1)
  return {
    rows: page.rows.map(toRow),
    hasMore: page.hasMore,
    last: last && { time_key: last.time_key, region_code: last.region_code },
  }
}

/**
 * End of the weather that was known, as `time_key`; null while there is none.
 *
 * @param asOf epoch milliseconds; absent: as it is known now.
 */
export async function readWeatherEnd(
  engine: Engine,
  asOf: number | undefined,
  signal?: AbortSignal,
): Promise<number | null> {
  const [row] = await read(
    engine,
    { newest_key: 'int?' },
    sql`SELECT MAX(f.time_key) AS newest_key FROM weather f WHERE 1 = 1 ${weatherKnown(asOf)}`,
    signal,
  )
  return row?.newest_key == null ? null : row.newest_key + 4
}

const bestKnown = (
  { range, regionCodes, asOf }: Selection,
  kind: WeatherKind | undefined,
  after: WeatherPosition | undefined,
  atMost: number,
): Sql => sql`
  SELECT w.*
  FROM (
    SELECT f.time_key, r.region_code, f.temperature_celsius, f.wind_speed_10m_m_s, f.wind_speed_100m_m_s,
      f.solar_irradiance_w_m2, f.cloud_cover_percent, CAST(f.kind_code AS varchar(20)) AS kind, f.first_seen_at,
      ${NTH_BEST} AS nth
    FROM weather f
    JOIN dim_region r ON r.region_key = f.region_key
    WHERE ${startsWithin(range)} ${ofRegions(regionCodes)} ${weatherKnown(asOf)}
      ${kind === undefined ? none : sql`AND f.kind_code = ${text(kind)}`}) w
  WHERE w.nth = 1 ${afterPosition(after)}
  ORDER BY w.time_key, w.region_code
  OFFSET 0 ROWS FETCH NEXT ${int(atMost)} ROWS ONLY`

const afterPosition = (after: WeatherPosition | undefined): Sql =>
  after
    ? sql`AND w.time_key >= ${int(after.time_key)} AND (w.time_key > ${int(after.time_key)}
            OR (w.time_key = ${int(after.time_key)} AND w.region_code > ${text(after.region_code)}))`
    : none

function toRow({ time_key, kind, ...row }: Hour): WeatherRow {
  return {
    ...row,
    hour_utc: new Date(time_key * 900_000).toISOString(),
    kind: kindNamed(kind),
  }
}

/** @throws RangeError for a kind that the catalogue does not know. */
function kindNamed(code: string): WeatherKind {
  const kind = WEATHER_KINDS.find(known => known === code)
  if (!kind) throw new RangeError(`weather kind ${code}: not in the catalogue`)
  return kind
}
