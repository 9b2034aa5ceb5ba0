/**
 * Reads publications of one layout into the engine, as text, under the name `raw`.
 *
 * Columns: part (position in the batch), source_row (1 is the first row below the header), one text
 * column per field of the table (NULL where the publication has no value or no such column), and
 * `beyond`, what stands in fields that the header does not name.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { PublicationFormat } from '../bronze/publication-format.ts'
import { datasetOf, mapColumns, type PublicationDataset } from '../catalog/publication-columns.ts'
import { literal, query } from './engine.ts'
import type { SilverTable } from './silver-table.ts'

export interface ReadablePart {
  /** Position of the part in the batch. */
  readonly part: number
  readonly path: string
  readonly compression: 'none' | 'zstd'
  readonly size_bytes: number
  readonly format: PublicationFormat
}

/** Column names that nothing here knows, by part. */
export type UnknownColumns = ReadonlyMap<number, readonly string[]>

type TextFormat = Extract<PublicationFormat, { kind: 'text' }>
type JsonFormat = Extract<PublicationFormat, { kind: 'json' }>

const IDENTIFYING_FIELDS = [
  'region_code',
  'region_name',
  'nature',
  'local_date',
  'local_time',
  'instant',
] as const
/** The publisher's words for no value: not published, no such source, not available. */
const NO_VALUE = `'', '-', 'ND'`
/** Fields read beyond those the header names, so that a row with too many is seen and not silently cut. */
const SPARE_COLUMNS = 3
/** Begins the last line of every RTE file: a disclaimer, no row. */
const NOTICE = 'RTE ne pourra'

/** Read parts that share one layout; Parquet files are typed, each in its own way, and come alone. */
export async function readParts(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
): Promise<UnknownColumns> {
  const [first] = parts
  if (!first) return new Map()
  switch (first.format.kind) {
    case 'text':
      return readText(connection, table, parts, first.format, first.compression)
    case 'json':
      return readJson(connection, table, parts, first.format, first.compression)
    case 'parquet':
      return readParquet(connection, table, first)
  }
}

async function readText(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
  { columns, delimiter, encoding }: TextFormat,
  compression: string,
): Promise<UnknownColumns> {
  const { positions, unknown } = mapColumns(table.name, columns)
  const types = Array.from({ length: columns.length + SPARE_COLUMNS }, (_, index) => `'c${index}': 'VARCHAR'`)
  const spare = Array.from({ length: SPARE_COLUMNS }, (_, index) => `c${columns.length + index}`)
  const quote = delimiter === '\t' ? `''` : `'"'`
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT file_index, * FROM read_csv(${pathList(parts)}, columns = {${types.join(', ')}}, auto_detect = false, header = true,
      delim = ${literal(delimiter)}, quote = ${quote}, escape = ${quote}, encoding = ${literal(encoding)},
      compression = ${literal(compression)}, nullstr = [${NO_VALUE}], null_padding = true, strict_mode = false)`)
  await createRaw(connection, table, parts, positions, index => `c${index}`, {
    beyond: `coalesce(${spare.join(', ')})`,
    condition: `c0 IS NULL OR NOT starts_with(c0, ${literal(NOTICE)})`,
  })
  return new Map(parts.map(({ part }) => [part, unknown]))
}

async function readJson(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
  { shape }: JsonFormat,
  compression: string,
): Promise<UnknownColumns> {
  const largest = Math.max(...parts.map(part => part.size_bytes))
  const options = `compression = ${literal(compression)}, maximum_object_size = ${largest + 1024}`
  const format = shape === 'array' ? 'array' : 'unstructured'
  const record = {
    array: 'json',
    results: `unnest(CAST(json->'$.results' AS JSON[]))`,
    records: `unnest(CAST(json->'$.records[*].fields' AS JSON[]))`,
  }[shape]
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT file_index, ${record} AS record FROM read_json_objects(${pathList(parts)}, format = '${format}', ${options})`)
  const keys = await query<{ key: string; files: number[] }>(
    connection,
    `SELECT key, list(DISTINCT CAST(file_index AS INTEGER)) AS files
     FROM (SELECT DISTINCT file_index, unnest(json_keys(record)) AS key FROM lines) GROUP BY key ORDER BY key`,
  )
  const columns = keys.map(row => row.key)
  const { positions, unknown } = mapColumns(table.name, columns)
  const structure = [...positions.values()].map(index => `${JSON.stringify(columns[index])}: "VARCHAR"`)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT file_index, unnest(json_transform(record, ${literal(`{${structure.join(', ')}}`)})) FROM lines`)
  await createRaw(connection, table, parts, positions, index => valueOrNull(identifier(columns[index] ?? '')))
  return new Map(
    parts.map(({ part }, index) => [
      part,
      unknown.filter(name => keys.some(({ key, files }) => key.trim() === name && files.includes(index))),
    ]),
  )
}

async function readParquet(
  connection: DuckDBConnection,
  table: SilverTable,
  part: ReadablePart,
): Promise<UnknownColumns> {
  const columns = await parquetColumns(connection, part.path)
  const { positions, unknown } = mapColumns(table.name, columns)
  const kept = [...positions.values()].map(
    index => `CAST(${identifier(columns[index] ?? '')} AS VARCHAR) AS c${index}`,
  )
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT 0 AS file_index, ${kept.join(', ')} FROM read_parquet(${literal(part.path)})`)
  await createRaw(connection, table, [part], positions, index => valueOrNull(`c${index}`))
  return new Map([[part.part, unknown]])
}

