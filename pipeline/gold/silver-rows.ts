/**
 * Which rows of silver a load makes facts of: those of the half-hours that its batches touch, some months at
 * a time. Half-hours never span partitions, so years of them can be loaded piece by piece, in bounded memory.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ObjectStore } from '../lake/object-store.ts'
import type { LoadRecord } from '../silver/load-record.ts'
import { existingPartitions, monthOfPartition, readPartitions } from '../silver/partitions.ts'

const MONTHS_AT_ONCE = 6

/** First and last time key, both included. */
export interface TimeKeys {
  readonly first: number
  readonly last: number
}

/** From where to where the partitions that loads touch reach; undefined when they hold nothing. */
export async function silverTimes(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<TimeKeys | undefined> {
  const keys = await existingPartitions(lake, 'eco2mix_regional', partitionsOf(loads))
  return keys.length === 0 ? undefined : rangeOf(connection, `(${await readPartitions(lake, keys)})`)
}

/**
 * Make `silver_rows` of some months, and then of others, oldest first: what `selectSilverRows` says.
 *
 * @param isFirst whether there are no facts yet.
 * @returns from where to where the rows reach, each time.
 */
export async function* silverPieces(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
  isFirst: boolean,
): AsyncGenerator<TimeKeys> {
  const partitions = partitionsOf(loads)
  for (let start = 0; start < partitions.length; start += MONTHS_AT_ONCE) {
    const months = partitions.slice(start, start + MONTHS_AT_ONCE)
    const keys = await selectSilverRows(connection, lake, loads, months, isFirst)
    if (keys) yield keys
  }
}

const partitionsOf = (loads: readonly LoadRecord[]): readonly string[] =>
  [...new Set(loads.flatMap(load => load.partitions))].toSorted(
    (a, b) => monthOfPartition(a) - monthOfPartition(b),
  )

/**
 * `half_hours` of some partitions that the batches touch and all `silver_rows` of them; a late batch
 * touches all of its partitions, because it may have changed what came after it.
 *
 * @param isFirst whether there are no facts yet: nothing to compare with, so all rows are taken and no
 *   `half_hours` are told.
 * @returns from where to where they reach; undefined when there are none.
 */
async function selectSilverRows(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
  partitions: readonly string[],
  isFirst: boolean,
): Promise<TimeKeys | undefined> {
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
  return rangeOf(connection, 'silver_rows')
}

async function rangeOf(connection: DuckDBConnection, rows: string): Promise<TimeKeys | undefined> {
  const reader = await connection.runAndReadAll(
    `SELECT CAST(min(time_key) AS INTEGER), CAST(max(time_key) AS INTEGER) FROM ${rows}`,
  )
  const [first, last] = reader.getRowsJS()[0] ?? []
  return typeof first === 'number' && typeof last === 'number' ? { first, last } : undefined
}
