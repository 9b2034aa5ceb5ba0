/** What a run of a feed tells: that it ended, what drifted, what was refused, and what it cost of a quota. */
import type { FeedRun } from '../../bronze/feed-runs.ts'
import type { Feed } from '../../catalog/feeds.ts'
import type { Telemetry } from '../../telemetry/telemetry.ts'

const MINUTE = 60_000
/** These fetch a past window on purpose: what they bring says nothing of how late the publisher is. */
const OF_THE_PAST: ReadonlySet<FeedRun['trigger']> = new Set(['backfill', 'sweep'])

export function tellRun(telemetry: Telemetry, feed: Pick<Feed, 'feed_id' | 'quota'>, run: FeedRun): void {
  // A replay has the clock of what was recorded; it would be taken for now.
  if (run.trigger === 'replay') return
  const { feed_id, error_code, rows_read, rows_loaded, rows_quarantined } = run
  telemetry.emit('feed.run.finished', {
    feed_id,
    outcome: error_code === null ? 'ok' : 'failed',
    error_code,
    ...lagsOf(run),
    rows_read,
    rows_new: rows_loaded,
    rows_quarantined,
    quarantine_share: rows_read === 0 ? null : rows_quarantined / rows_read,
    duration_ms: Date.parse(run.finished_at) - Date.parse(run.started_at),
  })
  if (run.unknown_columns.length > 0) {
    telemetry.emit('feed.schema.drifted', { feed_id, columns: run.unknown_columns.join(', ') })
  }
  if (run.outcome === 'refused') tellRefusal(telemetry, feed_id, run.error_message ?? '')
  tellQuota(telemetry, feed, run)
}

export function tellRefusal(telemetry: Telemetry, feed_id: string, reason: string): void {
  telemetry.emit('payload.refused', { feed_id, reason })
}

function lagsOf({ trigger, finished_at, publisher_newest_utc, our_newest_utc }: FeedRun) {
  const publisher = OF_THE_PAST.has(trigger) ? null : publisher_newest_utc
  const behind = minutesBetween(our_newest_utc, publisher)
  return {
    publisher_lag_minutes: minutesBetween(publisher, finished_at),
    our_lag_minutes: behind === null ? null : Math.max(0, behind),
    newest_measured_age_minutes: minutesBetween(our_newest_utc, finished_at),
  }
}

function tellQuota(telemetry: Telemetry, { quota }: Pick<Feed, 'quota'>, run: FeedRun): void {
  const { quota_used: calls, quota_allowed: calls_allowed } = run
  if (!quota || calls === null || calls_allowed === null) return
  telemetry.emit('feed.quota.spent', {
    ledger: quota.ledger,
    calls,
    calls_allowed,
    share: calls / calls_allowed,
  })
}

/** Whole minutes; null when either moment is not known. */
export function minutesBetween(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : Math.floor((Date.parse(to) - Date.parse(from)) / MINUTE)
}
