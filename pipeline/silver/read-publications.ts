/**
 * Reads publications of any format into one temporary table of text: `raw`.
 *
 * Columns: part (position in the batch), source_row (1 is the first row below the header), one text
 * column per field of the table (NULL where the publication has no such column), `is_ragged` (fewer or
 * more fields than the header names) and `row_text` for rows that are no rows of a table.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { PublicationFormat } from '../bronze/publication-format.ts'
import { datasetOf, mapColumns, type PublicationDataset } from '../catalog/publication-columns.ts'
import { literal, query } from './engine.ts'
import type { SilverTable } from './silver-table.ts'

export interface ReadablePart {
  /** Position of the bronze object in the batch. */
  readonly part: number
  readonly path: string
  readonly compression: 'none' | 'zstd'
  readonly size_bytes: number
  readonly format: PublicationFormat
}

const IDENTIFYING_FIELDS = [
  'region_code',
  'region_name',
  'nature',
  'local_date',
  'local_time',
  'instant',
] as const
/** More fields than any header names: what stands beyond the header is seen, not silently cut. */
const SPARE_COLUMNS = 8
/** Ends every RTE file: a disclaimer, no row. */
const NOTICE = 'RTE ne pourra'

/** Column names that nothing here knows, by part. */
export type UnknownColumns = ReadonlyMap<number, readonly string[]>

export const rawFields = (table: SilverTable) => [
  ...IDENTIFYING_FIELDS,
  ...table.measures.map(measure => measure.column),
]

export async function createRaw(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const fields = rawFields(table).map(field => `"${field}" VARCHAR`)
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE raw (part INTEGER, source_row INTEGER, ${fields.join(', ')}, is_ragged BOOLEAN, row_text VARCHAR)`,
  )
}

/**
 * Append parts that share one format to `raw`.
 *
 * @returns names of the columns nothing here knows, by part.
 */
export async function readParts(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
): Promise<UnknownColumns> {
  const [first] = parts
  if (!first) return new Map()
  switch (first.format.kind) {
    case 'text':
      return readText(connection, table, parts, first.format)
    case 'json':
      return readJson(connection, table, parts, first.format)
    case 'parquet':
      return readParquet(connection, table, parts)
  }
}

async function readText(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
  format: Extract<PublicationFormat, { kind: 'text' }>,
): Promise<UnknownColumns> {
  const { positions, unknown } = mapColumns(table.name, format.columns)
  const width = format.columns.length
  const columns = Array.from({ length: width + SPARE_COLUMNS }, (_, index) => `'c${index}': 'VARCHAR'`)
  const spare = Array.from({ length: SPARE_COLUMNS }, (_, index) => `c${width + index}`)
  // An empty field is '' here and an absent one NULL, so that a row cut short shows.
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT * FROM read_csv(${pathList(parts)}, columns = {${columns.join(', ')}}, auto_detect = false, header = true,
      delim = ${literal(format.delimiter)}, quote = ${format.delimiter === '\t' ? "''" : "'\"'"}, escape = ${format.delimiter === '\t' ? "''" : "'\"'"},
      encoding = ${literal(format.encoding)}, compression = ${literal(first(parts).compression)},
      nullstr = '\u0001', null_padding = true, strict_mode = false, filename = true)`)
  const lastNamed = format.columns.findLastIndex(name => name.trim() !== '')
  const isRagged = `c${lastNamed} IS NULL OR coalesce(${spare.map(column => beyondTokens(column)).join(', ')}) IS NOT NULL`
  await connection.run(`
    INSERT INTO raw
    SELECT p.part, l.rowid - p.first_row + 1, ${fieldsOf(table, positions, index => `l.c${index}`)},
      ${isRagged}, CASE WHEN ${isRagged} THEN concat_ws(${literal(format.delimiter)}, ${columns.map((_, index) => `c${index}`).join(', ')}) END
    FROM lines l JOIN (${partsOf(parts)}) p ON p.path = l.filename
    WHERE NOT starts_with(l.c0, ${literal(NOTICE)})`)
  await connection.run('DROP TABLE lines')
  return new Map(parts.map(({ part }) => [part, unknown]))
}

