/**
 * Job: the history that norms and models learn from, fetched once for a home, beside its feeds: thirteen whole months
 * before the month in which they began. Killed or stopped, it goes on with the months that are not done.
 */
import { listRunKeys } from '../../bronze/feed-runs.ts'
import { FEEDS, type Feed } from '../../catalog/feeds.ts'
import { parisDateTime } from '../../catalog/paris-calendar.ts'
import type { TimeWindow } from '../../sources/connector.ts'
import { monthsOf } from './backfill.ts'
import { windowOf } from './feed-window.ts'
import { fillWindows } from './fill-windows.ts'
import type { FeedRunner } from './run-feed.ts'
import { hasFailed } from './run-journal.ts'

/** A norm looks back a year at least from the start of its month, and the month before has one, too. */
const HISTORY_MONTHS = 13
/** Weather first: facts that come after it are not written a second time for their temperature. */
const HISTORY_FEEDS = ['open-meteo-archive', 'eco2mix-regional-consolidated']
/** What an update costs is spread over some months, and a feed that runs meanwhile waits for no more than these. */
const WINDOWS_PER_UPDATE = 3

export interface HistoryOptions {
  /** The month at work, `2025-11` in UTC, and how many are done of how many. */
  readonly onMonth: (feedId: string, month: string, done: number, total: number) => void
  readonly stopping: AbortSignal
  readonly cutOff: AbortSignal
}

/** Months of all feeds. */
export interface HistoryFilled {
  readonly fetched: number
  /** Failed, or not begun when it was stopped. */
  readonly left: number
}

/** A feed that never ran has no history to fill yet. */
export async function fillHistory(runner: FeedRunner, options: HistoryOptions): Promise<HistoryFilled> {
  let [fetched, left] = [0, 0]
  for (const feedId of HISTORY_FEEDS) {
    const feed = FEEDS.find(({ feed_id }) => feed_id === feedId)
    if (!feed) throw new RangeError(`feed ${feedId}: not declared in the catalogue`)
    const filled = await fillHistoryOf(runner, feed, options)
    fetched += filled.runs.filter(run => !hasFailed(run)).length
    left += filled.left.length
  }
  return { fetched, left }
}

async function fillHistoryOf(runner: FeedRunner, feed: Feed, options: HistoryOptions) {
  const { onMonth, stopping, cutOff } = options
  const begun = await dayBegun(runner, feed)
  if (begun === undefined) return { runs: [], left: [] }
  return fillWindows(runner, {
    feed,
    trigger: 'backfill',
    // What it has done is never forgotten: a home is given a history once.
    name: 'history',
    windows: historyOf(feed, begun, runner.initialDays),
    windowsPerUpdate: WINDOWS_PER_UPDATE,
    onWindow: (done, total, { to }) => onMonth(feed.feed_id, monthEndingAt(to), done, total),
    stopping,
    cutOff,
  })
}

const monthEndingAt = (end: Date) => new Date(end.getTime() - 86_400_000).toISOString().slice(0, 7)

/** `runs/<feed>/2026/11/30/…`: the day, UTC, of the first run of a feed; undefined when it never ran. */
async function dayBegun({ home }: FeedRunner, { feed_id }: Feed): Promise<string | undefined> {
  const [first] = await listRunKeys(home.lake, feed_id)
  return first?.split('/').slice(2, 5).join('-')
}

/**
 * Whole months of Paris, oldest first, up to the one that the first run of the feed reached back into.
 *
 * @param begun day of that run, `YYYY-MM-DD`.
 * @throws RangeError for a feed that is fetched whole.
 */
export function historyOf(feed: Feed, begun: string, initialDays: number): readonly TimeWindow[] {
  const first = windowOf(feed, { now: new Date(`${begun}T12:00:00Z`), newest: null, initialDays })
  if (!first) throw new RangeError(`feed ${feed.feed_id}: is fetched whole, and has no months`)
  const reached = parisDateTime(Math.floor(first.from.getTime() / 1000)).local_date
  return monthsOf({ from: firstOfMonth(begun, -HISTORY_MONTHS), to: firstOfMonth(reached, 1) })
}

/** The first day of the month so many months after that of a day. */
function firstOfMonth(day: string, monthsLater: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + monthsLater, 1)).toISOString().slice(0, 10)
}
