/**
 * Which rows of silver a load makes facts of: those of the half-hours that its batches touch, some partitions
 * at a time. Half-hours never span partitions, so years of them can be loaded piece by piece, in bounded memory.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { literal } from '../silver/engine.ts'
import type { LoadRecord } from '../silver/load-record.ts'
import { existingPartitions, monthOfKey, readPartitions } from '../silver/partitions.ts'

/** Half a year of half-hours of all regions is 105,000 rows, and eleven times as many facts. */
const SILVER_ROWS_AT_ONCE = 260_000

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
  const keys = await keysOf(lake, loads)
  return keys.length === 0 ? undefined : rangeOf(connection, `(${await readPartitions(lake, keys)})`)
}

/**
 * Make `silver_rows` of some partitions, and then of others, oldest first: what `selectSilverRows` says.
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
  const partitions = await countRows(connection, lake, await keysOf(lake, loads))
  for (const together of inPieces(partitions)) {
    const keys = await selectSilverRows(connection, lake, loads, together, isFirst)
    if (keys) yield keys
  }
}

function keysOf(lake: ObjectStore, loads: readonly LoadRecord[]): Promise<readonly string[]> {
  const touched = new Set(loads.flatMap(load => load.partitions))
  return existingPartitions(lake, 'eco2mix_regional', [...touched])
}

interface CountedPartition {
  readonly key: string
  readonly rows: number
}

/** How many rows each partition file has, as its footer tells, oldest first. */
async function countRows(
  connection: DuckDBConnection,
  lake: ObjectStore,
  keys: readonly string[],
): Promise<readonly CountedPartition[]> {
  if (keys.length === 0) return []
  const files = await mapAtOnce(keys, key => lake.localPath(key))
  const reader = await connection.runAndReadAll(
    `SELECT file_name, num_rows FROM parquet_file_metadata([${files.map(literal).join(', ')}])`,
  )
  const rowsOf = new Map(reader.getRowsJS().map(([file, rows]) => [String(file), Number(rows)]))
  const counted = keys.map((key, index) => {
    const rows = rowsOf.get(files[index] ?? '')
    if (rows === undefined) throw new Error(`${key}: its footer was not read`)
    return { key, rows }
  })
  return counted.toSorted((a, b) => monthOfKey(a.key) - monthOfKey(b.key))
}

function* inPieces(partitions: readonly CountedPartition[]): Generator<readonly string[]> {
  let piece: string[] = []
  let rows = 0
  for (const partition of partitions) {
    if (piece.length > 0 && rows + partition.rows > SILVER_ROWS_AT_ONCE) {
      yield piece
      piece = []
      rows = 0
    }
    piece.push(partition.key)
    rows += partition.rows
  }
  if (piece.length > 0) yield piece
}

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
  keys: readonly string[],
  isFirst: boolean,
): Promise<TimeKeys | undefined> {
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
