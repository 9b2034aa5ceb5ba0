/**
 * Job: recorded publications, fed through the connector that fetches them live, in their order and with
 * the clock they had. What was known when comes out as it would have, had we been there. The same command
 * again takes what is not in the journal, and what failed.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeedRun } from '../../bronze/feed-runs.ts'
import type { Feed } from '../../catalog/feeds.ts'
import { openConnectors } from '../../sources/open-connectors.ts'
import { PATIENCE, type Patience } from '../../sources/patience.ts'
import type { Attempt } from '../feeds/attempt.ts'
import { windowOf } from '../feeds/feed-window.ts'
import { type FeedRunner, fetchFeed, finishRuns } from '../feeds/run-feed.ts'
import { hasFailed, sharedStore } from '../feeds/run-journal.ts'
import { claimHome, type Home } from '../home.ts'
import type { Progress } from '../progress.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { type Capture, findCaptures } from './captures.ts'
import { newestOfEachCapture, readReplayRuns } from './replay-runs.ts'

/** What is recorded doesn't get better by asking again, and its neighbours are not to blame. */
const NO_PATIENCE: Patience = { ...PATIENCE, attempts: 1, breakerFailures: Number.MAX_SAFE_INTEGER }
/** Captures between two updates of the layers. */
const CAPTURES_PER_UPDATE = 96

export interface Replayed {
  readonly runs: readonly FeedRun[]
  /** Captures that an earlier replay has taken, and not failed to. */
  readonly known: number
  readonly ignored: readonly string[]
  /** Stopped before the last capture. */
  readonly isCut: boolean
}

export interface ReplayOptions {
  readonly feed: Feed
  /** A folder or an archive. */
  readonly path: string
  readonly progress: Progress
  readonly stopping: AbortSignal
  readonly capturesPerUpdate?: number
}

/** @throws HomeError when the home holds simulated data, NoFileError or ArchiveError for the path. */
export async function replay(home: Home, options: ReplayOptions): Promise<Replayed> {
  const scratch = await mkdtemp(join(tmpdir(), 'grid-replay-'))
  try {
    const { captures, ignored } = await findCaptures(options.path, scratch)
    await claimHome(home, 'published')
    const newest = newestOfEachCapture(await readReplayRuns(home.lake, options.feed.feed_id))
    const waiting = captures.filter(({ moment }) => {
      const run = newest.get(moment.toISOString())
      return !run || hasFailed(run)
    })
    const runs = await replayCaptures(home, options, waiting)
    const known = captures.length - waiting.length
    return { runs, known, ignored, isCut: runs.length < waiting.length }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function replayCaptures(
  home: Home,
  { feed, progress, stopping, capturesPerUpdate = CAPTURES_PER_UPDATE }: ReplayOptions,
  captures: readonly Capture[],
): Promise<readonly FeedRun[]> {
  const runs: FeedRun[] = []
  for (let first = 0; first < captures.length && !stopping.aborted; first += capturesPerUpdate) {
    const attempts: Attempt[] = []
    for (const capture of captures.slice(first, first + capturesPerUpdate)) {
      if (stopping.aborted) break
      attempts.push(await fetchCapture(home, feed, capture))
      progress.update(first + attempts.length, captures.length, capture.name)
    }
    const [newest] = captures.slice(first, first + attempts.length).slice(-1)
    if (newest) {
      runs.push(...(await finishRuns(runnerAt(home, feed, newest), { feed, trigger: 'replay' }, attempts)))
    }
  }
  progress.stop()
  return runs
}

/** Asks for what the feed's look-back asks for: the same whatever we hold, so that the order of updates leaves no trace. */
function fetchCapture(home: Home, feed: Feed, capture: Capture): Promise<Attempt> {
  const window = windowOf(feed, { now: capture.moment, newest: capture.moment, initialDays: 0 })
  return fetchFeed(runnerAt(home, feed, capture), { feed, trigger: 'replay', ...(window && { window }) })
}

/** The connector as it stood at the moment of a capture, which answers whatever it asks. */
function runnerAt(home: Home, { feed_id }: Feed, { moment, read }: Capture): FeedRunner {
  const connectors = openConnectors({ endpoints: {}, patience: NO_PATIENCE, countsCalls: false })
  const connector = connectors.get(feed_id)
  return {
    home,
    connectors: new Map(connector ? [[feed_id, connector]] : []),
    fetch: async () =>
      new Response(Buffer.from(await read()), { headers: { 'content-type': 'application/json' } }),
    isSimulated: false,
    now: () => moment,
    update: () => bringUpToDate(home),
    store: sharedStore(home),
    initialDays: 0,
  }
}
