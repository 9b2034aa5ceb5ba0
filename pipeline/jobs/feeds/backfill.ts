/**
 * Job: fetch the past of a feed, month by month. Killed or stopped, the same command goes on with the
 * months that are not done.
 */
import type { Feed } from '../../catalog/feeds.ts'
import { addDays, localDays, parisDateTime, startOfLocalDay } from '../../catalog/paris-calendar.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import type { TimeWindow } from '../../sources/connector.ts'
import type { Progress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'
import { type Filled, fillWindows, forgetFill, listFills } from './fill-windows.ts'
import type { FeedRunner } from './run-feed.ts'

/** Months of all regions fetched between two updates of the layers. */
const WINDOWS_PER_UPDATE = 6

/** Days `YYYY-MM-DD` of Europe/Paris; the last one is not fetched, as in the ranges of the API. */
export interface Span {
  readonly from: string
  readonly to: string
}

export interface BackfillOptions {
  readonly feed: Feed
  readonly span: Span
  readonly progress: Progress
  readonly stopping: AbortSignal
  readonly cutOff?: AbortSignal
}

/** @throws UsageError for a feed without a past to ask for, or a span without a day in it. */
export async function backfill(
  runner: FeedRunner,
  { feed, span, progress, stopping, cutOff }: BackfillOptions,
): Promise<Filled> {
  if (feed.history_from === null) {
    throw new UsageError(`feed ${feed.feed_id}: has no history to ask for, only what is published now`)
  }
  const from = span.from < feed.history_from ? feed.history_from : span.from
  const end = dayAfterTheLast(feed, runner.now())
  const windows = monthsOf({ from, to: span.to < end ? span.to : end })
  if (windows.length === 0) {
    throw new UsageError(
      `from ${span.from} to ${span.to}: expected days YYYY-MM-DD, the first before the second and before ${end}, of which nothing is published yet, and the second after ${feed.history_from}, where the dataset begins`,
    )
  }
  const fill = { feed, trigger: 'backfill', name: `${from}_${span.to}` } as const
  const filled = await fillWindows(runner, {
    ...fill,
    windows,
    windowsPerUpdate: WINDOWS_PER_UPDATE,
    onWindow: (done, total, window) => progress.update(done, total, window.from.toISOString().slice(0, 7)),
    stopping,
    ...(cutOff && { cutOff }),
  })
  progress.stop()
  if (filled.left.length === 0) {
    await forgetFill(runner.home.lake, fill)
    await forgetWithin(runner.home.lake, feed, { from, to: span.to })
  }
  return filled
}

/** Back-fills of a feed that have months left: under way, stopped or killed. Each as `2023-11-01_2026-11-01`, or `history`. */
export async function unfinishedBackfills(
  lake: ObjectStore,
  feed: Pick<Feed, 'feed_id'>,
): Promise<readonly string[]> {
  const fills = await listFills(lake, feed, 'backfill')
  return fills.filter(({ is_finished }) => !is_finished).map(({ name }) => name)
}

/** One that was given up for a longer one would count as unfinished for ever. */
async function forgetWithin(lake: ObjectStore, feed: Feed, span: Span): Promise<void> {
  for (const { name } of await listFills(lake, feed, 'backfill')) {
    const [, from, to] = /^(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)$/.exec(name) ?? []
    if (from && to && from >= span.from && to <= span.to)
      await forgetFill(lake, { feed, trigger: 'backfill', name })
  }
}

/** The first day of which a feed can have nothing yet: months ahead are not asked for. */
function dayAfterTheLast({ look_ahead_hours }: Feed, now: Date): string {
  const last = parisDateTime(Math.floor(now.getTime() / 1000) + look_ahead_hours * 3_600)
  return addDays(last.local_date, 1)
}

/** The months, of Paris, that a span of days touches, cut to the span. */
export function monthsOf({ from, to }: Span): readonly TimeWindow[] {
  if (from >= to) return []
  const firsts = localDays(from, addDays(to, -1))
    .map(({ local_date }) => local_date)
    .filter(day => day === from || day.endsWith('-01'))
  return firsts.map((first, index) => ({
    from: instantOf(first),
    to: instantOf(firsts[index + 1] ?? to),
  }))
}

const instantOf = (day: string) => new Date(startOfLocalDay(day) * 1000)
