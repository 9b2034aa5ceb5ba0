/**
 * The feeds as they are now: each one's declaration, what its runs came to, and the judgement of it.
 * In the order of the catalogue; `now` decides what is late.
 */
import { type FeedFacts, type FeedJudgement, judgeFeed } from '../../catalog/feed-state.ts'
import { FEEDS, type Feed } from '../../catalog/feeds.ts'
import { type Engine, read, sql } from '../sql.ts'
import { type FeedRunAnswer, failuresInARow, hasColumn, newestRuns, RUN_KINDS } from './feed-runs.ts'

export interface FeedRow extends FeedJudgement {
  readonly feed_id: string
  readonly title: string
  readonly title_fr: string
  readonly publisher: string
  readonly publisher_fr: string
  /** Six fields, UTC; null: by hand. */
  readonly schedule: string | null
  readonly objectives: {
    readonly degraded_minutes: number | null
    readonly broken_minutes: number | null
    readonly degraded_runs: number
    readonly broken_runs: number
  }
  readonly newest_measured_utc: string | null
  /** Of the last run that found a measured value. */
  readonly publisher_newest_utc: string | null
  readonly publisher_lag_minutes: number | null
  readonly our_lag_minutes: number | null
  readonly last_run: FeedRunAnswer | null
  readonly last_success_at: string | null
  readonly failures_in_a_row: number
  readonly failing_since: string | null
  readonly last_error: { readonly code: string; readonly message: string; readonly at: string } | null
  readonly last_load: LastLoad | null
  readonly quota: FeedQuota | null
  readonly is_simulated: boolean
}

export interface LastLoad {
  readonly at: string
  readonly rows_read: number
  readonly rows_loaded: number
  readonly rows_quarantined: number
  readonly values_quarantined: number
  readonly unknown_columns: string[]
}

/** Feeds of one ledger share it. */
export interface FeedQuota {
  readonly used: number
  readonly allowed: number
  readonly period: 'day' | 'month'
}

type Runs = ReadonlyMap<string, FeedRunAnswer>

export async function readFeeds(engine: Engine, now: Date, signal?: AbortSignal): Promise<FeedRow[]> {
  const history = await readHistory(engine, signal)
  const loaded = await newestLoaded(engine, signal)
  return FEEDS.map(feed => toFeedRow(feed, history, loaded.get(feed.feed_id), now))
}

const NONE: Runs = new Map()
const NO_HISTORY = {
  last: NONE,
  successes: NONE,
  failures: NONE,
  loads: NONE,
  lags: NONE,
  quotas: NONE,
  inARow: new Map() as Awaited<ReturnType<typeof failuresInARow>>,
}
type History = typeof NO_HISTORY

/** Nothing, in a warehouse of a version that kept no runs. */
async function readHistory(engine: Engine, signal?: AbortSignal): Promise<History> {
  if (!(await hasColumn(engine, 'feed_run', 'feed_id', signal))) return NO_HISTORY
  return {
    last: await newestRuns(engine, RUN_KINDS.any, signal),
    successes: await newestRuns(engine, RUN_KINDS.success, signal),
    failures: await newestRuns(engine, RUN_KINDS.failure, signal),
    loads: await newestRuns(engine, RUN_KINDS.load, signal),
    lags: await newestRuns(engine, RUN_KINDS.lag, signal),
    quotas: await newestRuns(engine, RUN_KINDS.quota, signal),
    inARow: await failuresInARow(engine, signal),
  }
}

/** Start of the newest measured interval among the load batches of each feed. */
async function newestLoaded(
  engine: Engine,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string | null>> {
  if (!(await hasColumn(engine, 'load_batch', 'newest_measured_utc', signal))) return new Map()
  const rows = await read(
    engine,
    { feed_id: 'text', newest: 'instant?' },
    sql`SELECT feed_id, MAX(newest_measured_utc) AS newest FROM load_batch GROUP BY feed_id`,
    signal,
  )
  return new Map(rows.map(row => [row.feed_id, row.newest]))
}

function toFeedRow(feed: Feed, history: History, loaded: string | null | undefined, now: Date): FeedRow {
  const { feed_id, title, title_fr, publisher, publisher_fr, schedule, freshness, failures } = feed
  const last_run = history.last.get(feed_id) ?? null
  const success = history.successes.get(feed_id)
  const failure = history.failures.get(feed_id)
  const lag = history.lags.get(feed_id)
  const load = history.loads.get(feed_id)
  const facts = {
    newest_measured_utc: loaded ?? last_run?.our_newest_utc ?? null,
    our_lag_minutes: lag?.our_lag_minutes ?? null,
    // A home that was only back-filled or replayed into follows no feed.
    last_run_at:
      [success, failure]
        .flatMap(run => run?.started_at ?? [])
        .toSorted()
        .at(-1) ?? null,
    last_success_at: success?.finished_at ?? null,
    failures_in_a_row: history.inARow.get(feed_id)?.failures_in_a_row ?? 0,
    failing_since: history.inARow.get(feed_id)?.failing_since ?? null,
    last_error_code: failure?.error_code ?? null,
    last_load: load ? toLastLoad(load) : null,
  } satisfies FeedFacts
  const { last_run_at, last_error_code, ...shown } = facts
  return {
    feed_id,
    title,
    title_fr,
    publisher,
    publisher_fr,
    schedule,
    ...judgeFeed(feed, facts, now),
    objectives: {
      degraded_minutes: freshness?.degraded_minutes ?? null,
      broken_minutes: freshness?.broken_minutes ?? null,
      ...failures,
    },
    ...shown,
    publisher_newest_utc: lag?.publisher_newest_utc ?? null,
    publisher_lag_minutes: lag?.publisher_lag_minutes ?? null,
    last_run,
    last_error: failure ? toLastError(failure) : null,
    quota: quotaOf(feed, history.quotas, now),
    is_simulated: last_run?.is_simulated ?? false,
  }
}

const toLastLoad = (run: FeedRunAnswer): LastLoad => ({
  at: run.finished_at,
  rows_read: run.rows_read,
  rows_loaded: run.rows_loaded,
  rows_quarantined: run.rows_quarantined,
  values_quarantined: run.values_quarantined,
  unknown_columns: run.unknown_columns,
})

const toLastError = ({ error_code, error_message, outcome, finished_at }: FeedRunAnswer) => ({
  code: error_code ?? outcome,
  message: error_message ?? outcome,
  at: finished_at,
})

/** As the newest run of the ledger counted it; a period that has begun since starts from nothing. */
function quotaOf({ quota }: Feed, runs: Runs, now: Date): FeedQuota | null {
  if (!quota) return null
  const counted = FEEDS.filter(feed => feed.quota?.ledger === quota.ledger)
    .flatMap(feed => runs.get(feed.feed_id) ?? [])
    .toSorted((a, b) => (a.finished_at < b.finished_at ? 1 : -1))[0]
  const { period } = quota
  const length = period === 'day' ? 'yyyy-mm-dd'.length : 'yyyy-mm'.length
  const isOfNow = counted?.finished_at.slice(0, length) === now.toISOString().slice(0, length)
  return {
    used: isOfNow ? (counted?.quota_used ?? 0) : 0,
    allowed: counted?.quota_allowed ?? Math.floor(quota.calls * quota.share),
    period,
  }
}
