/**
 * The temperature of a fact: that of its region at the hour in which its interval starts, as best known
 * now. An analysis is known better than a forecast, and of one kind the latest fetch. It is context and
 * not what was published, so it has no vintage and no revision: what was known at a moment stands in
 * `weather`.
 */
import type { DuckDBConnection } from '@duckdb/node-api'

/** Make `best_temperature` (region_key, hour_key, temperature_celsius) for the hours from one time key to another, both included. */
export async function createBestTemperature(
  connection: DuckDBConnection,
  firstKey: number,
  lastKey: number,
): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE best_temperature AS
    SELECT region_key, time_key AS hour_key,
      arg_max(temperature_celsius, row(kind_code = 'analysis', first_seen_at)) AS temperature_celsius
    FROM weather
    WHERE temperature_celsius IS NOT NULL AND time_key >= ${firstKey - (((firstKey % 4) + 4) % 4)} AND time_key <= ${lastKey}
    GROUP BY region_key, time_key`)
}

/**
 * SQL text: rows of facts with their temperature as last column. Expects `best_temperature`; where that is
 * empty, years of facts are spared the look-up.
 */
export async function withTemperature(
  connection: DuckDBConnection,
  columns: string,
  rows: string,
): Promise<string> {
  const any = await connection.runAndReadAll('SELECT 1 FROM best_temperature LIMIT 1')
  if (any.currentRowCount === 0) return `SELECT ${columns}, CAST(NULL AS DECIMAL(12,3)) FROM (${rows})`
  return `
  SELECT ${columns
    .split(', ')
    .map(column => `x.${column}`)
    .join(', ')}, b.temperature_celsius
  FROM (${rows}) x
  LEFT JOIN best_temperature b ON b.region_key = x.region_key AND b.hour_key = x.time_key - x.time_key % 4`
}

/**
 * Make the facts of `changed_hours` follow the weather; only rows whose temperature is another one are
 * touched.
 *
 * @returns how many.
 */
export async function followWeather(connection: DuckDBConnection): Promise<number> {
  const range = await connection.runAndReadAll('SELECT min(time_key), max(time_key) FROM changed_hours')
  const [first, last] = range.getRowsJS()[0] ?? []
  if (typeof first !== 'number' || typeof last !== 'number') return 0
  await createBestTemperature(connection, first, last)
  const { rowsChanged } = await connection.run(`
    UPDATE fact_energy_flow AS f SET temperature_celsius = w.temperature_celsius
    FROM (
      SELECT c.region_key, c.time_key AS hour_key, b.temperature_celsius
      FROM (SELECT DISTINCT region_key, time_key FROM changed_hours) c
      LEFT JOIN best_temperature b ON b.region_key = c.region_key AND b.hour_key = c.time_key) w
    WHERE f.time_key >= ${first} AND f.time_key < ${last + 4}
      AND w.region_key = f.region_key AND w.hour_key = f.time_key - f.time_key % 4
      AND f.temperature_celsius IS DISTINCT FROM w.temperature_celsius`)
  return rowsChanged
}
