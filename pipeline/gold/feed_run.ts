/**
 * Gold table `feed_run`: every attempt to fetch a feed, and what it came to.
 *
 * From: the journal of feed runs in the lake, which outlives the warehouse
 * Key (grain): feed_id, started_at
 */
import { storeMissing, toTimestamp } from './store-missing.ts'
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

/**
 * Store runs that are not stored yet. A run never changes once it has ended.
 *
 * @returns how many were new.
 */
export const storeFeedRuns = (warehouse: GoldWarehouse, runs: readonly FeedRunRow[]): Promise<number> =>
  storeMissing(warehouse, 'feed_run', ['feed_id', 'started_at'], runs.map(toRow))

function toRow(run: FeedRunRow) {
  const { publisher_newest_utc: publisher, our_newest_utc: ours, finished_at } = run
  return {
    ...run,
    window_from: orNull(run.window_from),
    window_to: orNull(run.window_to),
    started_at: toTimestamp(run.started_at),
    finished_at: toTimestamp(finished_at),
    publisher_newest_utc: orNull(publisher),
    our_newest_utc: orNull(ours),
    publisher_lag_minutes: publisher === null ? null : minutesBetween(publisher, finished_at),
    // What we hold may be newer than what this run asked for, a month of the past for instance.
    our_lag_minutes:
      publisher === null || ours === null ? null : Math.max(0, minutesBetween(ours, publisher)),
    bronze_sha256s: run.bronze_sha256s.join(', '),
    unknown_columns: run.unknown_columns.join(', '),
  }
}

const orNull = (instant: string | null): string | null => (instant === null ? null : toTimestamp(instant))

const minutesBetween = (earlier: string, later: string): number =>
  Math.floor((Date.parse(later) - Date.parse(earlier)) / 60_000)
