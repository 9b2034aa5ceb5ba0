/** Compares two warehouses: every row of every table, and what the API answers from each. */
import { pino } from 'pino'
import { OPEN_DOOR } from '../../../api/auth/door.ts'
import { startServer } from '../../../api/server.ts'
import { GOLD_DATASETS } from '../../catalog/gold-datasets.ts'
import { readDataState } from '../../gold/queries/data-state.ts'
import { read, sql } from '../../gold/sql.ts'
import { readTable } from '../../gold/table-rows.ts'
import type { Warehouse } from '../../gold/warehouse.ts'
import { type Answering, answersOf, apiPaths } from './api-answers.ts'

export interface TableComparison {
  readonly table: string
  readonly rows: number
  /** Rows that only one of the two has. */
  readonly differing: number
  /** Some of them. */
  readonly samples: readonly string[]
}

export interface AnswerComparison {
  readonly answers: number
  readonly bytes: number
  readonly differing: readonly string[]
}

const WEEK = 7 * 96
/** Tables long enough to be read piece by piece, in quarters of an hour; each half-hour is told by two days of issues. */
const PIECES: Readonly<Record<string, number>> = {
  fact_energy_flow: WEEK,
  fact_energy_flow_revision: WEEK,
  dim_time: WEEK,
  weather: WEEK,
  forecast: 24,
}
const SAMPLES = 3
/** Whether answers are the same is asked here, not how soon they come. */
const PATIENCE_MS = 300_000

export async function compareTables(ours: Warehouse, theirs: Warehouse): Promise<TableComparison[]> {
  const compared: TableComparison[] = []
  for (const dataset of GOLD_DATASETS) {
    const comparison = { table: dataset.table_name, rows: 0, differing: 0, samples: [] as string[] }
    const piece = PIECES[dataset.table_name]
    const ranges =
      piece === undefined ? [undefined] : await piecesOf([ours, theirs], dataset.table_name, piece)
    for (const range of ranges) {
      const [mine, other] = await Promise.all(
        [ours, theirs].map(warehouse => warehouse.read(engine => readTable(engine, dataset, range))),
      )
      const differing = differenceOf(mine ?? [], other ?? [])
      comparison.rows += mine?.length ?? 0
      comparison.differing += differing.length
      comparison.samples.push(...differing.slice(0, SAMPLES - comparison.samples.length))
    }
    compared.push(comparison)
  }
  return compared
}

/** Rows that one has more often than the other. */
function differenceOf(mine: readonly string[], other: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const row of mine) counts.set(row, (counts.get(row) ?? 0) + 1)
  for (const row of other) counts.set(row, (counts.get(row) ?? 0) - 1)
  return [...counts].filter(([, count]) => count !== 0).map(([row]) => row)
}

async function piecesOf(
  warehouses: readonly Warehouse[],
  table: string,
  piece: number,
): Promise<[number, number][]> {
  const ends = await Promise.all(
    warehouses.map(warehouse =>
      warehouse.read(engine =>
        read(
          engine,
          { first: 'int?', last: 'int?' },
          {
            text: [`SELECT MIN(time_key) AS "first", MAX(time_key) AS "last" FROM ${table}`],
            holes: [],
          },
        ),
      ),
    ),
  )
  const keys = ends
    .flat()
    .flatMap(({ first, last }) => [first, last])
    .filter(key => key !== null)
  if (keys.length === 0) return []
  const first = Math.min(...keys)
  const count = Math.ceil((Math.max(...keys) + 1 - first) / piece)
  return Array.from({ length: count }, (_, index) => [first + index * piece, first + (index + 1) * piece])
}

/** Every endpoint in every variant over all that is loaded, first from the one, then from the other. */
export async function compareAnswers(
  ours: Warehouse,
  theirs: Warehouse,
  now: () => Date,
): Promise<AnswerComparison> {
  const paths = await pathsOver(ours)
  const [mine, other] = [await askAll(ours, paths, now), await askAll(theirs, paths, now)]
  const given = new Map(other.map(answer => [answer.path, answer]))
  return {
    answers: mine.length,
    bytes: mine.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    differing: mine
      .filter(
        ({ path, status, text }) => given.get(path)?.text !== text || given.get(path)?.status !== status,
      )
      .map(({ path }) => path),
  }
}

async function pathsOver(warehouse: Warehouse): Promise<readonly string[]> {
  const { first, last, seen } = await warehouse.read(async engine => {
    const { end_key } = await readDataState(engine)
    const [facts] = await read(
      engine,
      { first: 'int?', seen: 'instant?' },
      sql`SELECT MIN(time_key) AS "first", MIN(first_seen_at) AS seen FROM fact_energy_flow`,
    )
    return { first: facts?.first, last: end_key, seen: facts?.seen }
  })
  if (first == null || last === null || seen == null)
    throw new RangeError('the warehouse holds no fact to ask about')
  const at = (key: number) => new Date(key * 900_000).toISOString()
  const middle = first + Math.floor((last - first) / 2)
  return apiPaths({
    from: at(first),
    to: at(last),
    region: '53',
    instants: [at(first), at(middle), at(last - 8)],
    asOf: [seen, at(middle), at(last)],
  })
}

async function askAll(warehouse: Warehouse, paths: readonly string[], now: () => Date) {
  const log = pino({ level: 'silent' })
  const config = { GRID_HOST: '127.0.0.1', GRID_PORT: 0 }
  const server = await startServer({
    config,
    warehouse,
    log,
    now,
    door: OPEN_DOOR,
    queryTimeoutMs: PATIENCE_MS,
  })
  const service: Answering = {
    async get(path) {
      const response = await fetch(`${server.url}${path}`)
      const text = await response.text()
      return { status: response.status, text, body: JSON.parse(text) as unknown }
    },
  }
  try {
    return await answersOf(service, paths)
  } finally {
    await server.close()
  }
}
