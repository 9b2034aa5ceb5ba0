/**
 * The monthly sweep of a feed whose publisher changes whole years long after: fetched again month by
 * month, as far back as the feed's declaration says.
 */
import { listRunKeys } from '../../bronze/feed-runs.ts'
import type { Feed } from '../../catalog/feeds.ts'
import type { TimeWindow } from '../../sources/connector.ts'
import { type Filled, type Finish, fillWindows } from './fill-windows.ts'
import type { FeedRunner } from './run-feed.ts'

const WINDOWS_PER_UPDATE = 3

/** The sweep of the month that `now` lies in, unless it is done; a feed that began this month needs none. */
export async function sweepIfDue(
  runner: FeedRunner,
  feed: Feed,
  signals: { readonly stopping: AbortSignal; readonly cutOff: AbortSignal },
  finish?: Finish,
): Promise<Filled | null> {
  if (feed.sweep_months === null) return null
  const now = runner.now()
  const month = now.toISOString().slice(0, 7)
  const [first] = await listRunKeys(runner.home.lake, feed.feed_id)
  if (!first || monthOfKey(first) >= month) return null
  const fill = {
    feed,
    trigger: 'sweep',
    name: month,
    windows: monthsBefore(now, feed.sweep_months),
    windowsPerUpdate: WINDOWS_PER_UPDATE,
    onWindow: () => undefined,
    ...signals,
  } as const
  return fillWindows(runner, fill, finish)
}

/** `runs/<feed>/2026/03/29/…` → `2026-03`. */
const monthOfKey = (key: string) => key.split('/').slice(2, 4).join('-')

/** Whole months, UTC, before the one that `now` lies in, oldest first. */
function monthsBefore(now: Date, count: number): readonly TimeWindow[] {
  const start = (back: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1))
  return Array.from({ length: count }, (_, index) => ({
    from: start(count - index),
    to: start(count - index - 1),
  }))
}
