/** Makes the tables of gold that a DuckDB does not have yet. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { TABLES } from './schema.ts'

export async function createTables(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'`,
  )
  const existing = new Set(reader.getRowsJS().map(([name]) => name))
  for (const [name, statement] of Object.entries(TABLES))
    if (!existing.has(name)) await connection.run(statement)
}
