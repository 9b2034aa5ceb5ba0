/** For tests: the warehouses that the contract is kept by, empty ones: DuckDB, and the SQL Server at SQLSERVER_URL. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { columnsOf } from '../../catalog/datasets.ts'
import { createTables } from '../../gold/create-tables.ts'
import { openDuckDbWarehouse, SETTINGS } from '../../gold/duckdb-warehouse.ts'
import { stageQuery } from '../../gold/sqlserver/stage.ts'
import { createTestDatabase } from '../../gold/sqlserver/test-database.ts'
import type { GoldWarehouse } from '../../gold/update-gold.ts'

export interface EmptyWarehouse {
  readonly warehouse: GoldWarehouse
  /** The same warehouse as another process opens it. */
  another(): GoldWarehouse
  /** Statements of its own dialect; tables of gold by their bare name. */
  write(statements: readonly string[]): Promise<void>
  /** Rows of a query of DuckDB into a table of gold, by the way that a load takes. */
  insert(table: string, query: string): Promise<void>
  remove(): Promise<void>
}

export interface Target {
  readonly name: string
  open(): Promise<EmptyWarehouse>
}

/** Work on an empty warehouse of its own, which is gone afterwards. */
export async function onEmpty(target: Target, work: (empty: EmptyWarehouse) => Promise<void>): Promise<void> {
  const empty = await target.open()
  try {
    await work(empty)
  } finally {
    await empty.remove()
  }
}

const duckDb: Target = {
  name: 'DuckDB',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'grid-warehouse-'))
    const path = join(folder, 'warehouse.duckdb')
    const warehouse = openDuckDbWarehouse(path)
    return {
      warehouse,
      // One process may open the file once: the same object stands for both.
      another: () => warehouse,
      write: statements =>
        warehouse.write(async connection => {
          for (const statement of statements) await connection.run(statement)
        }),
      insert: (table, query) =>
        warehouse.write(async connection => {
          await createTables(connection)
          await connection.run(`INSERT INTO ${table} BY NAME ${query}`)
        }),
      async remove() {
        await warehouse.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
}

const sqlServer = (url: string): Target => ({
  name: 'the SQL Server at SQLSERVER_URL',
  async open() {
    const database = await createTestDatabase(url)
    return {
      warehouse: database.warehouse,
      another: () => database.another(),
      write: statements =>
        database.onConnection(async connection => {
          for (const statement of statements) {
            await connection.batch(statement.replace(/^(INSERT INTO|DELETE FROM|UPDATE) /, '$1 gold.'))
          }
        }),
      insert: (table, query) =>
        database.warehouse.write(connection =>
          inMemory(async duckDb => {
            const columns = columnsOf(table)
            const list = columns.map(({ column_name }) => `"${column_name}"`).join(', ')
            await stageQuery(connection, duckDb, '#rows', columns, query)
            await connection.batch(`INSERT INTO gold.${table} (${list}) SELECT ${list} FROM #rows`)
          }),
        ),
      remove: () => database.remove(),
    }
  },
})

async function inMemory<T>(work: (duckDb: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', SETTINGS)
  const connection = await instance.connect()
  try {
    return await work(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** @param url `SQLSERVER_URL`; where it is unset, what is not shown is said on standard error. */
export function warehouseTargets(url: string | undefined): readonly Target[] {
  if (url) return [duckDb, sqlServer(url)]
  process.stderr.write('SQLSERVER_URL is not set: the warehouse is tried on DuckDB alone, on no SQL Server\n')
  return [duckDb]
}
