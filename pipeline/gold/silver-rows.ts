/** Which rows of silver a load makes facts of: those of the half-hours that its batches touch. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ObjectStore } from '../lake/object-store.ts'
import type { LoadRecord } from '../silver/load-record.ts'
import { existingPartitions, readPartitions } from '../silver/partitions.ts'

/** First and last time key, both included. */
export interface TimeKeys {
  readonly first: number
  readonly last: number
}

/**
 * `half_hours` that the batches touch and all `silver_rows` of them; a late batch touches all of its
 * partitions, because it may have changed what came after it.
 *
 * @param isFirst whether there are no facts yet: nothing to compare with, so all rows are taken and no
 *   `half_hours` are told.
 * @returns from where to where they reach; undefined when there are none.
 */
export async function selectSilverRows(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
  isFirst: boolean,
): Promise<TimeKeys | undefined> {
  const partitions = [...new Set(loads.flatMap(load => load.partitions))]
  const keys = await existingPartitions(lake, 'eco2mix_regional', partitions)
  if (keys.length === 0) return undefined
  const rows = await readPartitions(lake, keys)
  const isWhole = isFirst || loads.some(load => load.is_late)
  const touched = isWhole ? '' : `WHERE batch_key IN (${loads.map(load => load.batch_key).join(', ')})`
  if (!isFirst) {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE half_hours AS
      SELECT DISTINCT region_code, CAST(time_key - time_key % 2 AS INTEGER) AS half_hour_key FROM (${rows}) ${touched}`)
  }
  const touchedRows = isWhole
    ? ''
    : 'SEMI JOIN half_hours h ON h.region_code = r.region_code AND h.half_hour_key = r.time_key - r.time_key % 2'
  await connection.run(`
    CREATE OR REPLACE TEMP VIEW silver_rows AS
    SELECT r.* REPLACE (CAST(r.time_key AS INTEGER) AS time_key) FROM (${rows}) r ${touchedRows}`)
  const range = await connection.runAndReadAll('SELECT min(time_key), max(time_key) FROM silver_rows')
  const [first, last] = range.getRowsJS()[0] ?? []
  return typeof first === 'number' && typeof last === 'number' ? { first, last } : undefined
}
