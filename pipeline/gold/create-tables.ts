/** Makes the tables of gold that a DuckDB does not have yet. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { TABLES } from './schema.ts'

export async function createTables(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll(
    // Sooner than information_schema.tables, a view over more than tables.
    `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND NOT temporary`,
  )
  const existing = new Set(reader.getRowsJS().map(([name]) => name))
  for (const [name, statement] of Object.entries(TABLES))
    if (!existing.has(name)) await connection.run(statement)
}
