/**
 * Brings the gold warehouse up to date with silver: every load record that has no row in `load_batch`
 * yet is loaded, with its facts, revisions, dimensions and quarantine, in one transaction. Killed
 * anywhere, the warehouse is as it was before; loading the same again changes nothing.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ObjectStore } from '../lake/object-store.ts'
import { type LoadKey, type LoadRecord, listLoadKeys, readLoads } from '../silver/load-record.ts'
import { existingPartitions, monthOfPartition, readPartitions } from '../silver/partitions.ts'
import { quarantineKey } from '../silver/quarantine.ts'
import { loadDimEnergyType } from './dim_energy_type.ts'
import { loadDimRegion } from './dim_region.ts'
import { ensureDimTime } from './dim_time.ts'
import type { DuckDbWarehouse } from './duckdb-warehouse.ts'
import { addChanges, type FactChanges, loadFacts, NO_FACTS_CHANGED } from './fact_energy_flow.ts'
import { createBestTemperature, followWeather } from './fact-temperature.ts'
import { dropOutdated } from './layout.ts'
import { readRegionFigures } from './region-figures.ts'
import { createRegionVersions, followRegionVersions } from './region-versions.ts'
import { TABLES } from './schema.ts'
import { int, read, sql } from './sql.ts'
import { WarehouseUnavailableError } from './warehouse.ts'
import { loadWeather, type WeatherChanges } from './weather.ts'

export interface GoldUpdate extends FactChanges, WeatherChanges {
  readonly batches: number
  /** Facts whose temperature became another one, inserted ones apart. */
  readonly temperatures_changed: number
}

const UNCHANGED: GoldUpdate = {
  batches: 0,
  ...NO_FACTS_CHANGED,
  weather_inserted: 0,
  weather_deleted: 0,
  temperatures_changed: 0,
}

