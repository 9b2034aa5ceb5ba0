/**
 * Brings the gold warehouse up to date with silver: every load record that has no row in `load_batch`
 * yet is loaded, with its facts, revisions, dimensions and quarantine, in one transaction. Killed
 * anywhere, the warehouse is as it was before; loading the same again changes nothing.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { literal } from '../silver/engine.ts'
import { type LoadKey, type LoadRecord, listLoadKeys, readLoads } from '../silver/load-record.ts'
import { existingPartitions, monthOfKey, readPartitions } from '../silver/partitions.ts'
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

/**
 * Bounds the memory of a load: half-hours never span partitions, so years of them can be loaded piece by
 * piece. Half a year of half-hours of all regions is 105,000 rows, and eleven times as many facts.
 */
const SILVER_ROWS_AT_ONCE = 130_000

/** Make the facts follow the silver rows that the batches touch, some partitions at a time, oldest first. */
async function followSilver(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<FactChanges> {
  const touched = new Set(loads.flatMap(load => load.partitions))
  const keys = await existingPartitions(lake, 'eco2mix_regional', [...touched])
  if (keys.length === 0) return NO_FACTS_CHANGED
  // Nothing to compare with: no need to tell which half-hours are touched.
  const isFirst = await isEmpty(connection, 'fact_energy_flow')
  const partitions = await countRows(connection, lake, keys)
  await ensureTimes(connection, lake, keys)
  let changes: FactChanges = NO_FACTS_CHANGED
  for (const together of inPieces(partitions)) {
    if (await selectSilverRows(connection, lake, loads, together, isFirst))
      changes = addChanges(changes, await loadFacts(connection, isFirst))
  }
  return changes
}

interface CountedPartition {
  readonly key: string
  readonly rows: number
}

/** How many rows each partition file has, as its footer tells, oldest first. */
async function countRows(
  connection: DuckDBConnection,
  lake: ObjectStore,
  keys: readonly string[],
): Promise<readonly CountedPartition[]> {
  const counted: CountedPartition[] = []
  for (const key of keys.toSorted((a, b) => monthOfKey(a) - monthOfKey(b))) {
    const file = literal(await lake.localPath(key))
    const reader = await connection.runAndReadAll(`SELECT num_rows FROM parquet_file_metadata(${file})`)
    counted.push({ key, rows: Number(reader.getRowsJS()[0]?.[0]) })
  }
  return counted
}

function* inPieces(partitions: readonly CountedPartition[]): Generator<readonly string[]> {
  let piece: string[] = []
  let rows = 0
  for (const partition of partitions) {
    if (piece.length > 0 && rows + partition.rows > SILVER_ROWS_AT_ONCE) {
      yield piece
      piece = []
      rows = 0
    }
    piece.push(partition.key)
    rows += partition.rows
  }
  if (piece.length > 0) yield piece
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
  keys: readonly string[],
  isFirst: boolean,
): Promise<boolean> {
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
  keys: readonly string[],
): Promise<void> {
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
  const quarantined = loads.filter(load => load.rows_quarantined + load.values_quarantined > 0)
  const files = await mapAtOnce(quarantined, load =>
    lake.localPath(quarantineKey(load.feed_id, load.reception_id)),
  )
  if (files.length === 0) return
  const list = files.map(literal).join(', ')
  await connection.run(
    `INSERT INTO quarantine BY NAME SELECT * FROM read_parquet([${list}], hive_partitioning = false)`,
  )
}
