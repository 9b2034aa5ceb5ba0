/**
 * Which version of a region holds when: facts and weather are keyed by the version valid at their start,
 * and follow when its history turns out to be another one.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { startOfLocalDay } from '../catalog/paris-calendar.ts'

/** Tables whose rows belong to a version. */
export const KEYED_TABLES = ['fact_energy_flow', 'fact_energy_flow_revision', 'weather']

/** Beyond any time key. */
const END_OF_TIME = 2 ** 31 - 1

/** `region_versions`: region_code, region_key and the time keys `[from_key, to_key)` for which it is valid. */
export async function createRegionVersions(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll(
    'SELECT region_code, region_key, valid_from, valid_to FROM dim_region ORDER BY region_key',
  )
  const keyOf = (localDate: string) => Math.floor(startOfLocalDay(localDate) / 900)
  const rows = reader.getRowObjects().map(row => {
    const to_key = row.valid_to === null ? END_OF_TIME : keyOf(String(row.valid_to))
    return `('${String(row.region_code)}', ${Number(row.region_key)}, ${keyOf(String(row.valid_from))}, ${to_key})`
  })
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE region_versions (region_code VARCHAR, region_key INTEGER, from_key INTEGER, to_key INTEGER)',
  )
  await connection.run(`INSERT INTO region_versions VALUES ${rows.join(', ')}`)
}

/**
 * Give every row the version that is valid at its start. A key tells its region, whichever version it was:
 * the INSEE code, and 100 for each version after the first.
 *
 * @returns rows that changed their version.
 */
export async function followRegionVersions(connection: DuckDBConnection): Promise<number> {
  let changed = 0
  for (const table of KEYED_TABLES) {
    const result = await connection.run(`
      UPDATE ${table} AS t SET region_key = v.region_key FROM region_versions v
      WHERE CAST(v.region_code AS INTEGER) = t.region_key % 100
        AND t.time_key >= v.from_key AND t.time_key < v.to_key AND t.region_key <> v.region_key`)
    changed += result.rowsChanged
  }
  return changed
}
