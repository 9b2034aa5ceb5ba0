/**
 * Reads publications of one layout into the engine, as text, under the name `raw`.
 *
 * Columns: part (position in the batch), source_row (1 is the first row below the header), one text
 * column per field of the table (NULL where the publication has no value or no such column), `fault`,
 * what is wrong with the row as a row, and `latest_epoch_s`, the end of what the publication can know.
 * `raw_lines` holds the rows as they were read, with the same part and source_row.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { PublicationFormat } from '../bronze/publication-format.ts'
import { datasetOf, mapColumns, type PublicationDataset } from '../catalog/publication-columns.ts'
import { literal, query } from './engine.ts'
import { MEASURE_TYPE, type SilverTable } from './silver-table.ts'

export interface ReadablePart {
  /** Position of the part in the batch. */
  readonly part: number
  readonly path: string
  readonly compression: 'none' | 'zstd'
  readonly size_bytes: number
  readonly format: PublicationFormat
  /** Whether the last row is cut in the middle. */
  readonly is_cut: boolean
  readonly fetched_at: string
}

export interface ReadRows {
  /** Column names that nothing here knows, by part. */
  readonly unknownColumns: ReadonlyMap<number, readonly string[]>
  /** SQL text over `raw_lines`: what was read of a row, as it was written. */
  readonly rowText: string
}

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
/** National forecasts reach to the end of tomorrow: what a publication says of later is no knowledge. */
export const FORESIGHT_SECONDS = 3 * 86_400

/** Read parts that share one layout; Parquet files are typed, each in its own way, and come alone. */
export async function readParts(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
): Promise<ReadRows> {
  const [first] = parts
  if (!first) return { unknownColumns: new Map(), rowText: 'NULL' }
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
  { columns, delimiter, encoding, quotes, blank_lines_above }: TextFormat,
  compression: string,
): Promise<ReadRows> {
  const { positions, unknown } = mapColumns(table.name, columns)
  const spare = Array.from({ length: SPARE_COLUMNS }, (_, index) => `c${columns.length + index}`)
  const quote = quotes === 'paired' ? `'"'` : `''`
  // The first tells a notice; what no one asks for is skipped, which halves the reading of wide tables.
  const kept = [...new Set([0, ...positions.values()])].toSorted((a, b) => a - b).map(index => `c${index}`)
  const measures = new Set(table.measures.flatMap(measure => positions.get(measure.column) ?? []))
  const createLines = (measureType: string) => {
    const types = Array.from(
      { length: columns.length + SPARE_COLUMNS },
      (_, index) => `'c${index}': '${measures.has(index) ? measureType : 'VARCHAR'}'`,
    )
    return connection.run(`
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT file_index, ${[...kept, ...spare].join(', ')} FROM read_csv(${pathList(parts)}, columns = {${types.join(', ')}}, auto_detect = false, header = true, skip = ${blank_lines_above},
      delim = ${literal(delimiter)}, quote = ${quote}, escape = ${quote}, encoding = ${literal(encoding)},
      compression = ${literal(compression)}, hive_partitioning = false, nullstr = [${NO_VALUE}], null_padding = true, strict_mode = false)`)
  }
  // Numbers are read as such; a file in which one is not is read as text, so that the others are kept. It is read so
  // alone: the words of a quarantined row must not depend on what was read with it.
  if (quotes === 'unpaired') await createLines('VARCHAR')
  else
    await createLines(MEASURE_TYPE).catch(error => {
      if (parts.length > 1 || !String(error).includes('Conversion Error')) throw error
      return createLines('VARCHAR')
    })
  const isCut = await isCutRow(connection, parts)
  await dropNotices(connection)
  const columnAt = (index: number) =>
    quotes === 'unpaired' ? valueOrNull(`regexp_replace(c${index}, '^"(.*)"$', '\\1')`) : `c${index}`
  const fault = `CASE WHEN ${isCut} THEN 'truncated_row' WHEN coalesce(${spare.join(', ')}) IS NOT NULL THEN 'malformed_row' END`
  await createRaw(connection, table, parts, positions, columnAt, fault)
  const fields = kept.map(column => `coalesce(${asPublished(column)}, '')`).concat(spare)
  return {
    unknownColumns: new Map(parts.map(({ part }) => [part, unknown])),
    rowText: `rtrim(concat_ws(${literal(delimiter)}, ${fields.join(', ')}), ${literal(delimiter)})`,
  }
}

