/**
 * Silver tables as Parquet in the lake: one file per table, year and month of the interval's start in
 * UTC, replaced as a whole. Rows are in the order of their key, so the same rows make the same bytes.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { VINTAGES } from '../catalog/vintages.ts'
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore, Version } from '../lake/object-store.ts'
import { type Connect, literal } from './engine.ts'
import { shareOut } from './share-out.ts'
import { measureColumns, type SilverTable } from './silver-table.ts'

export const partitionKey = (table: string, partition: string) => `silver/${table}/${partition}/part.parquet`

/** A column of more different values than that is written as it is: looking each of them up makes the file no smaller. */
const MOST_REPEATED_VALUES = 500

const INTERVAL_START = 'make_timestamp(time_key * 900000000::BIGINT)'

/** SQL text: the partition a row with a `time_key` falls into, as a number: 201709. */
export const MONTH = `CAST(year(${INTERVAL_START}) * 100 + month(${INTERVAL_START}) AS INTEGER)`

/** 201709 → `year=2017/month=9`. */
export const partitionOfMonth = (month: number) => `year=${Math.floor(month / 100)}/month=${month % 100}`

/** `year=2017/month=9` → 201709. */
export function monthOfPartition(partition: string): number {
  const [, year, month] = /^year=(\d+)\/month=(\d+)$/.exec(partition) ?? []
  if (!year || !month) throw new RangeError(`partition ${partition}: expected year=<yyyy>/month=<m>`)
  return Number(year) * 100 + Number(month)
}

/** The month of the key of a partition file. */
export const monthOfKey = (key: string) => monthOfPartition(key.split('/').slice(-3, -1).join('/'))

/** Versions of the partition files of a table: what a later write of one of them is bound to. */
export const partitionVersions = (lake: ObjectStore, table: string) => lake.versions(`silver/${table}/`)

/** Keys of the partition files that exist, of those asked for or of all. */
export async function existingPartitions(
  lake: ObjectStore,
  table: string,
  partitions?: readonly string[],
): Promise<readonly string[]> {
  const keys = await lake.list(`silver/${table}/`)
  if (!partitions) return keys
  const wanted = new Set(partitions.map(partition => partitionKey(table, partition)))
  return keys.filter(key => wanted.has(key))
}

/** SQL text: the rows of partition files, with `time_key` in the place of the interval's start. */
export async function readPartitions(lake: ObjectStore, keys: readonly string[]): Promise<string> {
  const paths = await mapAtOnce(keys, key => lake.localPath(key))
  return `SELECT * EXCLUDE (interval_start_utc), CAST(epoch(interval_start_utc) AS BIGINT) // 900 AS time_key
    FROM read_parquet([${paths.map(literal).join(', ')}], hive_partitioning = false)`
}

export interface PartitionWriter {
  readonly connection: DuckDBConnection
  /** A second connection, to write two files at a time. */
  readonly connect: Connect
  readonly lake: ObjectStore
  readonly scratch: string
}

/** What is known of `log`. */
export interface LogState {
  /** The files as they were when it was made from them. */
  readonly standing: ReadonlyMap<string, Version>
  /** Whether a region, interval and vintage has more than one row; if none has, the sort is cheaper. */
  readonly isRepublished: boolean
  /** Whether it has no rows of other months than those to write; then none has to be looked for. */
  readonly isAllChanged: boolean
}

/**
 * Write the rows of `log` that fall into the given months.
 *
 * @returns bytes written.
 * @throws ObjectChangedError when another writer has replaced one of them since.
 */
export async function writePartitions(
  writer: PartitionWriter,
  table: SilverTable,
  months: readonly number[],
  known: LogState,
): Promise<number> {
  if (months.length === 0) return 0
  // No temporary table: the second connection must see it.
  await writer.connection.run(`
    CREATE OR REPLACE TABLE sorted AS
    SELECT ${partitionColumns(table)}
    FROM log ${known.isAllChanged ? '' : `WHERE partition_month IN (${months.join(', ')})`}
    ORDER BY ${sortKey(table)} ${known.isRepublished ? ', first_seen_at, batch_key, source_row' : ''}`)
  const fileOf = (month: number) => join(writer.scratch, `${table.name}-${month}.parquet`)
  const second = await writer.connect()
  try {
    await shareOut([writer.connection, second], months, (connection, month) =>
      writePartition(connection, month, fileOf(month)),
    )
  } finally {
    second.closeSync()
  }
  const sizes = await mapAtOnce(months, month =>
    replacePartition(writer.lake, table, month, fileOf(month), known.standing),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** SQL text, over `log`: the columns of a partition file, after its month. */
export const partitionColumns = (table: SilverTable) =>
  `partition_month, region_code, ${INTERVAL_START} AS interval_start_utc, step_minutes, vintage_code, first_seen_at, batch_key,
      source_row, ${measureColumns(table).join(', ')}, missing_measures, quarantined_measures`

/**
 * SQL text: one number in the order of month, region, interval and vintage; the engine sorts by a number in
 * half the time it takes to sort by texts.
 */
export function sortKey(table: SilverTable): string {
  const rank = (column: string, codes: readonly string[]) =>
    `CASE ${column} ${codes.map((code, index) => `WHEN ${literal(code)} THEN ${index}`).join(' ')} END`
  const region = rank('region_code', [...table.regions.keys()].toSorted())
  const vintage = rank('vintage_code', VINTAGES.map(({ vintage_code }) => vintage_code).toSorted())
  return `((partition_month * 100::BIGINT + ${region}) * 100000000 + time_key) * 10 + ${vintage}`
}

/**
 * One month: a partitioned COPY neither keeps the order of rows nor, beyond a hundred open partitions, to one file
 * each.
 */
async function writePartition(connection: DuckDBConnection, month: number, file: string): Promise<void> {
  await connection.run(`
    COPY (SELECT * EXCLUDE (partition_month) FROM sorted WHERE partition_month = ${month})
    TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT ${MOST_REPEATED_VALUES})`)
}

/** @returns bytes of the file, which now stands in the lake. */
async function replacePartition(
  lake: ObjectStore,
  table: SilverTable,
  month: number,
  file: string,
  standing: ReadonlyMap<string, Version>,
): Promise<number> {
  const { size } = await stat(file)
  const key = partitionKey(table.name, partitionOfMonth(month))
  await lake.replaceFromFile(key, file, standing.get(key) ?? null)
  return size
}
