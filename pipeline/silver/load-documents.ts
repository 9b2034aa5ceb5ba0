/** Reads the documents of one table into its partitions, and tells what became of each. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type BronzeRecord, readReceived } from '../bronze/bronze-store.ts'
import type { Dataset } from '../catalog/dataset.ts'
import { SILVER_DATASETS } from '../catalog/silver-datasets.ts'
import { mapAtOnce } from '../lake/at-once.ts'
import { type AppendedCell, appendColumns } from './append-columns.ts'
import {
  type DocumentContent,
  type DocumentTable,
  type Refusal,
  UnreadableDocumentError,
} from './document-table.ts'
import { literal, query } from './engine.ts'
import { batchKeyOf, type LoadRecord } from './load-record.ts'
import { existingPartitions, type PartitionWriter, partitionKey } from './partitions.ts'
import { writeQuarantine } from './quarantine.ts'
import type { SilverUpdate } from './update-silver.ts'

export interface DocumentContext extends PartitionWriter {
  readonly onObject: (record: BronzeRecord) => void
}

/** Documents in memory at the same time. */
const AT_ONCE = 8

/** Rows gathered before they are written, to bound memory. */
const CHUNK_ROWS = 500_000

/** Load records are for the caller to write, once the partitions are there. */
export async function loadDocuments(
  context: DocumentContext,
  table: DocumentTable,
  records: readonly BronzeRecord[],
  isRebuilding: boolean,
): Promise<SilverUpdate> {
  const loads: LoadRecord[] = []
  const partitionsOf = new Map<number, string[]>()
  // While rebuilding, what stands in the other files is not to be added to.
  const written = new Set<string>()
  let bytes_written = 0
  let gathered = 0
  const writeGathered = async () => {
    for (const { partition, batch_keys } of await incomingPartitions(context.connection, table)) {
      const isAddedTo = !isRebuilding || written.has(partition)
      bytes_written += await writePartition(context, table, partition, isAddedTo)
      written.add(partition)
      for (const key of batch_keys) partitionsOf.set(key, [...(partitionsOf.get(key) ?? []), partition])
    }
    await createIncoming(context.connection, table)
    gathered = 0
  }
  await createIncoming(context.connection, table)
  for (let first = 0; first < records.length; first += AT_ONCE) {
    const batch = records.slice(first, first + AT_ONCE)
    const received = await mapAtOnce(batch, async record => ({
      record,
      bytes: await readReceived(context.lake, record),
    }))
    for (const { record, bytes } of received) {
      const load = await loadDocument(context, table, record, bytes)
      loads.push(load)
      gathered += load.rows_read
      if (gathered >= CHUNK_ROWS) await writeGathered()
      context.onObject(record)
    }
  }
  await writeGathered()
  if (isRebuilding) await removeOthers(context, table, written)
  return {
    loads: loads.map(load => ({ ...load, partitions: partitionsOf.get(load.batch_key) ?? [] })),
    partitions_written: written.size,
    bytes_written,
  }
}

async function removeOthers(
  { lake }: DocumentContext,
  table: DocumentTable,
  written: ReadonlySet<string>,
): Promise<void> {
  const kept = new Set([...written].map(partition => partitionKey(table.name, partition)))
  const others = (await existingPartitions(lake, table.name)).filter(key => !kept.has(key))
  await mapAtOnce(others, key => lake.remove(key))
}

/** One document; what it says is in `incoming` and in quarantine afterwards. */
async function loadDocument(
  context: DocumentContext,
  table: DocumentTable,
  record: BronzeRecord,
  bytes: Uint8Array,
): Promise<LoadRecord> {
  let content: DocumentContent
  try {
    content = table.read(record, new TextDecoder().decode(bytes))
  } catch (error) {
    if (error instanceof UnreadableDocumentError) return { ...loadOf(record), error: error.message }
    throw error
  }
  const refusedRows = content.refusals.filter(({ scope }) => scope === 'row').length
  const load: LoadRecord = {
    ...loadOf(record),
    dataset: table.name,
    rows_read: content.rows_read,
    rows_loaded: content.rows_loaded,
    rows_blank: content.rows_read - content.rows_loaded - refusedRows,
    rows_quarantined: refusedRows,
    values_quarantined: content.refusals.length - refusedRows,
    newest_measured_utc: content.newest_measured_utc,
    unknown_columns: [...content.unknown_columns],
  }
  await insertRows(context.connection, table, record, content)
  if (content.refusals.length > 0) await quarantine(context, load, content.refusals)
  return load
}