/** SQL text: whether a line is the last one of a file that ends in the middle of a row. */
async function isCutRow(connection: DuckDBConnection, parts: readonly ReadablePart[]): Promise<string> {
  const cut = [...parts.entries()].flatMap(([index, part]) => (part.is_cut ? [index] : []))
  if (cut.length === 0) return 'false'
  const lastRows = await query<{ last_row: number }>(
    connection,
    `SELECT max(rowid) AS last_row FROM lines WHERE file_index IN (${cut.join(', ')}) GROUP BY file_index`,
  )
  return lastRows.length === 0
    ? 'false'
    : `row_id IN (${lastRows.map(({ last_row }) => last_row).join(', ')})`
}

/** What is left keeps its place: a row is told by its `rowid`. */
async function dropNotices(connection: DuckDBConnection): Promise<void> {
  const begins = [NOTICE, `"${NOTICE}`].map(text => `starts_with(CAST(c0 AS VARCHAR), ${literal(text)})`)
  await connection.run(`DELETE FROM lines WHERE ${begins.join(' OR ')}`)
}

async function readJson(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
  { shape }: JsonFormat,
  compression: string,
): Promise<ReadRows> {
  const largest = Math.max(...parts.map(part => part.size_bytes))
  const options = `compression = ${literal(compression)}, hive_partitioning = false, maximum_object_size = ${largest + 1024}`
  const format = shape === 'array' ? 'array' : 'unstructured'
  const record = {
    array: 'json',
    results: `unnest(CAST(json->'$.results' AS JSON[]))`,
    records: `unnest(CAST(json->'$.records' AS JSON[]))->'$.fields'`,
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
  const known = [...positions.values()].map(index => columns[index] ?? '')
  const structure = known.map(name => `${JSON.stringify(name)}: "VARCHAR"`)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT file_index, unnest(fields),
      CASE WHEN coalesce(${known.map(name => `fields.${identifier(name)}`).join(', ')}) IS NULL THEN CAST(record AS VARCHAR) END AS stray_record
    FROM (SELECT file_index, record, json_transform(record, ${literal(`{${structure.join(', ')}}`)}) AS fields FROM lines)`)
  await createRaw(connection, table, parts, positions, index => valueOrNull(identifier(columns[index] ?? '')))
  const unknownColumns = new Map(
    parts.map(({ part }, index) => [
      part,
      unknown.filter(name => keys.some(({ key, files }) => key.trim() === name && files.includes(index))),
    ]),
  )
  const shapes = Map.groupBy(parts.keys(), index =>
    JSON.stringify(
      known.filter(name => keys.some(({ key, files }) => key === name && files.includes(index))),
    ),
  )
  return { unknownColumns, rowText: `coalesce(stray_record, ${recordText(shapes)})` }
}

/** SQL text: a record as one JSON object, of the names that records of its own file have: names, as JSON → files. */
function recordText(shapes: ReadonlyMap<string, readonly number[]>): string {
  const texts = [...shapes].map(([names, files]) => {
    const columns = (JSON.parse(names) as string[]).map(
      name => [name, `raw_lines.${identifier(name)}`] as const,
    )
    return `WHEN file_index IN (${files.join(', ')}) THEN ${columns.length === 0 ? `'{}'` : objectText(columns)}`
  })
  return `CASE ${texts.join(' ')} END`
}

async function readParquet(
  connection: DuckDBConnection,
  table: SilverTable,
  part: ReadablePart,
): Promise<ReadRows> {
  const columns = await parquetColumns(connection, part.path)
  const { positions, unknown } = mapColumns(table.name, columns)
  const kept = [...positions.values()].map(
    index => `CAST(${identifier(columns[index] ?? '')} AS VARCHAR) AS c${index}`,
  )
  const known = [...positions.values()].map(index => [columns[index] ?? '', `c${index}`] as const)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE lines AS
    SELECT 0 AS file_index, ${kept.join(', ')} FROM ${parquetAt(part.path)}`)
  await createRaw(connection, table, [part], positions, index => valueOrNull(`c${index}`))
  return { unknownColumns: new Map([[part.part, unknown]]), rowText: objectText(known) }
}

