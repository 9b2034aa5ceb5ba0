/**
 * Runs of the feeds: the newest one of each kind, failures in a row, and pages of all of them.
 *
 * A run follows its feed when it was made to have its newest values. A backfill, a sweep of past months
 * or a replay says nothing about whether the publisher answers now.
 */
import { type Engine, instant, int, none, type Row, read, type Sql, sql, text } from '../sql.ts'

const RUN = {
  feed_id: 'text',
  trigger: 'text',
  window_from: 'instant?',
  window_to: 'instant?',
  started_at: 'instant',
  finished_at: 'instant',
  outcome: 'text',
  error_code: 'text?',
  error_message: 'text?',
  calls: 'int',
  bytes: 'int',
  publisher_newest_utc: 'instant?',
  our_newest_utc: 'instant?',
  publisher_lag_minutes: 'int?',
  our_lag_minutes: 'int?',
  rows_read: 'int',
  rows_loaded: 'int',
  rows_quarantined: 'int',
  values_quarantined: 'int',
  unknown_columns: 'text',
  quota_used: 'int?',
  quota_allowed: 'int?',
  is_simulated: 'bool',
} as const

export type StoredRun = Row<typeof RUN>
/** A run as it is answered: the columns unknown to us as a list. */
export type FeedRunAnswer = Omit<StoredRun, 'unknown_columns'> & {
  readonly unknown_columns: string[]
}

const COLUMNS = sql`r.feed_id, r."trigger", r.window_from, r.window_to, r.started_at, r.finished_at, r.outcome,
  r.error_code, r.error_message, r.calls, r.bytes, r.publisher_newest_utc, r.our_newest_utc,
  r.publisher_lag_minutes, r.our_lag_minutes, r.rows_read, r.rows_loaded, r.rows_quarantined,
  r.values_quarantined, r.unknown_columns, r.quota_used, r.quota_allowed, r.is_simulated`

const FOLLOWS = sql`r."trigger" IN ('schedule', 'catch-up', 'retry', 'manual')`
const SUCCEEDED = sql`r.outcome IN ('new', 'unchanged')`

/** Which runs the newest one of each feed is looked for among. */
export const RUN_KINDS = {
  any: sql`1 = 1`,
  success: sql`${FOLLOWS} AND ${SUCCEEDED}`,
  failure: sql`${FOLLOWS} AND NOT ${SUCCEEDED}`,
  load: sql`r."trigger" NOT IN ('backfill', 'sweep') AND r.outcome = 'new'`,
  /** Says how far the publisher was; a replay has the clock of its publications. */
  lag: sql`r."trigger" NOT IN ('backfill', 'sweep') AND r.publisher_newest_utc IS NOT NULL`,
  quota: sql`r.quota_used IS NOT NULL AND r.quota_allowed IS NOT NULL`,
} as const

/** The newest run of a kind, by feed. */
export async function newestRuns(
  engine: Engine,
  kind: Sql,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, FeedRunAnswer>> {
  const rows = await read(
    engine,
    RUN,
    sql`SELECT ${COLUMNS}
        FROM (
          SELECT r.*, ROW_NUMBER() OVER (PARTITION BY r.feed_id ORDER BY r.started_at DESC) AS newness
          FROM feed_run r
          WHERE ${kind}) r
        WHERE r.newness = 1
        ORDER BY r.feed_id`,
    signal,
  )
  return new Map(rows.map(row => [row.feed_id, toAnswer(row)]))
}

const FAILURES = { feed_id: 'text', failures_in_a_row: 'int', failing_since: 'instant' } as const

/** Runs that failed since the last one that succeeded, of each feed that has any. */
export async function failuresInARow(
  engine: Engine,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Row<typeof FAILURES>>> {
  const rows = await read(
    engine,
    FAILURES,
    sql`SELECT r.feed_id, COUNT(*) AS failures_in_a_row, MIN(r.started_at) AS failing_since
        FROM feed_run r
        LEFT JOIN (
          SELECT r.feed_id, MAX(r.started_at) AS succeeded_at
          FROM feed_run r
          WHERE ${RUN_KINDS.success}
          GROUP BY r.feed_id) s ON s.feed_id = r.feed_id
        WHERE ${RUN_KINDS.failure} AND (s.succeeded_at IS NULL OR r.started_at > s.succeeded_at)
        GROUP BY r.feed_id`,
    signal,
  )
  return new Map(rows.map(row => [row.feed_id, row]))
}

export interface RunsRequest {
  readonly feedId: string
  readonly limit: number
  /** Start of the last run of the page before, epoch milliseconds. */
  readonly before?: number | undefined
}

/** One page of the runs of a feed, newest first. */
export async function readRuns(
  engine: Engine,
  { feedId, limit, before }: RunsRequest,
  signal?: AbortSignal,
): Promise<{ readonly rows: readonly FeedRunAnswer[]; readonly hasMore: boolean }> {
  const earlier = before === undefined ? none : sql`AND r.started_at < ${instant(before)}`
  const rows = await read(
    engine,
    RUN,
    sql`SELECT ${COLUMNS}
        FROM feed_run r
        WHERE r.feed_id = ${text(feedId)} ${earlier}
        ORDER BY r.started_at DESC
        OFFSET 0 ROWS FETCH NEXT ${int(limit + 1)} ROWS ONLY`,
    signal,
  )
  return { rows: rows.slice(0, limit).map(toAnswer), hasMore: rows.length > limit }
}

/** Whether the warehouse has a table or a column: one of an older version may not. */
export async function hasColumn(
  engine: Engine,
  table: string,
  column: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const [row] = await read(
    engine,
    { found: 'int' },
    sql`SELECT COUNT(*) AS found FROM information_schema.columns
        WHERE table_name = ${text(table)} AND column_name = ${text(column)}`,
    signal,
  )
  return (row?.found ?? 0) > 0
}

const toAnswer = (run: StoredRun): FeedRunAnswer => ({
  ...run,
  unknown_columns: run.unknown_columns === '' ? [] : run.unknown_columns.split(', '),
})