/** @param check run inside the transaction, on the state that it is about to commit. */
export async function updateGold(
  warehouse: DuckDbWarehouse,
  lake: ObjectStore,
  check: (connection: DuckDBConnection) => Promise<void>,
): Promise<GoldUpdate> {
  const loads = await listLoadKeys(lake)
  if (!(await lacksLoads(warehouse, loads))) return UNCHANGED
  return warehouse.write(async connection => {
    await connection.run('BEGIN TRANSACTION')
    try {
      await dropOutdated(connection)
      await createTables(connection)
      const pending = await readLoads(lake, await notYetLoaded(connection, loads))
      const changes = await loadPending(connection, lake, pending)
      await check(connection)
      await connection.run('COMMIT')
      return { ...changes, batches: pending.length }
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

/** Whether the warehouse lacks any, told without taking the writer's lock. */
async function lacksLoads(warehouse: DuckDbWarehouse, loads: readonly LoadKey[]): Promise<boolean> {
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

export async function createTables(connection: DuckDBConnection): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'`,
  )
  const existing = new Set(reader.getRowsJS().map(([name]) => name))
  for (const [name, statement] of Object.entries(TABLES))
    if (!existing.has(name)) await connection.run(statement)
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
): Promise<GoldUpdate> {
  const versions = await loadDimRegion(connection, await readRegionFigures(connection, lake))
  await createRegionVersions(connection)
  if (versions > 0) await followRegionVersions(connection)
  await loadDimEnergyType(connection)
  await insertBatches(connection, pending)
  await insertQuarantine(connection, lake, pending)
  const regional = pending.filter(load => load.dataset === 'eco2mix_regional')
  const weather = await loadWeather(connection, lake, pending)
  const facts = await followSilver(connection, lake, regional)
  const temperatures_changed = await followWeather(connection)
  return { ...UNCHANGED, ...weather, ...facts, temperatures_changed }
}

/** Bounds the memory of a load: half-hours never span partitions, so years of them can be loaded piece by piece. */
const MONTHS_AT_ONCE = 6

/** Make the facts follow the silver rows that the batches touch, some months at a time, oldest first. */
async function followSilver(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<FactChanges> {
  const partitions = [...new Set(loads.flatMap(load => load.partitions))].toSorted(
    (a, b) => monthOfPartition(a) - monthOfPartition(b),
  )
  // Nothing to compare with: no need to tell which half-hours are touched.
  const isFirst = await isEmpty(connection, 'fact_energy_flow')
  await ensureTimes(connection, lake, partitions)
  let changes: FactChanges = NO_FACTS_CHANGED
  for (let first = 0; first < partitions.length; first += MONTHS_AT_ONCE) {
    const months = partitions.slice(first, first + MONTHS_AT_ONCE)
    if (await selectSilverRows(connection, lake, loads, months, isFirst))
      changes = addChanges(changes, await loadFacts(connection, isFirst))
  }
  return changes
}

/**
 * `half_hours` of some partitions that the batches touch and all `silver_rows` of them; a late batch
 * touches all of its partitions, because it may have changed what came after it.
 *
 * @returns whether there are any.
 */
async function selectSilverRows(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
  partitions: readonly string[],
  isFirst: boolean,
): Promise<boolean> {
  const keys = await existingPartitions(lake, 'eco2mix_regional', partitions)
  if (keys.length === 0) return false
  const rows = await readPartitions(lake, keys)
  const isWhole = isFirst || loads.some(load => load.is_late)
  const touched = isWhole ? '' : `WHERE batch_key IN (${loads.map(load => load.batch_key).join(', ')})`
  if (!isFirst) {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE half_hours AS
      SELECT DISTINCT region_code, CAST(time_key - time_key % 2 AS INTEGER) AS half_hour_key FROM (${rows}) ${touched}`)
  }
  const touchedRows = isWhole
    ? ''
    : 'SEMI JOIN half_hours h ON h.region_code = r.region_code AND h.half_hour_key = r.time_key - r.time_key % 2'
  await connection.run(`
    CREATE OR REPLACE TEMP VIEW silver_rows AS
    SELECT r.* REPLACE (CAST(r.time_key AS INTEGER) AS time_key) FROM (${rows}) r ${touchedRows}`)
  const [first, last] = await rangeOfKeys(connection, 'silver_rows')
  if (first === undefined || last === undefined) return false
  await createBestTemperature(connection, first, last)
  return true
}

/** All years of the partitions at once: each call would look through the years between. */
async function ensureTimes(
  connection: DuckDBConnection,
  lake: ObjectStore,
  partitions: readonly string[],
): Promise<void> {
  const keys = await existingPartitions(lake, 'eco2mix_regional', partitions)
  if (keys.length === 0) return
  const [first, last] = await rangeOfKeys(connection, `(${await readPartitions(lake, keys)})`)
  if (first !== undefined && last !== undefined) await ensureDimTime(connection, first, last)
}

/** First and last `time_key` of rows; both undefined when there are none. */
async function rangeOfKeys(connection: DuckDBConnection, rows: string): Promise<readonly [number?, number?]> {
  const reader = await connection.runAndReadAll(
    `SELECT CAST(min(time_key) AS INTEGER), CAST(max(time_key) AS INTEGER) FROM ${rows}`,
  )
  const [first, last] = reader.getRowsJS()[0] ?? []
  return typeof first === 'number' && typeof last === 'number' ? [first, last] : []
}

async function isEmpty(connection: DuckDBConnection, table: string): Promise<boolean> {
  const reader = await connection.runAndReadAll(`SELECT 1 FROM ${table} LIMIT 1`)
  return reader.currentRowCount === 0
}

async function insertBatches(connection: DuckDBConnection, loads: readonly LoadRecord[]): Promise<void> {
  const statement = await connection.prepare(
    'INSERT INTO load_batch VALUES ($1, $2, $3, $4, $5, $6, CAST($7 AS TIMESTAMP), $8, $9, $10, $11, $12, $13, $14, $15, CAST($16 AS TIMESTAMP), $17, $18)',
  )
  for (const load of loads) {
    statement.bind([
      BigInt(load.batch_key),
      load.dataset,
      load.feed_id,
      load.bronze_path,
      load.bronze_sha256,
      load.file_name,
      load.fetched_at.replace('Z', ''),
      load.is_simulated,
      load.rows_read,
      load.rows_blank,
      load.rows_loaded,
      load.rows_duplicate,
      load.rows_quarantined,
      load.values_quarantined,
      load.rows_missing,
      load.newest_measured_utc?.replace('Z', '') ?? null,
      load.unknown_columns.join(', '),
      load.error,
    ])
    await statement.run()
  }
  statement.destroySync()
}

async function insertQuarantine(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<void> {
  const files = await Promise.all(
    loads
      .filter(load => load.rows_quarantined + load.values_quarantined > 0)
      .map(load => lake.localPath(quarantineKey(load.feed_id, load.bronze_sha256))),
  )
  if (files.length === 0) return
  const list = files.map(file => `'${file.replaceAll("'", "''")}'`).join(', ')
  await connection.run(
    `INSERT INTO quarantine BY NAME SELECT * FROM read_parquet([${list}], hive_partitioning = false)`,
  )
}
