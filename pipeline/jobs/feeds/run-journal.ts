/** The journal of feed runs, as jobs use it: what it says of a feed's attempts, and its copy in gold. */
import { type FeedRun, listRunKeys, newestRunKeys, readRun, runKeysSince } from '../../bronze/feed-runs.ts'
import { FEEDS } from '../../catalog/feeds.ts'
import { type FeedRunRow, storeFeedRuns } from '../../gold/feed_run.ts'
import { newestRuns } from '../../gold/queries/newest-runs.ts'
import { mapAtOnce } from '../../lake/at-once.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import type { Home } from '../home.ts'
import { sharedUpdate } from '../update/shared-update.ts'
import type { Attempts } from './feed-schedule.ts'

/** Records read and stored at a time. */
const AT_ONCE = 2_000

/** Runs that try to be current. The others fill in the past, and say nothing of how the feed does today. */
const ATTEMPTS = new Set<FeedRun['trigger']>(['schedule', 'catch-up', 'retry', 'manual'])

const isAttempt = ({ trigger }: Pick<FeedRun, 'trigger'>): boolean => ATTEMPTS.has(trigger)

export const hasFailed = ({ outcome }: Pick<FeedRun, 'outcome'>): boolean =>
  outcome === 'failed' || outcome === 'refused'

/** The last attempts of a feed: read back to the last that did not fail. */
export async function readAttempts(lake: ObjectStore, feedId: string, now: Date): Promise<Attempts> {
  let last: FeedRun | null = null
  let failures_in_row = 0
  for await (const key of newestRunKeys(lake, feedId, now)) {
    const run = await readRun(lake, key)
    if (!isAttempt(run)) continue
    last ??= run
    if (!hasFailed(run)) break
    failures_in_row++
  }
  return { last, failures_in_row }
}

/** Copies runs into gold. Those of feeds that end while others are being stored are stored together: each opens the warehouse anew. */
export function sharedStore({
  warehouse,
}: Pick<Home, 'warehouse'>): (runs: readonly FeedRunRow[]) => Promise<void> {
  const waiting: FeedRunRow[] = []
  const storeWaiting = sharedUpdate(() => storeFeedRuns(warehouse, waiting.splice(0)))
  return async runs => {
    waiting.push(...runs)
    await storeWaiting()
  }
}

/** A run is entered when it has ended, so one that took long comes after others that began later. */
const LONGEST_RUN_MS = 24 * 60 * 60_000

/** Copy what was entered since the newest that gold has of each feed, whoever entered it. */
export async function storeNewRuns({ lake, warehouse }: Home, now: Date): Promise<number> {
  const newest = await newestRuns(warehouse)
  let stored = 0
  for (const { feed_id } of FEEDS) {
    const from = newest.get(feed_id)
    const keys =
      from === undefined
        ? await listRunKeys(lake, feed_id)
        : await runKeysSince(lake, feed_id, new Date(Date.parse(from) - LONGEST_RUN_MS), now)
    const runs = await mapAtOnce(keys, key => readRun(lake, key))
    stored += await storeFeedRuns(warehouse, runs)
  }
  return stored
}

/** Copy what the journal has and gold has not: after a rebuild, or a kill between the two. */
export async function storeWholeJournal({ lake, warehouse }: Home): Promise<void> {
  for (const { feed_id } of FEEDS) {
    const keys = await listRunKeys(lake, feed_id)
    for (let first = 0; first < keys.length; first += AT_ONCE) {
      const runs = await mapAtOnce(keys.slice(first, first + AT_ONCE), key => readRun(lake, key))
      await storeFeedRuns(warehouse, runs)
    }
  }
}
