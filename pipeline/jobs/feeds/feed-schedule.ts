/**
 * When a feed runs next: at the schedule of its declaration, some seconds after the stroke, and sooner
 * again after a run that failed. Pure: the same history gives the same plan.
 */
import { createHash } from 'node:crypto'
import { Cron } from 'croner'
import type { FeedRun } from '../../bronze/feed-runs.ts'
import type { Feed } from '../../catalog/feeds.ts'
import { PATIENCE } from '../../sources/patience.ts'

export interface Plan {
  readonly at: Date
  readonly trigger: 'schedule' | 'retry'
}

/** What the journal says of a feed's attempts to be current; sweeps, backfills and replays are none. */
export interface Attempts {
  readonly last: Pick<FeedRun, 'started_at' | 'finished_at' | 'error_code' | 'not_before'> | null
  readonly failures_in_row: number
}

/** A run that begins later than this after its moment was missed, and is caught up. */
export const LATE_AFTER_MS = 60_000
const MINUTE_MS = 60_000
const JITTER_SECONDS = 45
/** Four hours: what runs once a month is asked again the day its publisher, or our network, is back. */
const MOST_DOUBLINGS = 8

/** Trying again within minutes can't help: a person must act, or the period of the quota end. */
const NO_RETRY = new Set<string | null>(['misconfigured', 'personal-data', 'quota-exhausted'])

/** Spreads the feeds over the seconds after the stroke, when publishers are busiest; always the same for a feed. */
export function jitterSeconds(feedId: string): number {
  return createHash('sha256').update(feedId).digest().readUInt32BE() % JITTER_SECONDS
}

/** The first moment after another at which the schedule asks for a run. @throws RangeError for a feed without one. */
export function dueAfter({ feed_id, schedule }: Feed, moment: Date): Date {
  if (schedule === null) throw new RangeError(`feed ${feed_id}: has no schedule`)
  const jitterMs = jitterSeconds(feed_id) * 1000
  // Sloppy ranges: `5/15` is every quarter from minute 5.
  const stroke = new Cron(schedule, { timezone: 'UTC', sloppyRanges: true, paused: true }).nextRun(
    new Date(moment.getTime() - jitterMs),
  )
  if (!stroke) throw new RangeError(`feed ${feed_id}: schedule ${schedule} never comes`)
  return new Date(stroke.getTime() + jitterMs)
}

/** A feed that never ran is due now. */
export function planNext(feed: Feed, { last, failures_in_row }: Attempts, now: Date): Plan {
  if (!last) return { at: now, trigger: 'schedule' }
  const due = dueAfter(feed, new Date(last.started_at))
  if (failures_in_row === 0 || NO_RETRY.has(last.error_code)) return { at: due, trigger: 'schedule' }
  const waitMs = 2 ** Math.min(failures_in_row - 1, MOST_DOUBLINGS) * MINUTE_MS
  const ended = Date.parse(last.finished_at)
  const allowed = Math.min(last.not_before ? Date.parse(last.not_before) : 0, ended + PATIENCE.longestHeedMs)
  const retry = new Date(Math.max(ended + waitMs, allowed))
  return retry < due || allowed > due.getTime()
    ? { at: retry < due ? retry : new Date(allowed), trigger: 'retry' }
    : { at: due, trigger: 'schedule' }
}
