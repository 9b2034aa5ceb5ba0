/**
 * The first step: fetch a feed once into bronze, and tell silver. One run of a feed at a time, whoever asks for it;
 * what was missed is in the next one's window. Killed before silver was told, the next run finds in bronze what
 * silver lacks, and tells it.
 */
import { randomUUID } from 'node:crypto'
import type { FeedRun } from '../../bronze/feed-runs.ts'
import { recordRunOnce } from '../../bronze/feed-runs.ts'
import type { Feed } from '../../catalog/feeds.ts'
import { type Attempt, enterRuns, newsOf } from '../feeds/attempt.ts'
import { tellRun } from '../feeds/run-events.ts'
import { type FeedRunner, fetchFeed } from '../feeds/run-feed.ts'
import { sweepIfDue } from '../feeds/sweep.ts'
import { LeaseHeldError, withLease } from './lease.ts'
import { type SilverBody, TO_SILVER } from './messages.ts'
import { tell, type Workplace } from './workplace.ts'

export type FetchTrigger = Extract<FeedRun['trigger'], 'schedule' | 'catch-up' | 'retry' | 'manual'>

export interface FetchPlace extends Workplace {
  readonly runner: FeedRunner
}

export interface FetchRequest {
  readonly feed: Feed
  readonly trigger: FetchTrigger
  /** Cuts the fetch off. */
  readonly signal: AbortSignal
}

export interface Fetched {
  /** Names the run in the journal, once silver has what it brought. */
  readonly run_id: string
  readonly error: Attempt['error']
  /** Publications that silver lacks. */
  readonly news: number
}

/** Beside the journal, and no run's name. */
export const feedLease = (feedId: string) => `runs/leases/${feedId}.json`

/** @returns undefined, having done nothing, when a run of the feed is under way. */
export async function fetchStep(place: FetchPlace, request: FetchRequest): Promise<Fetched | undefined> {
  const { feed, trigger } = request
  const { lake, telemetry } = place.home
  const lease = { key: feedLease(feed.feed_id), holder: randomUUID(), now: place.now }
  const attributes = { feed_id: feed.feed_id, trigger }
  try {
    return await withLease(lake, lease, 0, () =>
      telemetry.trace({ name: 'run feed', attributes }, async span => {
        const fetched = await fetchOnce(place, request)
        if (fetched.error) span.fail(fetched.error.code)
        else await sweep(place, request)
        return fetched
      }),
    )
  } catch (error) {
    if (error instanceof LeaseHeldError) return undefined
    throw error
  }
}

async function fetchOnce(place: FetchPlace, { feed, trigger, signal }: FetchRequest): Promise<Fetched> {
  const attempt = await fetchFeed(place.runner, { feed, trigger, signal })
  const news = await handOver(place, feed, trigger, [attempt])
  return {
    run_id: `${feed.feed_id}/${attempt.started_at.toISOString()}`,
    error: attempt.error,
    news: news.size,
  }
}

/** Whole months of the past, once a month; a sweep that is cut off goes on with the next run. */
async function sweep(place: FetchPlace, { feed, signal }: FetchRequest): Promise<void> {
  const signals = { stopping: signal, cutOff: signal }
  await sweepIfDue(place.runner, feed, signals, async attempts => {
    await handOver(place, feed, 'sweep', attempts)
    return attempts.map(({ error }) => error === null)
  })
}

/** What brought no news is entered at once; the rest by the step that puts it into silver. Gold copies the journal. */
async function handOver(
  place: FetchPlace,
  feed: Feed,
  trigger: SilverBody['trigger'],
  attempts: readonly Attempt[],
): Promise<ReadonlySet<string>> {
  const { runner, home } = place
  const { feed_id } = feed
  const news = await newsOf(home.lake, feed_id, attempts)
  const isNews = ({ received }: Attempt) => received.some(({ reception_id }) => news.has(reception_id))
  const ended = attempts.filter(attempt => !isNews(attempt))
  const runs = await enterRuns(runner, { feed_id, trigger, attempts: ended, news: new Set() }, recordRunOnce)
  for (const run of runs) tellRun(home.telemetry, feed, run)
  await tell(place, TO_SILVER, {
    feed_id,
    trigger,
    is_simulated: runner.isSimulated,
    attempts: attempts.filter(isNews),
    news: [...news],
  })
  return news
}
