/** Two lakes' silver, compared: every column of every row, its types, the quarantine and the load records. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { openLocalDisk } from '../lake/local-disk.ts'
import { listLoads } from '../silver/load-record.ts'

export interface Difference {
  readonly rows: number
  /** Rows that one has and the other has not, either way; no more than a few of each. */
  readonly only_first: readonly string[]
  readonly only_second: readonly string[]
}

const MOST_SHOWN = 5

/** @param folder below both homes, with Parquet files that are alike. */
export async function compareFiles(first: string, second: string, folder: string): Promise<Difference> {
  const [a, b] = [first, second].map(home => filesIn(join(home, folder)))
  if (!a?.length || !b?.length) {
    if (a?.length || b?.length) throw new Error(`${folder}: files in one of the homes alone`)
    return { rows: 0, only_first: [], only_second: [] }
  }
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const query = async (text: string) => (await connection.runAndReadAll(text)).getRowObjectsJson()
    const rowsOf = (paths: readonly string[]) =>
      `SELECT * FROM read_parquet([${paths.map(path => `'${path}'`)}], hive_partitioning = false)`
    const types = await Promise.all([a, b].map(paths => query(`DESCRIBE ${rowsOf(paths)}`)))
    if (JSON.stringify(types[0]) !== JSON.stringify(types[1])) {
      throw new Error(`${folder}: columns ${JSON.stringify(types[0])} and ${JSON.stringify(types[1])}`)
    }
    const without = async (some: readonly string[], others: readonly string[]) =>
      (
        await query(
          `SELECT CAST(t AS VARCHAR) AS line FROM (${rowsOf(some)} EXCEPT ALL ${rowsOf(others)}) t ORDER BY 1`,
        )
      )
        .map(row => String(row.line))
        .slice(0, MOST_SHOWN)
    const [count] = await query(`SELECT count(*) AS rows FROM (${rowsOf(a)})`)
    return { rows: Number(count?.rows), only_first: await without(a, b), only_second: await without(b, a) }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.parquet'))
    .toSorted()
    .map(name => join(folder, name))
}

/** Load records of a home, in the order received; each engine has its own words for what it can't read. */
export async function loadsOf(home: string) {
  const loads = await listLoads(openLocalDisk(home))
  return loads.map(load => ({ ...load, error: load.error === null ? null : 'unreadable' }))
}
