/** Brings rows into a #temp table of a connection, or a table: by bulk, from DuckDB or from this process. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../../catalog/datasets.ts'
import { bulkColumn, declaration, forDriver, plainly, type TypedColumn } from './column-types.ts'
import type { SqlServerConnection } from './connection.ts'

/** Columns of a table of the catalogue, or some of them. */
export function columnsNamed(table: string, names: readonly string[]): readonly TypedColumn[] {
  const declared = new Map(columnsOf(table).map(column => [column.column_name, column]))
  return names.map(name => {
    const column = declared.get(name)
    if (!column) throw new RangeError(`table ${table}: has no column ${name}`)
    return column
  })
}

/** Make an empty #temp table; it stays for as long as the connection, unless it is made again. */
export async function createStage(
  connection: SqlServerConnection,
  stage: string,
  columns: readonly TypedColumn[],
): Promise<void> {
  await connection.batch(`DROP TABLE IF EXISTS ${stage}`)
  await connection.batch(`CREATE TABLE ${stage} (${columns.map(declaration).join(', ')})`)
}

/** Rows of a query of DuckDB, whose columns carry the names of those of the stage. @returns how many. */
export async function stageQuery(
  connection: SqlServerConnection,
  duckDb: DuckDBConnection,
  stage: string,
  columns: readonly TypedColumn[],
  query: string,
): Promise<number> {
  await createStage(connection, stage, columns)
  return bulkQuery(connection, duckDb, stage, columns, query)
}

/** Rows of such a query, into a table that is there and holds none of them. @returns how many. */
export const bulkQuery = (
  connection: SqlServerConnection,
  duckDb: DuckDBConnection,
  table: string,
  columns: readonly TypedColumn[],
  query: string,
): Promise<number> => connection.bulk(table, columns.map(bulkColumn), queryRows(duckDb, columns, query))

/** Rows of a query of DuckDB as the driver takes them. */
export async function* queryRows(
  duckDb: DuckDBConnection,
  columns: readonly TypedColumn[],
  query: string,
): AsyncGenerator<readonly unknown[]> {
  const instants = columns.flatMap((column, index) => (column.type === 'TIMESTAMP' ? [index] : []))
  const result = await duckDb.stream(`SELECT ${columns.map(plainly).join(', ')} FROM (${query})`)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return
    for (const row of chunk.getRows()) {
      const values: unknown[] = row
      for (const index of instants) {
        const value = values[index]
        if (typeof value === 'number') values[index] = new Date(value)
      }
      yield values
    }
  }
}

/** Rows of this process, by column name. @returns how many. */
export async function stageRows(
  connection: SqlServerConnection,
  stage: string,
  columns: readonly TypedColumn[],
  rows: readonly object[],
): Promise<number> {
  await createStage(connection, stage, columns)
  if (rows.length === 0) return 0
  const values = columns.map(column => ({ name: column.column_name, take: forDriver(column) }))
  async function* listed() {
    for (const row of rows) {
      const cells = new Map(Object.entries(row))
      yield values.map(({ name, take }) => take(cells.get(name) ?? null))
    }
  }
  return connection.bulk(stage, columns.map(bulkColumn), listed())
}
