/** Personal data in Parquet: read by the engine, which is loaded only when there is such a file. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { personalNameIn } from '../catalog/personal-data.ts'
import { holdsDeliveryPoint } from './delivery-points.ts'
import { type Finding, labelOf, nameFinding } from './personal-findings.ts'

/** Types that hold no 14 digits, and moments, which are told by their type. */
const HARMLESS = /^(BOOLEAN|U?(TINY|SMALL)INT|U?INTEGER|FLOAT|DATE|TIME|TIMESTAMP|INTERVAL|UUID)/
const NUMBER = /^(U?BIGINT|U?HUGEINT|DECIMAL|DOUBLE)/
/** Coarser than the rule itself, which is asked about each value that is left. */
const MAY_BE_POINT = '[0-9]{14}|[0-9]{2,3}[ \\x{a0}\\x{202f}][0-9]{2,3}[ \\x{a0}\\x{202f}]|[0-9]E[+]?13'

/** The engine's words for a file that is damaged, not for a machine that is. */
const UNREADABLE = /parquet|invalid (input|string)|snappy|decompress|corrupt|thrift/i

/** @returns nothing for a file the engine can't open: silver can't either, and sets it aside. */
export async function findInParquet(bytes: Uint8Array): Promise<readonly Finding[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const scratch = await mkdtemp(join(tmpdir(), 'grid-guard-'))
  try {
    const path = join(scratch, 'publication.parquet')
    await writeFile(path, bytes)
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '2',
      memory_limit: '450MB',
      temp_directory: scratch,
    })
    const connection = await instance.connect()
    try {
      return await findInFile(connection, `read_parquet('${path}', hive_partitioning = false)`)
    } catch (error) {
      if (UNREADABLE.test(String(error))) return []
      throw error
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function findInFile(connection: DuckDBConnection, file: string): Promise<readonly Finding[]> {
  const columns = await columnsOf(connection, file)
  const rows = await textRows(connection, `SELECT CAST(count(*) AS VARCHAR) FROM ${file}`)
  const named = columns.flatMap(({ name, type }) =>
    namesIn(name, type).flatMap(part => {
      const personal = personalNameIn(part)
      return personal ? [nameFinding('column', personal, Number(rows[0]?.[0]))] : []
    }),
  )
  const points: Finding[] = []
  for (const { name, type } of columns) {
    const found =
      HARMLESS.test(type) && !type.endsWith('[]') ? 0 : await countPoints(connection, file, name, type)
    if (found > 0)
      points.push({ column: labelOf(name), fault: 'holds 14-digit delivery points', rows: found })
  }
  return [...named, ...points]
}

async function columnsOf(connection: DuckDBConnection, file: string) {
  const rows = await textRows(
    connection,
    `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${file})`,
  )
  return rows.map(([name, type]) => ({ name: name ?? '', type: type ?? '' }))
}

/** Name of the column, and names of the fields inside it: `STRUCT(prm VARCHAR, "a b" BIGINT)[]`. */
const namesIn = (name: string, type: string): readonly string[] => [
  name,
  ...[...type.matchAll(/[(,]\s*(?:"((?:[^"]|"")*)"|([\p{L}_][\p{L}\d_]*)) /gu)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  ),
]

async function countPoints(
  connection: DuckDBConnection,
  file: string,
  name: string,
  type: string,
): Promise<number> {
  const column = `"${name.replaceAll('"', '""')}"`
  const query =
    NUMBER.test(type) && !type.endsWith('[]')
      ? `SELECT CAST(CAST(${column} AS HUGEINT) AS VARCHAR) AS value, CAST(count(*) AS VARCHAR) FROM ${file}
         WHERE ${column} BETWEEN 10000000000000 AND 99999999999999 AND ${column} = floor(${column}) GROUP BY 1`
      : `SELECT value, CAST(count(*) AS VARCHAR) FROM (SELECT CAST(${column} AS VARCHAR) AS value FROM ${file})
         WHERE regexp_matches(value, '${MAY_BE_POINT}') GROUP BY 1`
  const values = await textRows(connection, query)
  return values
    .filter(([value]) => (value ?? '').split(/[,:{}[\]'"]/).some(holdsDeliveryPoint))
    .reduce((sum, [, count]) => sum + Number(count), 0)
}

const textRows = async (connection: DuckDBConnection, query: string): Promise<(string | null)[][]> =>
  (await connection.runAndReadAll(query))
    .getRowsJS()
    .map(row => row.map(cell => (cell === null ? null : String(cell))))
