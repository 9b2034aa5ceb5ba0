/**
 * Gold table `weather`: the weather of each region, the mean over its points weighted by the people who
 * live around them.
 *
 * From: silver `weather_hourly`, the weights of the catalogue
 * Key (grain): region_key, time_key (of an hour), kind_code, first_seen_at
 *
 * A fetch that tells the same of a region and hour as the one before adds no row: most of an hourly
 * forecast repeats the last one. A function of silver alone: the hours of the partitions that change are
 * made again from all that silver has of them.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { WEATHER_MEASURES } from '../catalog/weather-measures.ts'
import { WEATHER_POINTS } from '../catalog/weather-points.ts'
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import type { LoadRecord } from '../silver/load-record.ts'
import { existingPartitions } from '../silver/partitions.ts'
import { ensureDimTime } from './dim_time.ts'
import type { TimeKeys } from './silver-rows.ts'

export interface WeatherChanges {
  readonly weather_inserted: number
  readonly weather_deleted: number
}

/** Partitions that are made at once: days of forecasts, or months of analyses. Bounds memory. */
const CHUNK_PARTITIONS = 16

const WEATHER_VALUES = WEATHER_MEASURES.map(({ column }) => column)
export const WEATHER_COLUMNS = [
  'region_key',
  'time_key',
  'kind_code',
  'first_seen_at',
  ...WEATHER_VALUES,
  'point_count',
  'batch_key',
]
/** An hour that is read is read for all regions and kinds. */
const ORDER = 'time_key, region_key, kind_code, first_seen_at'

/**
 * Make the weather of the partitions that loads touch follow silver. Expects `region_versions`.
 * Leaves `changed_hours` (region_key, time_key) behind: where something is no longer as it was.
 */
export async function loadWeather(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<WeatherChanges> {
  await connection.run('CREATE OR REPLACE TEMP TABLE changed_hours (region_key INTEGER, time_key INTEGER)')
  let weather_inserted = 0
  let weather_deleted = 0
  for await (const hours of wantedWeather(connection, lake, loads)) {
    await ensureDimTime(connection, hours.first, hours.last)
    weather_inserted += await insertMissing(connection)
    weather_deleted += await deleteOthers(connection)
  }
  return { weather_inserted, weather_deleted }
}

/** Make `wanted_weather` for some of the partitions that loads touch, and then for others. @returns the hours each covers. */
export async function* wantedWeather(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): AsyncGenerator<TimeKeys> {
  const partitions = loads.filter(load => load.dataset === 'weather_hourly').flatMap(load => load.partitions)
  if (partitions.length === 0) return
  const keys = await existingPartitions(lake, 'weather_hourly', [...new Set(partitions)])
  for (let start = 0; start < keys.length; start += CHUNK_PARTITIONS) {
    const paths = await mapAtOnce(keys.slice(start, start + CHUNK_PARTITIONS), key => lake.localPath(key))
    await createWanted(connection, paths)
    const range = await connection.runAndReadAll('SELECT min(time_key), max(time_key) FROM wanted_weather')
    const [first, last] = range.getRowsJS()[0] ?? []
    if (first !== null && last !== null) yield { first: Number(first), last: Number(last) }
  }
}

/** `wanted_weather`: what the table is to hold of the hours of some partitions. */
async function createWanted(connection: DuckDBConnection, paths: readonly string[]): Promise<void> {
  const weights = WEATHER_POINTS.map(
    ({ region_code, name, weight }) => `('${region_code}', '${name.replaceAll("'", "''")}', ${weight})`,
  )
  // Sums of decimals are exact, so that the mean does not depend on the order of the points.
  const mean = (column: string) =>
    `CAST(round(CAST(sum(${column} * CAST(weight AS DECIMAL(6,0))) AS DOUBLE)
      / CAST(sum(weight) FILTER (${column} IS NOT NULL) AS DOUBLE), 3) AS DECIMAL(12,3)) AS ${column}`
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE wanted_weather AS
    SELECT v.region_key, t.* EXCLUDE (region_code) FROM (
      SELECT region_code, CAST(epoch(hour_utc) AS BIGINT) // 900 AS time_key, kind_code, first_seen_at,
        ${WEATHER_VALUES.map(mean).join(', ')}, CAST(count(*) AS INTEGER) AS point_count, batch_key
      FROM read_parquet([${paths.map(path => `'${path.replaceAll("'", "''")}'`).join(', ')}], hive_partitioning = false)
      JOIN (VALUES ${weights.join(', ')}) points(region_code, point_name, weight) USING (region_code, point_name)
      GROUP BY region_code, hour_utc, kind_code, first_seen_at, batch_key
    ) t
    JOIN region_versions v ON v.region_code = t.region_code AND t.time_key >= v.from_key AND t.time_key < v.to_key
    QUALIFY row(${WEATHER_VALUES.join(', ')}, point_count) IS DISTINCT FROM lag(row(${WEATHER_VALUES.join(', ')}, point_count))
      OVER (PARTITION BY t.region_code, t.time_key, kind_code ORDER BY first_seen_at, batch_key)`)
}

const SAME = WEATHER_COLUMNS.map(column => `s.${column} IS NOT DISTINCT FROM w.${column}`).join(' AND ')
/** Rows of the table of the hours that are made. */
const STANDING = `
  SELECT rowid AS row_id, * FROM weather
  WHERE time_key >= (SELECT min(time_key) FROM wanted_weather) AND time_key <= (SELECT max(time_key) FROM wanted_weather)
    AND (time_key, CAST(kind_code AS VARCHAR)) IN (SELECT (time_key, kind_code) FROM wanted_weather)`

async function insertMissing(connection: DuckDBConnection): Promise<number> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE standing_weather AS ${STANDING}`)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE missing_weather AS
    SELECT * FROM wanted_weather w ANTI JOIN standing_weather s ON ${SAME}`)
  await connection.run('INSERT INTO changed_hours SELECT DISTINCT region_key, time_key FROM missing_weather')
  const { rowsChanged } = await connection.run(
    `INSERT INTO weather (${WEATHER_COLUMNS.join(', ')}) SELECT ${WEATHER_COLUMNS.join(', ')} FROM missing_weather ORDER BY ${ORDER}`,
  )
  return rowsChanged
}

async function deleteOthers(connection: DuckDBConnection): Promise<number> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE outdated_weather AS
    SELECT s.* FROM standing_weather s ANTI JOIN wanted_weather w ON ${SAME}`)
  await connection.run('INSERT INTO changed_hours SELECT DISTINCT region_key, time_key FROM outdated_weather')
  const { rowsChanged } = await connection.run(
    'DELETE FROM weather WHERE rowid IN (SELECT row_id FROM outdated_weather)',
  )
  return rowsChanged
}
