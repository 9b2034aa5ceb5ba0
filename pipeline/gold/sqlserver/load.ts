/**
 * Loads gold in SQL Server: load records with their facts, revisions, dimensions and quarantine, in one
 * transaction under the application lock. DuckDB, in memory, reads silver and derives; the server keeps.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../../catalog/datasets.ts'
import { ENERGY_TYPES } from '../../catalog/energy-types.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { type LoadKey, type LoadRecord, readLoads } from '../../silver/load-record.ts'
import { quarantinedRows, toBatchRow } from '../batch-rows.ts'
import { loadDimRegion, regionVersions } from '../dim_region.ts'
import type { GoldCheck } from '../duckdb-load.ts'
import { addChanges, type FactChanges, NO_FACTS_CHANGED } from '../fact_energy_flow.ts'
import { type GoldUpdate, UNCHANGED } from '../gold-update.ts'
import { readRegionFigures } from '../region-figures.ts'
import { createRegionVersions, KEYED_TABLES } from '../region-versions.ts'
import { silverPieces, silverTimes } from '../silver-rows.ts'
import type { SqlServerWarehouse } from '../sqlserver-warehouse.ts'
import { checkCopy } from './checked-copy.ts'
import type { SqlServerConnection } from './connection.ts'
import { ensureDimTime } from './dim-time.ts'
import { applyFacts, holdsNothing, insertAllFacts } from './facts.ts'
import { withDuckDb } from './in-memory.ts'
import { stageQuery } from './stage.ts'
import { stageFlows } from './staged-flows.ts'
import { insertMissing, makeRowsEqual } from './table-changes.ts'
import { createBestTemperature, followWeather } from './temperature.ts'
import { loadWeather } from './weather.ts'

/**
 * @param check run on a copy that DuckDB makes from the same loads; its results are stored with them.
 * @param isAnew whether what is there is forgotten first.
 */
export async function loadSqlServer(
  warehouse: SqlServerWarehouse,
  lake: ObjectStore,
  loads: readonly LoadKey[],
  check: GoldCheck | undefined,
  { isAnew = false } = {},
): Promise<GoldUpdate> {
  return warehouse.write(async connection => {
    if (isAnew) for (const table of MADE_FROM_SILVER) await connection.batch(`DELETE FROM gold.${table}`)
    const pending = await readLoads(lake, await notYetLoaded(connection, loads))
    if (pending.length === 0) return UNCHANGED
    const changes = await withDuckDb(duckDb => loadPending(connection, duckDb, lake, pending))
    if (check) {
      const results = await checkCopy(warehouse.checkedCopies, lake, loads, check)
      await makeRowsEqual(connection, 'quality_result', ['check_name', 'table_name'], results)
    }
    return { ...changes, batches: pending.length }
  })
}

const MADE_FROM_SILVER = [
  'fact_energy_flow',
  'fact_energy_flow_revision',
  'weather',
  'quarantine',
  'load_batch',
  'dim_time',
] as const

async function notYetLoaded(
  connection: SqlServerConnection,
  loads: readonly LoadKey[],
): Promise<readonly LoadKey[]> {
  const rows = await connection.rows('SELECT batch_key FROM gold.load_batch')
  const loaded = new Set(rows.map(({ batch_key }) => Number(batch_key)))
  return loads.filter(load => !loaded.has(load.batch_key))
}

async function loadPending(
  connection: SqlServerConnection,
  duckDb: DuckDBConnection,
  lake: ObjectStore,
  pending: readonly LoadRecord[],
): Promise<GoldUpdate> {
  const figures = await readRegionFigures(duckDb, lake)
  await loadDimRegion(duckDb, figures)
  await createRegionVersions(duckDb)
  const versions = await makeRowsEqual(connection, 'dim_region', ['region_key'], regionVersions(figures))
  if (versions > 0) await followRegionVersions(connection, duckDb)
  await makeRowsEqual(connection, 'dim_energy_type', ['energy_type_key'], ENERGY_TYPES)
  await insertMissing(connection, 'load_batch', ['batch_key'], pending.map(toBatchRow))
  await insertQuarantine(connection, duckDb, lake, pending)
  const weather = await loadWeather(connection, duckDb, lake, pending)
  const regional = pending.filter(load => load.dataset === 'eco2mix_regional')
  const facts = await loadRegional(connection, duckDb, lake, regional)
  const temperatures_changed = await followWeather(connection)
  return { ...UNCHANGED, ...weather, ...facts, temperatures_changed }
}

const VERSION_COLUMNS = [
  { column_name: 'region_code', type: 'VARCHAR', is_nullable: false },
  { column_name: 'region_key', type: 'INTEGER', is_nullable: false },
  { column_name: 'from_key', type: 'INTEGER', is_nullable: false },
  { column_name: 'to_key', type: 'INTEGER', is_nullable: false },
] as const

/** Give every row the version that is valid at its start, as `region-versions.ts` says it. */
async function followRegionVersions(
  connection: SqlServerConnection,
  duckDb: DuckDBConnection,
): Promise<void> {
  const stage = '#region_versions'
  await stageQuery(connection, duckDb, stage, VERSION_COLUMNS, 'SELECT * FROM region_versions')
  for (const table of KEYED_TABLES) {
    await connection.batch(`
      UPDATE t SET region_key = v.region_key FROM gold.${table} AS t JOIN ${stage} AS v
        ON CAST(v.region_code AS int) = t.region_key % 100 AND t.time_key >= v.from_key AND t.time_key < v.to_key
      WHERE t.region_key <> v.region_key`)
  }
}

async function insertQuarantine(
  connection: SqlServerConnection,
  duckDb: DuckDBConnection,
  lake: ObjectStore,
  pending: readonly LoadRecord[],
): Promise<void> {
  const rows = await quarantinedRows(lake, pending)
  if (rows === undefined) return
  const columns = columnsOf('quarantine')
  const list = columns.map(({ column_name }) => column_name).join(', ')
  await stageQuery(connection, duckDb, '#quarantine', columns, rows)
  await connection.batch(`INSERT INTO gold.quarantine (${list}) SELECT ${list} FROM #quarantine`)
}

async function loadRegional(
  connection: SqlServerConnection,
  duckDb: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<FactChanges> {
  const [any] = await connection.rows('SELECT MIN(time_key) AS first_key FROM gold.fact_energy_flow')
  const isFirst = any?.first_key === null
  const times = await silverTimes(duckDb, lake, loads)
  if (times) await ensureDimTime(connection, duckDb, times)
  let changes: FactChanges = NO_FACTS_CHANGED
  for await (const keys of silverPieces(duckDb, lake, loads, isFirst)) {
    await createBestTemperature(connection, keys)
    await stageFlows(connection, duckDb)
    const isNew = isFirst || (await holdsNothing(connection, keys))
    changes = addChanges(
      changes,
      isNew ? await insertAllFacts(connection) : await applyFacts(connection, duckDb),
    )
  }
  return changes
}
