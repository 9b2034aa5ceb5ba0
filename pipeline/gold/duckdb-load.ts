/** Loads gold in DuckDB: load records with their facts, revisions, dimensions and quarantine, in one transaction. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../catalog/datasets.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { type LoadKey, type LoadRecord, readLoads } from '../silver/load-record.ts'
import { quarantinedRows, toBatchRow } from './batch-rows.ts'
import { createTables } from './create-tables.ts'
import { loadDimEnergyType } from './dim_energy_type.ts'
import { loadDimRegion } from './dim_region.ts'
import { ensureDimTime } from './dim_time.ts'
import { rowsFromJson } from './dimension-rows.ts'
import type { DuckDbWarehouse } from './duckdb-warehouse.ts'
import { addChanges, type FactChanges, loadFacts, NO_FACTS_CHANGED } from './fact_energy_flow.ts'
import { createBestTemperature, followWeather } from './fact-temperature.ts'
import { verifyFlows } from './flow-rules.ts'
import { type GoldChange, stretchesOf } from './gold-change.ts'
import { type GoldUpdate, UNCHANGED } from './gold-update.ts'
import { isEmpty } from './is-empty.ts'
import { dropOutdated } from './layout.ts'
import { readRegionFigures } from './region-figures.ts'
import { createRegionVersions, followRegionVersions } from './region-versions.ts'
import { silverPieces, silverTimes, type TimeKeys } from './silver-rows.ts'
import { loadWeather } from './weather.ts'

const BATCH_COLUMNS = columnsOf('load_batch')

/** Asked of a state of gold before it is committed; told how it differs from the one that the load before committed. */
export type GoldCheck = (connection: DuckDBConnection, change: GoldChange) => Promise<void>

/** @param check run inside the transaction, on the state that it is about to commit. */
export async function loadDuckDb(
  warehouse: DuckDbWarehouse,
  lake: ObjectStore,
  loads: readonly LoadKey[],
  check: GoldCheck,
): Promise<GoldUpdate> {
  return warehouse.write(async connection => {
    await connection.run('BEGIN TRANSACTION')
    try {
      await dropOutdated(connection)
      await createTables(connection)
      const pending = await readLoads(lake, await notYetLoaded(connection, loads))
      const { update, times } = await loadPending(connection, lake, pending)
      await check(connection, { batches: pending.length, times })
      await connection.run('COMMIT')
      return { ...update, batches: pending.length }
    } catch (error) {
      await rollBack(connection)
      throw error
    }
  })
}

/** The error of the load is what counts; where it ended the transaction itself, there is nothing to take back. */
async function rollBack(connection: DuckDBConnection): Promise<void> {
  try {
    await connection.run('ROLLBACK')
  } catch (error) {
    if (!String(error).includes('no transaction is active')) throw error
  }
}

async function notYetLoaded(
  connection: DuckDBConnection,
  loads: readonly LoadKey[],
): Promise<readonly LoadKey[]> {
  const reader = await connection.runAndReadAll('SELECT batch_key FROM load_batch')
  const loaded = new Set(reader.getRowsJS().map(([key]) => Number(key)))
  return loads.filter(load => !loaded.has(load.batch_key))
}

async function loadPending(
  connection: DuckDBConnection,
  lake: ObjectStore,
  pending: readonly LoadRecord[],
): Promise<{ update: GoldUpdate } & Pick<GoldChange, 'times'>> {
  const versions = await loadDimRegion(connection, await readRegionFigures(connection, lake))
  await createRegionVersions(connection)
  if (versions > 0) await followRegionVersions(connection)
  const types = await loadDimEnergyType(connection)
  await insertBatches(connection, pending)
  await insertQuarantine(connection, lake, pending)
  const regional = pending.filter(load => load.dataset === 'eco2mix_regional')
  const weather = await loadWeather(connection, lake, pending)
  const { changes, times } = await loadRegional(connection, lake, regional)
  const temperatures_changed = await followWeather(connection)
  return {
    update: { ...UNCHANGED, ...weather, ...changes, temperatures_changed },
    times:
      versions + types > 0
        ? 'anywhere'
        : [...times, ...(await stretchesOf(connection, 'changed_hours', 'time_key'))],
  }
}

/** Make the facts follow the silver rows that the batches touch. */
async function loadRegional(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<{ changes: FactChanges; times: readonly TimeKeys[] }> {
  const isFirst = await isEmpty(connection, 'fact_energy_flow')
  // All years at once: each call would look through the years between.
  const times = await silverTimes(connection, lake, loads)
  if (times) await ensureDimTime(connection, times.first, times.last)
  let changes: FactChanges = NO_FACTS_CHANGED
  const changed: TimeKeys[] = []
  for await (const piece of silverPieces(connection, lake, loads, isFirst)) {
    await createBestTemperature(connection, piece.first, piece.last)
    changes = addChanges(changes, await loadFacts(connection, isFirst))
    changed.push(...(isFirst ? [piece] : await stretchesOf(connection, 'half_hours', 'half_hour_key')))
  }
  if (isFirst) await verifyFlows(connection, 'fact_energy_flow')
  return { changes, times: changed }
}

async function insertBatches(connection: DuckDBConnection, loads: readonly LoadRecord[]): Promise<void> {
  const names = BATCH_COLUMNS.map(({ column_name }) => column_name).join(', ')
  const types = Object.fromEntries(BATCH_COLUMNS.map(({ column_name, type }) => [column_name, type]))
  await connection.run(`INSERT INTO load_batch (${names}) SELECT ${names} FROM ${rowsFromJson(types)}`, [
    JSON.stringify(loads.map(toBatchRow)),
  ])
}

async function insertQuarantine(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<void> {
  const rows = await quarantinedRows(lake, loads)
  if (rows !== undefined) await connection.run(`INSERT INTO quarantine BY NAME ${rows}`)
}
