/**
 * An issue as a Parquet file: the columns of table `forecast`, and what the baselines would have told at that moment. DuckDB writes and
 * reads it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { ForecastIssue } from '../../gold/forecast.ts'
import type { TimeRange } from '../../gold/queries/step.ts'
import { toTimestamp } from '../../gold/store-missing.ts'
import type { ForecastRow } from '../forecast-row.ts'

/** An issue as the ledger keeps it. */
export interface RecordedIssue extends ForecastIssue {
  /** By area, quantity and time. */
  readonly rows: readonly ForecastRow[]
}

const COLUMNS = {
  area_code: 'VARCHAR',
  quantity_code: 'VARCHAR',
  issued_at: 'TIMESTAMP',
  time_key: 'INTEGER',
  horizon_minutes: 'INTEGER',
  p10_mw: 'DECIMAL(12,3)',
  p50_mw: 'DECIMAL(12,3)',
  p90_mw: 'DECIMAL(12,3)',
  model_code: 'VARCHAR',
  fitted_at: 'TIMESTAMP',
  is_simulated: 'BOOLEAN',
  d1_mw: 'DECIMAL(12,3)',
  d7_mw: 'DECIMAL(12,3)',
  climatology_mw: 'DECIMAL(12,3)',
} as const

const BASELINES = new Set(['d1_mw', 'd7_mw', 'climatology_mw'])

/** What is written stays for ever: what cannot be is not let in. */
const TABLE = `CREATE TABLE issue (
  ${Object.entries(COLUMNS)
    .map(([name, type]) => `${name} ${type} ${BASELINES.has(name) ? '' : 'NOT NULL'}`)
    .join(', ')},
  PRIMARY KEY (area_code, quantity_code, time_key),
  CHECK (p10_mw <= p50_mw AND p50_mw <= p90_mw),
  CHECK (time_key % 2 = 0),
  CHECK (horizon_minutes >= 0))`

/**
 * The bytes of the file: the same rows make the same ones.
 *
 * @throws Error of the engine for a value that is no number, an area and half-hour told twice, or quantiles out of order.
 */
export async function toParquet(issue: RecordedIssue): Promise<Uint8Array> {
  const { connection, close } = await openEngine()
  const scratch = await mkdtemp(join(tmpdir(), 'grid-issue-'))
  try {
    const file = join(scratch, 'issue.parquet')
    await connection.run(TABLE)
    await connection.run(
      `INSERT INTO issue BY NAME SELECT unnest(from_json($1, '${JSON.stringify([COLUMNS])}'), recursive := true)`,
      [JSON.stringify(issue.rows.map(toCells(issue)))],
    )
    await connection.run(`
      COPY (SELECT ${Object.keys(COLUMNS).join(', ')} FROM issue ORDER BY area_code, quantity_code, time_key)
      TO '${literal(file)}' (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION V2)`)
    return await readFile(file)
  } finally {
    close()
    await rm(scratch, { recursive: true, force: true })
  }
}

async function openEngine(): Promise<{ readonly connection: DuckDBConnection; close(): void }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '300MB' })
  const connection = await instance.connect()
  return {
    connection,
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

const toCells =
  ({ issued_at, fitted_at, is_simulated }: RecordedIssue) =>
  (row: ForecastRow) => ({
    ...row,
    issued_at: toTimestamp(issued_at),
    fitted_at: toTimestamp(fitted_at),
    is_simulated,
  })

export interface IssueReader {
  /**
   * Read a file back.
   *
   * @param times half-hours to read, half-open, of `time_key`; absent: all.
   * @throws RangeError when it is not one issue.
   */
  read(path: string, times?: TimeRange): Promise<RecordedIssue>
  close(): void
}

export async function openIssueReader(): Promise<IssueReader> {
  const { connection, close } = await openEngine()
  return { read: (path, times) => fromParquet(connection, path, times), close }
}

async function fromParquet(
  connection: DuckDBConnection,
  path: string,
  times: TimeRange | undefined,
): Promise<RecordedIssue> {
  const file = `read_parquet('${literal(path)}')`
  const heads = await connection.runAndReadAll(
    `SELECT DISTINCT epoch_ms(issued_at), epoch_ms(fitted_at), is_simulated FROM ${file}`,
  )
  const [head, ...others] = heads.getRowsJS()
  if (head === undefined || others.length > 0) {
    throw new RangeError(`${path}: expected the rows of one issue, got those of ${heads.currentRowCount}`)
  }
  const within = times ? `WHERE time_key >= ${times.from} AND time_key < ${times.to}` : ''
  const reader = await connection.runAndReadAll(`
    SELECT area_code, quantity_code, time_key, horizon_minutes, ${MW.map(asDouble).join(', ')}, model_code
    FROM ${file} ${within} ORDER BY area_code, quantity_code, time_key`)
  return {
    issued_at: new Date(Number(head[0])),
    fitted_at: new Date(Number(head[1])),
    is_simulated: head[2] === true,
    // As it was written: the file is ours, and is never changed.
    rows: reader.getRowObjectsJS() as unknown as ForecastRow[],
  }
}

const MW = ['p10_mw', 'p50_mw', 'p90_mw', 'd1_mw', 'd7_mw', 'climatology_mw']
const asDouble = (column: string) => `CAST(${column} AS DOUBLE) AS ${column}`
const literal = (text: string) => text.replaceAll("'", "''")
