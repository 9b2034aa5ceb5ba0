/**
 * Feeds that should have run and did not: timers that were missed, runs that failed and are tried again sooner than
 * the schedule says. The same plan as that of the scheduler on one machine, told from the journal each time.
 */
import type { Feed } from '../../catalog/feeds.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { type Attempts, LATE_AFTER_MS, planNext } from '../feeds/feed-schedule.ts'
import { readAttempts } from '../feeds/run-journal.ts'
import { type FetchTrigger, feedLease } from './fetch-step.ts'
import { lastTaken } from './lease.ts'

export interface OverdueFeed {
  readonly feed: Feed
  readonly trigger: FetchTrigger
}

/** @param feeds with a schedule. */
export async function overdueFeeds(
  lake: ObjectStore,
  feeds: readonly Feed[],
  now: Date,
): Promise<readonly OverdueFeed[]> {
  const overdue: OverdueFeed[] = []
  for (const feed of feeds) {
    const attempts = await attemptsOf(lake, feed, now)
    const plan = planNext(feed, attempts, now)
    const lateMs = now.getTime() - plan.at.getTime()
    if (attempts.last === null || (plan.trigger === 'retry' && lateMs >= 0)) {
      overdue.push({ feed, trigger: plan.trigger })
    } else if (lateMs > LATE_AFTER_MS) overdue.push({ feed, trigger: 'catch-up' })
  }
  return overdue
}

/** One that began and is not in the journal is on its way through the queue, or died: it is not begun at once again. */
async function attemptsOf(lake: ObjectStore, { feed_id }: Feed, now: Date): Promise<Attempts> {
  const attempts = await readAttempts(lake, feed_id, now)
  const begun = await lastTaken(lake, feedLease(feed_id))
  if (begun === null || (attempts.last && Date.parse(attempts.last.started_at) >= begun.getTime()))
    return attempts
  const moment = begun.toISOString()
  return {
    last: { started_at: moment, finished_at: moment, error_code: null, not_before: null },
    failures_in_row: 0,
  }
}
