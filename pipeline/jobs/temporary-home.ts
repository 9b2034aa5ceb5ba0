/** Homes for tests: an empty folder each, gone with the test file, and what gold and silver hold in them. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll } from 'vitest'
import type { DuckDbWarehouse } from '../gold/duckdb-warehouse.ts'
import { type Home, openHome } from './home.ts'
import { ingestFiles } from './update/ingest-files.ts'

export type Row = Readonly<Record<string, unknown>>

const QUIET = { update: () => undefined, stop: () => undefined }

/** A home that is closed and removed after the tests of the file. */
export function temporaryHome(): Home<DuckDbWarehouse> {
  const path = mkdtempSync(join(tmpdir(), 'grid-home-'))
  const home = openHome(path)
  afterAll(async () => {
    await home.warehouse.close()
    rmSync(path, { recursive: true, force: true })
  })
  return home
}

/** Ingest files as if each was received at the given moment, ISO UTC. */
export async function receive(home: Home, patterns: readonly string[], at: string) {
  return ingestFiles(home, patterns, { now: () => new Date(at), progress: QUIET })
}

/** Rows of a query on gold; counts come as numbers. Cast decimals and instants in the query. */
export async function goldRows(home: Home, text: string): Promise<Row[]> {
  const rows = await home.warehouse.read(engine => engine.rows(text, []))
  return rows.map(withNumbers)
}

/** Rows of a query on the Parquet files of silver, given as the table name `table`. */
export async function silverRows(home: Home, table: string, text: string): Promise<Row[]> {
  return onEngine(async connection => {
    const files = join(home.path, 'silver', table, '*', '*', '*.parquet')
    await connection.run(`CREATE VIEW ${table} AS SELECT * FROM read_parquet('${files}')`)
    return (await connection.runAndReadAll(text)).getRowObjectsJS().map(withNumbers)
  })
}

/** Every table of gold: its rows, whatever their order, as `count:hash`. */
export async function goldState(home: Home): Promise<Readonly<Record<string, string>>> {
  const tables = await goldRows(
    home,
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1`,
  )
  const state: Record<string, string> = {}
  for (const { table_name } of tables) {
    const [row] = await goldRows(
      home,
      `SELECT count(*) || ':' || coalesce(CAST(sum(hash(t)) AS VARCHAR), '') AS state FROM ${table_name} t`,
    )
    state[String(table_name)] = String(row?.state)
  }
  return state
}

/** Every file below a folder of the home, as `bytes sha256`, with the moment it was written when asked for. */
export function filesOf(home: Home, folder = '.', options: { withTimes?: true } = {}): Map<string, string> {
  const root = join(home.path, folder)
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(name => statSync(join(root, name)).isFile())
    .sort()
  return new Map(
    names.map(name => {
      const { size, mtimeNs } = statSync(join(root, name), { bigint: true })
      const sha256 = createHash('sha256')
        .update(readFileSync(join(root, name)))
        .digest('hex')
      return [name, `${size} ${sha256}${options.withTimes ? ` ${mtimeNs}` : ''}`]
    }),
  )
}

async function onEngine<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return await work(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const withNumbers = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  )