const first = (parts: readonly ReadablePart[]) => parts[0] as ReadablePart

async function readJson(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
  { shape }: Extract<PublicationFormat, { kind: 'json' }>,
): Promise<UnknownColumns> {
  const largest = Math.max(...parts.map(part => part.size_bytes))
  const options = `compression = ${literal(first(parts).compression)}, maximum_object_size = ${largest + 1024}, filename = true`
  const records =
    shape === 'array'
      ? `SELECT json AS record, filename FROM read_json_objects(${pathList(parts)}, format = 'array', ${options})`
      : shape === 'results'
        ? `SELECT unnest(CAST(json->'$.results' AS JSON[])) AS record, filename FROM read_json_objects(${pathList(parts)}, format = 'unstructured', ${options})`
        : `SELECT unnest(CAST(json->'$.records[*].fields' AS JSON[])) AS record, filename FROM read_json_objects(${pathList(parts)}, format = 'unstructured', ${options})`
  await connection.run(`CREATE OR REPLACE TEMP TABLE lines AS ${records}`)
  const keys = await query<{ key: string; parts: number[] }>(
    connection,
    `SELECT key, list(DISTINCT part ORDER BY part) AS parts
     FROM (SELECT DISTINCT filename, unnest(json_keys(record)) AS key FROM lines) k JOIN (${partsOf(parts)}) p ON p.path = k.filename
     GROUP BY key ORDER BY key`,
  )
  const columns = keys.map(row => row.key)
  const { positions, unknown } = mapColumns(table.name, columns)
  const structure = [...positions.values()].map(index => `${JSON.stringify(columns[index])}: "VARCHAR"`)
  await connection.run(`
    INSERT INTO raw
    SELECT part, source_row, ${fieldsOf(table, positions, index => `fields."${columns[index]}"`)}, false, NULL
    FROM (
      SELECT p.part, l.rowid - p.first_row + 1 AS source_row, json_transform(l.record, ${literal(`{${structure.join(', ')}}`)}) AS fields
      FROM lines l JOIN (${partsOf(parts)}) p ON p.path = l.filename)`)
  await connection.run('DROP TABLE lines')
  return new Map(
    parts.map(({ part }) => [
      part,
      unknown.filter(name => keys.some(row => row.key.trim() === name && row.parts.includes(part))),
    ]),
  )
}

async function readParquet(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
): Promise<UnknownColumns> {
  const unknown = new Map<number, readonly string[]>()
  for (const part of parts) {
    const columns = await parquetColumns(connection, part.path)
    const mapping = mapColumns(table.name, columns)
    unknown.set(part.part, mapping.unknown)
    await connection.run(`
      INSERT INTO raw
      SELECT ${part.part}, file_row_number + 1, ${fieldsOf(table, mapping.positions, index => `CAST("${columns[index]}" AS VARCHAR)`)}, false, NULL
      FROM read_parquet(${literal(part.path)}, file_row_number = true)`)
  }
  return unknown
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

/** The parts with the row of `lines` at which each begins: rows keep the order of the files. */
const partsOf = (parts: readonly ReadablePart[]) => `
  SELECT v.part, v.path, f.first_row
  FROM (VALUES ${parts.map(part => `(${part.part}, ${literal(part.path)})`).join(', ')}) v(part, path)
  JOIN (SELECT filename, min(rowid) AS first_row FROM lines GROUP BY filename) f ON f.filename = v.path`

function fieldsOf(
  table: SilverTable,
  positions: ReadonlyMap<string, number>,
  columnAt: (index: number) => string,
): string {
  return rawFields(table)
    .map(field => {
      const position = positions.get(field)
      return position === undefined ? 'NULL' : columnAt(position)
    })
    .join(', ')
}

/** A field beyond the header is harmless when it is empty or says « not available ». */
const beyondTokens = (column: string) => `CASE WHEN ${column} NOT IN ('', '-', 'ND') THEN ${column} END`
