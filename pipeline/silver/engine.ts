/** The embedded engine of silver: DuckDB in memory, spilling to disk beyond its memory limit. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/**
 * Run work on an engine of its own; its memory and temporary files are gone afterwards.
 *
 * @param work is handed a connection, a folder, and a way to more connections; those see tables, but no temporary ones.
 */
export async function withEngine<T>(
  work: (
    connection: DuckDBConnection,
    scratch: string,
    connect: () => Promise<DuckDBConnection>,
  ) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'grid-silver-'))
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '2',
      memory_limit: '450MB',
      temp_directory: scratch,
    })
    const connection = await instance.connect()
    try {
      await connection.run("SET TimeZone = 'UTC'")
      return await work(connection, scratch, () => instance.connect())
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
