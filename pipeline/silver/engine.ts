/** The embedded engine of silver: DuckDB in memory, spilling to disk beyond its memory limit. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** Threads of the engine: of a statement that runs alone, or of as many side by side. */
export const THREADS = 2

/** One more connection to an engine; it sees tables, but none that are temporary. */
export type Connect = () => Promise<DuckDBConnection>

/** Run work on an engine of its own; its memory and temporary files are gone afterwards. */
export async function withEngine<T>(
  work: (connection: DuckDBConnection, scratch: string, connect: Connect) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'grid-silver-'))
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(THREADS),
      memory_limit: '600MB',
      temp_directory: scratch,
    })
    const connect = async () => {
      const connection = await instance.connect()
      await connection.run("SET TimeZone = 'UTC'")
      return connection
    }
    const connection = await connect()
    try {
      return await work(connection, scratch, connect)
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Rows of a query as plain objects; BigInt counts come as numbers. */
export async function query<Row>(connection: DuckDBConnection, text: string): Promise<Row[]> {
  const reader = await connection.runAndReadAll(text)
  return reader
    .getRowObjectsJS()
    .map(
      row =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'bigint' ? Number(value) : value,
          ]),
        ) as Row,
    )
}

/** A text literal of SQL. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

/**
 * Whether some key may stand in several rows: a cheap look that keeps the usual batch from a dearer one. Two keys
 * of one hash are taken for one, so it can be wrong when it says yes, never when it says no.
 */
export async function isAnyRepeated(
  connection: DuckDBConnection,
  rows: string,
  key: string,
): Promise<boolean> {
  const [found] = await query<{ repetitions: number }>(
    connection,
    `SELECT count(*) - count(DISTINCT hash(${key})) AS repetitions FROM ${rows}`,
  )
  return found !== undefined && found.repetitions > 0
}