const loadOf = (record: BronzeRecord): LoadRecord => ({
  feed_id: record.feed_id,
  dataset: 'unreadable',
  bronze_path: record.path,
  bronze_sha256: record.sha256,
  reception_id: record.reception_id,
  batch_key: batchKeyOf(record.reception_id),
  file_name: record.file_name,
  fetched_at: record.fetched_at,
  is_simulated: record.is_simulated,
  rows_read: 0,
  rows_blank: 0,
  rows_loaded: 0,
  rows_duplicate: 0,
  rows_quarantined: 0,
  values_quarantined: 0,
  rows_missing: 0,
  newest_measured_utc: null,
  unknown_columns: [],
  partitions: [],
  is_late: false,
  error: null,
})

async function createIncoming(connection: DuckDBConnection, table: DocumentTable): Promise<void> {
  const columns = datasetOf(table.name).columns.map(({ column_name, type }) => `${column_name} ${type}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE incoming (${columns.join(', ')})`)
}

async function insertRows(
  connection: DuckDBConnection,
  table: DocumentTable,
  record: BronzeRecord,
  { rows }: DocumentContent,
): Promise<void> {
  const batch: Readonly<Record<string, AppendedCell>> = {
    first_seen_at: record.fetched_at,
    batch_key: batchKeyOf(record.reception_id),
  }
  const columns = datasetOf(table.name).columns.map(({ column_name, type }) => {
    const ofBatch = batch[column_name]
    return { column_name, type, cells: rows.map(row => ofBatch ?? row[column_name] ?? null) }
  })
  await appendColumns(connection, 'incoming', columns)
}

const QUARANTINED = {
  part: 'INTEGER',
  source_row: 'INTEGER',
  scope: 'VARCHAR',
  region_code: 'VARCHAR',
  time_key: 'INTEGER',
  column_name: 'VARCHAR',
  raw_value: 'VARCHAR',
  reason_code: 'VARCHAR',
} as const

async function quarantine(
  { connection, lake, scratch }: DocumentContext,
  load: LoadRecord,
  refusals: readonly Refusal[],
): Promise<void> {
  const rows = refusals.map(refusal => ({ part: 0, ...refusal }))
  const definitions = Object.entries(QUARANTINED).map(([column, type]) => `${column} ${type}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE quarantined (${definitions.join(', ')})`)
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE batches AS SELECT 0 AS part, CAST(${load.batch_key} AS BIGINT) AS batch_key`,
  )
  const columns = Object.entries(QUARANTINED).map(([column_name, type]) => ({
    column_name,
    type,
    cells: rows.map(row => row[column_name as keyof typeof QUARANTINED]),
  }))
  await appendColumns(connection, 'quarantined', columns)
  await writeQuarantine(connection, lake, [load], scratch)
}

/** Partitions that what is incoming falls into, and whose rows those are. */
async function incomingPartitions(
  connection: DuckDBConnection,
  table: DocumentTable,
): Promise<readonly { partition: string; batch_keys: readonly number[] }[]> {
  const rows = await query<{ partition: string; batch_key: number }>(
    connection,
    `SELECT DISTINCT ${table.partition} AS partition, batch_key FROM incoming ORDER BY ALL`,
  )
  return [...Map.groupBy(rows, ({ partition }) => partition)].map(([partition, own]) => ({
    partition,
    batch_keys: own.map(({ batch_key }) => batch_key),
  }))
}

/** What stands in the file and what is incoming, in the order of the key. @returns bytes written. */
async function writePartition(
  { connection, lake, scratch }: DocumentContext,
  table: DocumentTable,
  partition: string,
  isAddedTo: boolean,
): Promise<number> {
  const key = partitionKey(table.name, partition)
  const version = (await lake.versions(key)).get(key) ?? null
  const isThere = isAddedTo && version !== null
  // A run that was killed after this write takes the same publications again.
  const standing = isThere
    ? `UNION ALL BY NAME
       SELECT * FROM read_parquet(${literal(await lake.localPath(key))}, hive_partitioning = false)
       WHERE batch_key NOT IN (SELECT batch_key FROM incoming)`
    : ''
  const file = join(scratch, `${table.name}.parquet`)
  await connection.run(`
    COPY (
      SELECT * FROM (SELECT * FROM incoming WHERE ${table.partition} = ${literal(partition)} ${standing})
      ORDER BY ${datasetOf(table.name).key.join(', ')}, batch_key, source_row)
    TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2)`)
  const { size } = await stat(file)
  await lake.replaceFromFile(key, file, version)
  return size
}

function datasetOf(tableName: string): Dataset {
  const found = SILVER_DATASETS.find(dataset => dataset.table_name === tableName)
  if (!found) throw new RangeError(`table ${tableName}: not in the catalogue`)
  return found
}
