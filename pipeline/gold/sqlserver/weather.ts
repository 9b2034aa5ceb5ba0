/** Loads `weather` in SQL Server: what is wanted is made by DuckDB, as for the other warehouse; the table follows by sets. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ObjectStore } from '../../lake/object-store.ts'
import type { LoadRecord } from '../../silver/load-record.ts'
import { WEATHER_COLUMNS, type WeatherChanges, wantedWeather } from '../weather.ts'
import type { SqlServerConnection } from './connection.ts'
import { ensureDimTime } from './dim-time.ts'
import { columnsNamed, createStage, stageQuery } from './stage.ts'
import { isAlike, sameKey } from './table-changes.ts'

const COLUMNS = columnsNamed('weather', WEATHER_COLUMNS)
const KEY = ['region_key', 'time_key', 'kind_code', 'first_seen_at']
const LIST = WEATHER_COLUMNS.join(', ')
const ALIKE = `${sameKey(KEY, 's', 'w')} AND ${isAlike(WEATHER_COLUMNS, 's', 'w')}`

/** Leaves `#changed_hours` (region_key, time_key) behind: where something is no longer as it was. */
export async function loadWeather(
  connection: SqlServerConnection,
  duckDb: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<WeatherChanges> {
  await createStage(connection, '#changed_hours', columnsNamed('weather', ['region_key', 'time_key']))
  let weather_inserted = 0
  let weather_deleted = 0
  for await (const hours of wantedWeather(duckDb, lake, loads)) {
    await ensureDimTime(connection, duckDb, hours)
    await stageQuery(connection, duckDb, '#wanted_weather', COLUMNS, 'SELECT * FROM wanted_weather')
    weather_inserted += await insertMissing(connection)
    weather_deleted += await deleteOthers(connection)
  }
  return { weather_inserted, weather_deleted }
}

async function insertMissing(connection: SqlServerConnection): Promise<number> {
  await connection.batch('DROP TABLE IF EXISTS #missing_weather')
  await connection.batch(`
    SELECT ${LIST} INTO #missing_weather FROM #wanted_weather AS w
    WHERE NOT EXISTS (SELECT 1 FROM gold.weather AS s WHERE ${ALIKE})`)
  await connection.batch(
    'INSERT INTO #changed_hours (region_key, time_key) SELECT DISTINCT region_key, time_key FROM #missing_weather',
  )
  return connection.batch(`INSERT INTO gold.weather (${LIST}) SELECT ${LIST} FROM #missing_weather`)
}

/** Rows of the hours and kinds that are made, and are wanted no longer. */
const OUTDATED = `
  EXISTS (SELECT 1 FROM #wanted_weather AS w WHERE w.time_key = s.time_key AND w.kind_code = s.kind_code)
  AND NOT EXISTS (SELECT 1 FROM #wanted_weather AS w WHERE ${ALIKE})`

async function deleteOthers(connection: SqlServerConnection): Promise<number> {
  await connection.batch(`
    INSERT INTO #changed_hours (region_key, time_key)
    SELECT DISTINCT s.region_key, s.time_key FROM gold.weather AS s WHERE ${OUTDATED}`)
  return connection.batch(`DELETE s FROM gold.weather AS s WHERE ${OUTDATED}`)
}