/** `raw` over `lines`, whose rows are in the order of the files and of the rows in them. */
async function createRaw(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ReadablePart[],
  positions: ReadonlyMap<string, number>,
  columnAt: (index: number) => string,
  fault = 'CAST(NULL AS VARCHAR)',
): Promise<void> {
  await createFiles(connection, parts)
  const fields = [...IDENTIFYING_FIELDS, ...table.measures.map(measure => measure.column)].map(field => {
    const position = positions.get(field)
    return `${position === undefined ? 'CAST(NULL AS VARCHAR)' : columnAt(position)} AS ${field}`
  })
  await connection.run(`
    CREATE OR REPLACE TEMP VIEW raw_lines AS
    SELECT f.part, CAST(l.rowid - f.first_row + 1 AS INTEGER) AS source_row, f.latest_epoch_s, l.rowid AS row_id, l.*
    FROM lines l JOIN files f ON f.file_index = l.file_index`)
  await connection.run(`
    CREATE OR REPLACE TEMP VIEW raw AS
    SELECT part, source_row, latest_epoch_s, ${fields.join(', ')}, ${fault} AS fault
    FROM raw_lines`)
}

/** What was read has been understood: its memory is for what comes after. */
export async function forgetLines(connection: DuckDBConnection): Promise<void> {
  await connection.run('DROP TABLE lines')
}

/** `files`: of each part its position, its first row in `lines`, its rows and the end of what it can know. */
async function createFiles(connection: DuckDBConnection, parts: readonly ReadablePart[]): Promise<void> {
  const rows = parts.map(
    ({ part, fetched_at }, index) =>
      `(${index}, ${part}, ${Date.parse(fetched_at) / 1000 + FORESIGHT_SECONDS})`,
  )
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE files AS
    SELECT CAST(p.file_index AS UBIGINT) AS file_index, CAST(p.part AS INTEGER) AS part, l.first_row, coalesce(l.rows_read, 0) AS rows_read,
      CAST(p.latest_epoch_s AS BIGINT) AS latest_epoch_s
    FROM (SELECT file_index, min(rowid) AS first_row, count(*) AS rows_read FROM lines GROUP BY file_index) l
    RIGHT JOIN (VALUES ${rows.join(', ')}) p(file_index, part, latest_epoch_s) ON p.file_index = l.file_index`)
}

async function parquetColumns(connection: DuckDBConnection, path: string): Promise<string[]> {
  const rows = await query<{ column_name: string }>(connection, `DESCRIBE SELECT * FROM ${parquetAt(path)}`)
  return rows.map(row => row.column_name)
}

/** The dataset of a Parquet file; undefined when its columns are none of ours. */
export async function datasetOfParquet(
  connection: DuckDBConnection,
  path: string,
): Promise<PublicationDataset | undefined> {
  return datasetOf(await parquetColumns(connection, path))
}

/** SQL text: a number that was read as such, as it was published. */
export const asPublished = (column: string) => `regexp_replace(CAST(${column} AS VARCHAR), '\\.000$', '')`

/** Entries unpacked from an archive are read from scratch files. */
export async function writeScratch(scratch: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(scratch, name)
  await writeFile(path, bytes)
  return path
}

/** SQL text. A folder called `date=2024` above the file is none of its columns. */
const parquetAt = (path: string) => `read_parquet(${literal(path)}, hive_partitioning = false)`

const pathList = (parts: readonly ReadablePart[]) => `[${parts.map(part => literal(part.path)).join(', ')}]`

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`

/** SQL text: columns as one JSON object. */
const objectText = (columns: readonly (readonly [name: string, column: string])[]) =>
  `CAST(to_json({${columns.map(([name, column]) => `${literal(name)}: ${column}`).join(', ')}}) AS VARCHAR)`

const valueOrNull = (text: string) => `CASE WHEN ${text} NOT IN (${NO_VALUE}) THEN ${text} END`
