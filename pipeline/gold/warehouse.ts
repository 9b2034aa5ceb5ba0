/** A gold warehouse, as its readers see it. Two adapters: DuckDB on one machine, SQL Server in Azure. */
import type { Engine } from './sql.ts'

export interface Warehouse {
  /**
   * Run reads on one connection of their own, against one state of the data.
   *
   * @throws WarehouseUnavailableError when nothing has been loaded yet, or a writer keeps it for too long.
   */
  read<T>(work: (engine: Engine) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The warehouse can't answer now; try again later. */
export class WarehouseUnavailableError extends Error {
  override readonly name = 'WarehouseUnavailableError'
}
