/**
 * Brings the gold warehouse up to date with silver: every load record that has no row in `load_batch`
 * yet is loaded, with its facts, revisions, dimensions and quarantine, in one transaction. Killed
 * anywhere, the warehouse is as it was before; loading the same again changes nothing.
 */
import type { ObjectStore } from '../lake/object-store.ts'
import { type LoadKey, listLoadKeys } from '../silver/load-record.ts'
import { type GoldCheck, loadDuckDb } from './duckdb-load.ts'
import type { DuckDbWarehouse } from './duckdb-warehouse.ts'
import { type GoldUpdate, UNCHANGED } from './gold-update.ts'
import { int, read, sql } from './sql.ts'
import { loadSqlServer } from './sqlserver/load.ts'
import type { SqlServerWarehouse } from './sqlserver-warehouse.ts'
import { type Warehouse, WarehouseUnavailableError } from './warehouse.ts'

/** A warehouse that can be loaded. */
export type GoldWarehouse = DuckDbWarehouse | SqlServerWarehouse

/**
 * @param check run on the state that is about to be committed: the warehouse itself where it is a DuckDB,
 *   else a copy that DuckDB makes from the same silver.
 */
export async function updateGold(
  warehouse: GoldWarehouse,
  lake: ObjectStore,
  check: GoldCheck,
): Promise<GoldUpdate> {
  const loads = await listLoadKeys(lake)
  if (!(await lacksLoads(warehouse, loads))) return UNCHANGED
  return warehouse.kind === 'duckdb'
    ? loadDuckDb(warehouse, lake, loads, check)
    : loadSqlServer(warehouse, lake, loads, check)
}

/**
 * Load all that silver has, forgetting what was there, in one transaction. A DuckDB is remade as a file of
 * its own, empty at first.
 */
export async function remakeGold(
  warehouse: GoldWarehouse,
  lake: ObjectStore,
  check: GoldCheck,
): Promise<GoldUpdate> {
  if (warehouse.kind === 'duckdb') return updateGold(warehouse, lake, check)
  return loadSqlServer(warehouse, lake, await listLoadKeys(lake), check, { isAnew: true })
}

/** Whether the warehouse lacks any, told without taking the writer's lock. */
async function lacksLoads(warehouse: Warehouse, loads: readonly LoadKey[]): Promise<boolean> {
  try {
    const [row] = await warehouse.read(engine =>
      read(
        engine,
        { batches: 'int' },
        sql`SELECT COUNT(*) AS batches FROM load_batch WHERE batch_key >= ${int(0)}`,
      ),
    )
    return row === undefined || row.batches < loads.length
  } catch (error) {
    if (error instanceof WarehouseUnavailableError) return loads.length > 0
    throw error
  }
}
