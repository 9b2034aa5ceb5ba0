import type { DuckDBConnection } from '@duckdb/node-api'

/** Whether a table or view has no rows. */
export async function isEmpty(connection: DuckDBConnection, table: string): Promise<boolean> {
  return (await connection.runAndReadAll(`SELECT 1 FROM ${table} LIMIT 1`)).currentRowCount === 0
}
