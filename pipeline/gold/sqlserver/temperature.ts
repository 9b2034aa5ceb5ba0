/** The temperature of facts in SQL Server, as `fact-temperature.ts` says it for DuckDB. */
import type { TimeKeys } from '../silver-rows.ts'
import type { SqlServerConnection } from './connection.ts'

const quarterInHour = (timeKey: number) => ((timeKey % 4) + 4) % 4

/** `#best_temperature` (region_key, hour_key, temperature_celsius) for the hours of a range. */
export async function createBestTemperature(
  connection: SqlServerConnection,
  { first, last }: TimeKeys,
): Promise<void> {
  await connection.batch('DROP TABLE IF EXISTS #best_temperature')
  await connection.batch(`
    SELECT k.region_key, k.hour_key, k.temperature_celsius INTO #best_temperature
    FROM (
      SELECT region_key, time_key AS hour_key, temperature_celsius,
        ROW_NUMBER() OVER (PARTITION BY region_key, time_key
          ORDER BY CASE kind_code WHEN N'analysis' THEN 0 ELSE 1 END, first_seen_at DESC, batch_key) AS nth
      FROM gold.weather
      WHERE temperature_celsius IS NOT NULL AND time_key >= ${first - quarterInHour(first)} AND time_key <= ${last}) AS k
    WHERE k.nth = 1`)
}

/** Make the facts of `#changed_hours` follow the weather. @returns how many have another temperature now. */
export async function followWeather(connection: SqlServerConnection): Promise<number> {
  const [range] = await connection.rows(
    'SELECT MIN(time_key) AS first_key, MAX(time_key) AS last_key FROM #changed_hours',
  )
  const { first_key: first, last_key: last } = range ?? {}
  if (typeof first !== 'number' || typeof last !== 'number') return 0
  await createBestTemperature(connection, { first, last })
  return connection.batch(`
    UPDATE f SET temperature_celsius = w.temperature_celsius
    FROM gold.fact_energy_flow AS f JOIN (
      SELECT c.region_key, c.time_key AS hour_key, b.temperature_celsius
      FROM (SELECT DISTINCT region_key, time_key FROM #changed_hours) AS c
      LEFT JOIN #best_temperature AS b ON b.region_key = c.region_key AND b.hour_key = c.time_key) AS w
      ON w.region_key = f.region_key AND w.hour_key = f.time_key - f.time_key % 4
    WHERE f.time_key >= ${first} AND f.time_key < ${last + 4}
      AND EXISTS (SELECT f.temperature_celsius EXCEPT SELECT w.temperature_celsius)`)
}
