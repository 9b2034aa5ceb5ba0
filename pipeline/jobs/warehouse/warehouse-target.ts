/** For tests: the warehouses that the contract is kept by, empty ones: DuckDB, and the SQL Server at SQLSERVER_URL. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDbWarehouse } from '../../gold/duckdb-warehouse.ts'
import { createTestDatabase } from '../../gold/sqlserver/test-database.ts'
import type { GoldWarehouse } from '../../gold/update-gold.ts'

export interface EmptyWarehouse {
  readonly warehouse: GoldWarehouse
  /** The same warehouse as another process opens it. */
  another(): GoldWarehouse
  /** Statements of its own dialect; tables of gold by their bare name. */
  write(statements: readonly string[]): Promise<void>
  remove(): Promise<void>
}

export interface Target {
  readonly name: string
  open(): Promise<EmptyWarehouse>
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
      remove: () => database.remove(),
    }
  },
})

/** @param url `SQLSERVER_URL`; where it is unset, what is not shown is said on standard error. */
export function warehouseTargets(url: string | undefined): readonly Target[] {
  if (url) return [duckDb, sqlServer(url)]
  process.stderr.write('SQLSERVER_URL is not set: the warehouse is tried on DuckDB alone, on no SQL Server\n')
  return [duckDb]
}
