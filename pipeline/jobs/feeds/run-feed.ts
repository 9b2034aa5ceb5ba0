/**
 * Job: one run of one feed. Fetch what the publisher has of a window, bring the layers up to date, and
 * enter into the journal what came of it. What goes wrong is an outcome of the run, with its reason in
 * words. Killed between, the journal lacks the run, and the next one finds in bronze what it brought.
 */
import type { FeedRun } from '../../bronze/feed-runs.ts'
import type { Feed } from '../../catalog/feeds.ts'
import { listLoadKeys } from '../../silver/load-record.ts'
import { type Connector, FetchError, type Fetched, type TimeWindow } from '../../sources/connector.ts'
import type { Home } from '../home.ts'
import type { Update } from '../update/update-layers.ts'
import { type Attempt, enterRuns, newsOf } from './attempt.ts'
import { splitWindow, windowOf } from './feed-window.ts'
import { newestMeasured } from './newest-measured.ts'
import { tellRun } from './run-events.ts'

export interface FeedRunner {
  readonly home: Home
  readonly connectors: ReadonlyMap<string, Connector>
  readonly fetch: typeof globalThis.fetch
  readonly isSimulated: boolean
  readonly now: () => Date
  /** Brings silver and gold up to date with bronze. */
  readonly update: () => Promise<Update>
  /** Copies runs that were entered into gold. */
  readonly store: (runs: readonly FeedRun[]) => Promise<void>
  /** How far back a feed begins that we hold nothing of. */
  readonly initialDays: number
}

export interface RunRequest {
  readonly feed: Feed
  readonly trigger: FeedRun['trigger']
  /** Default: what the feed's declaration and what we hold ask for. */
  readonly window?: TimeWindow
  /** Cuts the fetch off: such a run counts for nothing, and is not entered. */
  readonly signal?: AbortSignal
}

const NOTHING: Fetched = { calls: 0, bytes: 0, publications: [], quota: null }
/** Of an error that is no connector's. */
const UNTOLD = { calls: 0, notBefore: null, quota: null } as const

/** @throws when the journal can't be written, or the run was cut off by its signal. */
export async function runFeed(runner: FeedRunner, request: RunRequest): Promise<FeedRun> {
  const { feed, trigger } = request
  const attributes = { feed_id: feed.feed_id, trigger }
  return runner.home.telemetry.trace({ name: 'run feed', attributes }, async span => {
    const attempt = await fetchFeed(runner, request)
    const [run] = await finishRuns(runner, request, [attempt])
    if (!run) throw new TypeError('one attempt makes one run')
    if (run.error_code !== null) span.fail(run.error_code)
    return run
  })
}

/** Fetch into bronze. An error becomes part of the attempt, but for the wish to be cut off. */
export async function fetchFeed(runner: FeedRunner, request: RunRequest): Promise<Attempt> {
  const { feed, trigger, signal } = request
  const started_at = runner.now()
  let window: TimeWindow | null = null
  let fetched = NOTHING
  try {
    window = request.window ?? (await usualWindow(runner, feed, started_at))
    const connector = runner.connectors.get(feed.feed_id)
    if (!connector)
      throw new FetchError('misconfigured', `${feed.feed_id}: no connector is configured for it`)
    const whole = window ?? { from: started_at, to: started_at }
    for (const part of splitWindow(whole, connector.longest_window_days)) {
      const more = await connector.fetch(part, {
        lake: runner.home.lake,
        now: runner.now,
        fetch: runner.fetch,
        isSimulated: runner.isSimulated,
        isInsistent: trigger === 'manual',
        ...(signal && { signal }),
      })
      fetched = addFetched(fetched, more)
    }
    return {
      started_at,
      finished_at: runner.now(),
      window,
      ...received(fetched),
      error: null,
      not_before: null,
    }
  } catch (error) {
    signal?.throwIfAborted()
    const { calls, notBefore, quota } = error instanceof FetchError ? error : UNTOLD
    return {
      started_at,
      finished_at: runner.now(),
      window,
      ...received(addFetched(fetched, { ...NOTHING, calls, quota })),
      error: inWords(error),
      not_before: notBefore,
    }
  }
}

const addFetched = (a: Fetched, b: Fetched): Fetched => ({
  calls: a.calls + b.calls,
  bytes: a.bytes + b.bytes,
  publications: [...a.publications, ...b.publications],
  quota: b.quota ?? a.quota,
})

const received = ({ calls, bytes, quota, publications }: Fetched) => ({
  calls,
  bytes,
  quota,
  received: publications.map(({ record, isNew }) => ({
    sha256: record.sha256,
    reception_id: record.reception_id,
    isNew,
  })),
})

async function usualWindow(
  { home, initialDays }: FeedRunner,
  feed: Feed,
  now: Date,
): Promise<TimeWindow | null> {
  const newest = newestMeasured(await listLoadKeys(home.lake, feed.feed_id), now)
  return windowOf(feed, { now, initialDays, newest })
}

/** Bring the layers up to date with what attempts brought, and enter them, in the order they were made. */
export async function finishRuns(
  runner: FeedRunner,
  { feed, trigger }: Pick<RunRequest, 'feed' | 'trigger'>,
  attempts: readonly Attempt[],
): Promise<readonly FeedRun[]> {
  let fault: Attempt['error'] = null
  const news = await newsOf(runner.home.lake, feed.feed_id, attempts)
  try {
    if (news.size > 0) await runner.update()
  } catch (error) {
    fault = inWords(error)
  }
  const runs = await enterRuns(runner, {
    feed_id: feed.feed_id,
    trigger,
    attempts: attempts.map(attempt => ({ ...attempt, error: attempt.error ?? fault })),
    news,
  })
  await runner.store(runs)
  for (const run of runs) tellRun(runner.home.telemetry, feed, run)
  return runs
}

function inWords(error: unknown): { code: string; message: string } {
  if (error instanceof FetchError) return { code: error.code, message: error.message }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
}
