/**
 * Gold table `forecast`: what was forecast, the issues of the last days.
 *
 * From: the ledger of forecasts in the lake, which keeps all of them
 * Key (grain): area_code, quantity_code, issued_at, time_key
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../catalog/datasets.ts'
import type { ForecastModel, ForecastQuantity } from '../catalog/forecasting.ts'
import { createTables } from './create-tables.ts'
import { ensureDimTime } from './dim_time.ts'
import { rowsFromJson } from './dimension-rows.ts'
import type { TimeKeys } from './silver-rows.ts'
import type { SqlServerConnection } from './sqlserver/connection.ts'
import { ensureDimTime as ensureDimTimeOfServer } from './sqlserver/dim-time.ts'
import { withDuckDb } from './sqlserver/in-memory.ts'
import { insertMissing } from './sqlserver/table-changes.ts'
import { toTimestamp } from './store-missing.ts'
import type { GoldWarehouse } from './update-gold.ts'

/** What was forecast at one instant. */
export interface ForecastIssue {
  readonly issued_at: Date
  /** When the model was learnt. */
  readonly fitted_at: Date
  readonly is_simulated: boolean
  readonly rows: readonly ForecastValue[]
}

/** A half-hour of an area and quantity; power in MW. */
export interface ForecastValue {
  readonly area_code: string
  readonly quantity_code: ForecastQuantity
  /** Start of the half-hour: seconds since 1970, UTC, divided by 900. */
  readonly time_key: number
  readonly horizon_minutes: number
  readonly p10_mw: number
  readonly p50_mw: number
  readonly p90_mw: number
  readonly model_code: ForecastModel
}

/** How long gold keeps an issue, from the newest one back. */
export const ISSUES_KEPT_MS = 8 * 24 * 60 * 60_000

const COLUMNS = columnsOf('forecast')
const KEY = ['area_code', 'quantity_code', 'issued_at', 'time_key']
const LIST = COLUMNS.map(({ column_name }) => column_name).join(', ')
const TYPES = Object.fromEntries(COLUMNS.map(({ column_name, type }) => [column_name, type]))
const INSERT = `INSERT INTO forecast (${LIST}) SELECT ${LIST} FROM ${rowsFromJson(TYPES)}`

/**
 * Store issues that are not stored yet, and remove those that are older than eight days before the newest one, in one transaction: a
 * reader sees all of an issue or nothing of it. An issue never changes, so one that is stored is left as it is.
 *
 * @returns rows stored, of issues that stay.
 */
export async function storeForecasts(
  warehouse: GoldWarehouse,
  issues: readonly ForecastIssue[],
): Promise<number> {
  const times = timesOf(issues)
  if (times === undefined) return 0
  if (warehouse.kind === 'sqlserver') {
    return warehouse.write(async connection => {
      await withDuckDb(duckDb => ensureDimTimeOfServer(connection, duckDb, times))
      return storeOnServer(connection, issues)
    })
  }
  return warehouse.write(async connection => {
    await connection.run('BEGIN TRANSACTION')
    await createTables(connection)
    await ensureDimTime(connection, times.first, times.last)
    const stored = await storeInDuckDb(connection, issues)
    await connection.run('COMMIT')
    return stored
  })
}

function timesOf(issues: readonly ForecastIssue[]): TimeKeys | undefined {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { rows } of issues) {
    for (const { time_key } of rows) {
      first = Math.min(first, time_key)
      last = Math.max(last, time_key)
    }
  }
  return first > last ? undefined : { first, last }
}

async function storeInDuckDb(
  connection: DuckDBConnection,
  issues: readonly ForecastIssue[],
): Promise<number> {
  const reader = await connection.runAndReadAll('SELECT DISTINCT epoch_ms(issued_at) FROM forecast')
  const there = reader.getRowsJS().map(([issuedAt]) => Number(issuedAt))
  const { missing, oldest } = settle(there, issues)
  let stored = 0
  for (const issue of missing) {
    stored += (await connection.run(INSERT, [JSON.stringify(issue.rows.map(toRow(issue)))])).rowsChanged
  }
  await connection.run(`DELETE FROM forecast WHERE issued_at < TIMESTAMP '${toTimestamp(oldest)}'`)
  return stored
}

async function storeOnServer(
  connection: SqlServerConnection,
  issues: readonly ForecastIssue[],
): Promise<number> {
  const rows = await connection.rows('SELECT DISTINCT issued_at FROM gold.forecast')
  const there = rows.map(({ issued_at }) => (issued_at as Date).getTime())
  const { missing, oldest } = settle(there, issues)
  let stored = 0
  for (const issue of missing) {
    stored += await insertMissing(connection, 'forecast', KEY, issue.rows.map(toRow(issue)))
  }
  await connection.batch(
    `DELETE FROM gold.forecast WHERE issued_at < CAST(N'${toTimestamp(oldest)}' AS datetime2(3))`,
  )
  return stored
}

/** What is missing of the issues that stay, and when the oldest of those was made, at least. */
function settle(there: readonly number[], issues: readonly ForecastIssue[]) {
  const instants = [...there, ...issues.map(({ issued_at }) => issued_at.getTime())]
  const oldest = instants.reduce((a, b) => Math.max(a, b)) - ISSUES_KEPT_MS
  const known = new Set(there)
  const missing = issues.filter(({ issued_at }) => {
    const instant = issued_at.getTime()
    if (instant < oldest || known.has(instant)) return false
    known.add(instant)
    return true
  })
  return { missing, oldest: new Date(oldest) }
}

const toRow =
  ({ issued_at, fitted_at, is_simulated }: ForecastIssue) =>
  (value: ForecastValue) => ({
    area_code: value.area_code,
    quantity_code: value.quantity_code,
    issued_at: toTimestamp(issued_at),
    time_key: value.time_key,
    horizon_minutes: value.horizon_minutes,
    p10_mw: value.p10_mw,
    p50_mw: value.p50_mw,
    p90_mw: value.p90_mw,
    model_code: value.model_code,
    fitted_at: toTimestamp(fitted_at),
    is_simulated,
  })
