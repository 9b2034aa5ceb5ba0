/**
 * Gold table `feed_run`: every attempt to fetch a feed, and what it came to.
 *
 * From: the journal of feed runs in the lake, which outlives the warehouse
 * Key (grain): feed_id, started_at
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../catalog/datasets.ts'
import { createTables } from './create-tables.ts'
import { rowsFromJson } from './dimension-rows.ts'
import { insertMissing } from './sqlserver/table-changes.ts'
import type { GoldWarehouse } from './update-gold.ts'

/** A run as the journal records it; instants are ISO text in UTC. */
export interface FeedRunRow {
  readonly feed_id: string
  readonly trigger: 'schedule' | 'catch-up' | 'retry' | 'sweep' | 'backfill' | 'replay' | 'manual'
  readonly window_from: string | null
  readonly window_to: string | null
  readonly started_at: string
  readonly finished_at: string
  readonly outcome: 'new' | 'unchanged' | 'failed' | 'refused'
  readonly error_code: string | null
  readonly error_message: string | null
  readonly calls: number
  readonly bytes: number
  readonly bronze_sha256s: readonly string[]
  readonly publisher_newest_utc: string | null
  readonly our_newest_utc: string | null
  readonly rows_read: number
  readonly rows_loaded: number
  readonly rows_quarantined: number
  readonly values_quarantined: number
  readonly unknown_columns: readonly string[]
  readonly quota_used: number | null
  readonly quota_allowed: number | null
  readonly is_simulated: boolean
}

const KEY = ['feed_id', 'started_at']
const COLUMNS = columnsOf('feed_run')
const LIST = COLUMNS.map(({ column_name }) => `"${column_name}"`).join(', ')
const TYPES = Object.fromEntries(COLUMNS.map(({ column_name, type }) => [column_name, type]))
const INSERT = `INSERT INTO feed_run (${LIST}) SELECT ${LIST} FROM ${rowsFromJson(TYPES)} ON CONFLICT DO NOTHING`

/** Rows of one statement: a journal of years must not become one text. */
const CHUNK = 5_000

/**
 * Store runs that are not stored yet. A run never changes once it has ended, so one that is stored is
 * left as it is: storing the whole journal again, after a rebuild, adds what is missing.
 *
 * @returns how many were new.
 */
export async function storeFeedRuns(warehouse: GoldWarehouse, runs: readonly FeedRunRow[]): Promise<number> {
  if (runs.length === 0) return 0
  if (warehouse.kind === 'sqlserver') {
    const rows = new Map(runs.map(run => [`${run.feed_id} ${run.started_at}`, toRow(run)]))
    return warehouse.write(connection => insertMissing(connection, 'feed_run', KEY, [...rows.values()]))
  }
  return warehouse.write(async connection => {
    await connection.run('BEGIN TRANSACTION')
    await createTables(connection)
    const stored = await insertRuns(connection, runs)
    await connection.run('COMMIT')
    return stored
  })
}

async function insertRuns(connection: DuckDBConnection, runs: readonly FeedRunRow[]): Promise<number> {
  let stored = 0
  for (let start = 0; start < runs.length; start += CHUNK) {
    const rows = runs.slice(start, start + CHUNK).map(toRow)
    stored += (await connection.run(INSERT, [JSON.stringify(rows)])).rowsChanged
  }
  return stored
}

function toRow(run: FeedRunRow) {
  const { publisher_newest_utc: publisher, our_newest_utc: ours, finished_at } = run
  return {
    ...run,
    window_from: toTimestamp(run.window_from),
    window_to: toTimestamp(run.window_to),
    started_at: toTimestamp(run.started_at),
    finished_at: toTimestamp(finished_at),
    publisher_newest_utc: toTimestamp(publisher),
    our_newest_utc: toTimestamp(ours),
    publisher_lag_minutes: publisher === null ? null : minutesBetween(publisher, finished_at),
    // What we hold may be newer than what this run asked for, a month of the past for instance.
    our_lag_minutes:
      publisher === null || ours === null ? null : Math.max(0, minutesBetween(ours, publisher)),
    bronze_sha256s: run.bronze_sha256s.join(', '),
    unknown_columns: run.unknown_columns.join(', '),
  }
}

/** The engine reads no zone in a TIMESTAMP. */
const toTimestamp = (instant: string | null): string | null =>
  instant === null ? null : new Date(instant).toISOString().slice(0, -1)

const minutesBetween = (earlier: string, later: string): number =>
  Math.floor((Date.parse(later) - Date.parse(earlier)) / 60_000)
