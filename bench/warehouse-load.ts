/**
 * A year of twelve regions into a SQL Server: rows a second, beside those of the driver's bulk load of the
 * same wide rows alone, and of the server's insert of their facts alone; then one quarter of an hour more.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { columnsOf } from '../pipeline/catalog/datasets.ts'
import { createTables } from '../pipeline/gold/create-tables.ts'
import { loadDimRegion } from '../pipeline/gold/dim_region.ts'
import { IN_UTC, SETTINGS } from '../pipeline/gold/duckdb-warehouse.ts'
import { deriveFlows } from '../pipeline/gold/fact_energy_flow.ts'
import { createRegionVersions } from '../pipeline/gold/region-versions.ts'
import { silverPieces } from '../pipeline/gold/silver-rows.ts'
import { bulkColumn, declaration } from '../pipeline/gold/sqlserver/column-types.ts'
import { loadSqlServer } from '../pipeline/gold/sqlserver/load.ts'
import { createStage, queryRows } from '../pipeline/gold/sqlserver/stage.ts'
import { WIDE_COLUMNS, WIDE_ROWS } from '../pipeline/gold/sqlserver/staged-flows.ts'
import { createTestDatabase, type TestDatabase } from '../pipeline/gold/sqlserver/test-database.ts'
import { openLocalDisk } from '../pipeline/lake/local-disk.ts'
import type { ObjectStore } from '../pipeline/lake/object-store.ts'
import { listLoadKeys, listLoads } from '../pipeline/silver/load-record.ts'
import { updateSilver } from '../pipeline/silver/update-silver.ts'
import { FILES_FEED } from '../pipeline/sources/files.ts'
import { median } from './median.ts'
import { writeSimulatedHistory } from './simulated-history.ts'
import { ingestSimulated, quarterHour } from './simulated-publications.ts'

const ROUNDS = 3
type WideRow = readonly unknown[]

/** Seconds of each. */
interface Round {
  readonly bulk: number
  readonly insert: number
  readonly load: number
}

/** @param url of a server on which databases may be made and dropped. */
export async function measureWarehouseLoad(url: string, say: (text: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grid-bench-'))
  try {
    const lake = openLocalDisk(join(folder, 'home'))
    await ingest(lake, await writeSimulatedHistory(folder, year => say(`simulating ${year}\n`), 1))
    const rows = await wideRows(lake)
    const rounds: Round[] = []
    for (let index = 0; index < ROUNDS; index++) {
      const bulk = await onDatabase(url, database => secondsOf(() => bulkAlone(database, rows)))
      const round = await onDatabase(url, async database => {
        const load = await secondsOf(() => loadAll(database, lake))
        const insert = await insertAlone(database)
        if (index === ROUNDS - 1) await addQuarterHour(database, lake, folder, say)
        return { bulk, insert, load }
      })
      rounds.push(round)
      say(
        `${rows.length} wide rows: bulk load alone ${perSecond(rows, round.bulk)}, insert of their facts alone ${perSecond(rows, round.insert)}, into gold ${perSecond(rows, round.load)}\n`,
      )
    }
    const percent = (share: (round: Round) => number) => `${(100 * median(rounds.map(share))).toFixed(0)} %`
    say(
      `median of ${ROUNDS}: ${percent(({ bulk, load }) => bulk / load)} of the rate of the bulk load alone; ` +
        `${percent(({ bulk, insert, load }) => (bulk + insert) / load)} of that and the bare insert together; ` +
        `the server's bare insert takes ${percent(({ insert, load }) => insert / load)} of a load's time\n`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const perSecond = (rows: readonly WideRow[], seconds: number) =>
  `${Math.round(rows.length / seconds)} rows/s (${seconds.toFixed(1)} s)`

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

async function ingest(lake: ObjectStore, files: readonly string[]): Promise<void> {
  await ingestSimulated(lake, files)
  await updateSilver(lake, [FILES_FEED])
}

async function onDatabase<T>(url: string, work: (database: TestDatabase) => Promise<T>): Promise<T> {
  const database = await createTestDatabase(url)
  try {
    return await work(database)
  } finally {
    await database.remove()
  }
}

const loadAll = async ({ warehouse }: TestDatabase, lake: ObjectStore) =>
  loadSqlServer(warehouse, lake, await listLoadKeys(lake), undefined)

/** The rows that a load of all of silver sends. */
async function wideRows(lake: ObjectStore): Promise<readonly WideRow[]> {
  const instance = await DuckDBInstance.create(':memory:', SETTINGS)
  const duckDb = await instance.connect()
  await duckDb.run(IN_UTC)
  await createTables(duckDb)
  await loadDimRegion(duckDb)
  await createRegionVersions(duckDb)
  const rows = await derivedRows(duckDb, lake)
  duckDb.closeSync()
  instance.closeSync()
  return rows
}

async function derivedRows(duckDb: DuckDBConnection, lake: ObjectStore): Promise<readonly WideRow[]> {
  const rows: WideRow[] = []
  for await (const _ of silverPieces(duckDb, lake, await listLoads(lake), true)) {
    await deriveFlows(duckDb)
    for await (const row of queryRows(duckDb, WIDE_COLUMNS, WIDE_ROWS)) rows.push(row)
  }
  return rows
}

function bulkAlone(database: TestDatabase, rows: readonly WideRow[]): Promise<void> {
  return database.onConnection(async connection => {
    await createStage(connection, '#wide_rows', WIDE_COLUMNS)
    await connection.bulk('#wide_rows', WIDE_COLUMNS.map(bulkColumn), listed(rows))
  })
}

/** The server's own part: the facts that were loaded, into a table with the same key and nothing else. @returns seconds. */
function insertAlone(database: TestDatabase): Promise<number> {
  const columns = columnsOf('fact_energy_flow')
  const list = columns.map(({ column_name }) => column_name).join(', ')
  return database.onConnection(async connection => {
    await connection.batch(
      `CREATE TABLE gold.bare_fact (${columns.map(declaration).join(', ')}, PRIMARY KEY (time_key, region_key, energy_type_key))`,
    )
    const insert = `INSERT INTO gold.bare_fact WITH (TABLOCK) (${list}) SELECT ${list} FROM gold.fact_energy_flow`
    return secondsOf(() => connection.batch(insert))
  })
}

async function* listed(rows: readonly WideRow[]) {
  yield* rows
}

/** One interval more of every region, and its second publication with one value changed. */
async function addQuarterHour(
  database: TestDatabase,
  lake: ObjectStore,
  folder: string,
  say: (text: string) => void,
): Promise<void> {
  for (const [what, demand] of [
    ['one quarter of an hour', 5000],
    ['the same, one value of each region changed', 5001],
  ] as const) {
    const file = join(folder, `${demand}.csv`)
    await writeFile(file, quarterHour('2017-03-01', demand))
    await ingest(lake, [file])
    const before = await factCount(database)
    let touched = 0
    const seconds = await secondsOf(async () => {
      const changes = await loadAll(database, lake)
      touched = changes.facts_inserted
    })
    say(
      `${what}: ${touched} rows of facts written, ${(await factCount(database)) - before} more than before, in ${(seconds * 1000).toFixed(0)} ms\n`,
    )
  }
}

async function factCount(database: TestDatabase): Promise<number> {
  const [row] = await database.onConnection(connection =>
    connection.rows('SELECT COUNT(*) AS n FROM gold.fact_energy_flow'),
  )
  return Number(row?.n)
}
