/**
 * Silver tables as Parquet in the lake: one file per table, year and month of the interval's start in
 * UTC, replaced as a whole. Rows are in the order of their key, so the same rows make the same bytes.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ObjectStore } from '../lake/object-store.ts'
import { literal } from './engine.ts'
import type { SilverTable } from './silver-table.ts'

export const partitionKey = (table: string, partition: string) => `silver/${table}/${partition}/part.parquet`

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
  const paths = await Promise.all(keys.map(key => lake.localPath(key)))
  return `SELECT * EXCLUDE (interval_start_utc), CAST(epoch(interval_start_utc) AS BIGINT) // 900 AS time_key
    FROM read_parquet([${paths.map(literal).join(', ')}])`
}

/**
 * Write the rows of `log` that fall into the given months.
 *
 * @returns bytes written.
 */
export async function writePartitions(
  connection: DuckDBConnection,
  lake: ObjectStore,
  table: SilverTable,
  months: readonly number[],
  scratch: string,
): Promise<number> {
  const columns = `region_code, interval_start_utc, step_minutes, vintage_code, first_seen_at, batch_key, source_row,
    ${table.measures.map(measure => measure.column).join(', ')}, missing_measures, quarantined_measures`
  let bytes = 0
  // One statement each: a partitioned COPY writes the rows of a file in the order its threads come by.
  for (const month of months) {
    const file = join(scratch, `${table.name}-${month}.parquet`)
    await connection.run(`
      COPY (
        SELECT ${columns} FROM (SELECT *, ${INTERVAL_START} AS interval_start_utc FROM log WHERE partition_month = ${month})
        ORDER BY region_code, interval_start_utc, vintage_code, first_seen_at, batch_key, source_row)
      TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2)`)
    bytes += (await stat(file)).size
    await lake.replaceFromFile(partitionKey(table.name, partitionOfMonth(month)), file)
  }
  return bytes
}
