/** A DuckDB in memory with the tables of gold: what derives rows for the server. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { createTables } from '../create-tables.ts'
import { IN_UTC, SETTINGS } from '../duckdb-warehouse.ts'

export async function withDuckDb<T>(work: (duckDb: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', SETTINGS)
  const connection = await instance.connect()
  try {
    await connection.run(IN_UTC)
    await createTables(connection)
    return await work(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