/** `raw` over `lines`, whose rows are in the order of the files and of the rows in them. */
async function createRaw(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
  positions: ReadonlyMap<string, number>,
  columnAt: (index: number) => string,
  { beyond = 'CAST(NULL AS VARCHAR)', condition = 'true' } = {},
): Promise<void> {
  const firstRows = await query<{ file: number; first_row: number }>(
    connection,
    'SELECT CAST(file_index AS INTEGER) AS file, min(rowid) AS first_row FROM lines GROUP BY file_index',
  )
  const partAt = parts.map(({ part }, index) => `WHEN ${index} THEN ${part}`).join(' ')
  const rowAt = firstRows.map(({ file, first_row }) => `WHEN ${file} THEN ${first_row - 1}`).join(' ')
  const fields = [...IDENTIFYING_FIELDS, ...table.measures.map(measure => measure.column)].map(field => {
    const position = positions.get(field)
    return `${position === undefined ? 'CAST(NULL AS VARCHAR)' : columnAt(position)} AS ${field}`
  })
  await connection.run(`
    CREATE OR REPLACE TEMP VIEW raw AS
    SELECT CASE file_index ${partAt} END AS part, CAST(rowid - CASE file_index ${rowAt || 'WHEN 0 THEN 0'} END AS INTEGER) AS source_row,
      ${fields.join(', ')}, ${beyond} AS beyond
    FROM lines WHERE ${condition}`)
}

async function parquetColumns(connection: DuckDBConnection, path: string): Promise<string[]> {
  const rows = await query<{ column_name: string }>(
    connection,
    `DESCRIBE SELECT * FROM read_parquet(${literal(path)})`,
  )
  return rows.map(row => row.column_name)
}

/** The dataset of a Parquet file; undefined when its columns are none of ours. */
export async function datasetOfParquet(
  connection: DuckDBConnection,
  path: string,
): Promise<PublicationDataset | undefined> {
  return datasetOf(await parquetColumns(connection, path))
}

/** Entries unpacked from an archive are read from scratch files. */
export async function writeScratch(scratch: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(scratch, name)
  await writeFile(path, bytes)
  return path
}

const pathList = (parts: readonly ReadablePart[]) => `[${parts.map(part => literal(part.path)).join(', ')}]`

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`

const valueOrNull = (text: string) => `CASE WHEN ${text} NOT IN (${NO_VALUE}) THEN ${text} END`
