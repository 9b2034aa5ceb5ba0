/** A home, the simulator and the connectors between them, over real HTTP, with a clock that tests set. */

import { afterAll, expect } from 'vitest'
import { listReceived } from '../../bronze/bronze-store.ts'
import type { FeedRun } from '../../bronze/feed-runs.ts'
import { FEEDS, type Feed } from '../../catalog/feeds.ts'
import { type FeedRow, readFeeds } from '../../gold/queries/feeds.ts'
import { batchKeyOf, listLoads } from '../../silver/load-record.ts'
import { SIMULATED_FEEDS, simulatedEndpoints } from '../../simulator/server/simulated-feeds.ts'
import { startSimulator } from '../../simulator/server/start-simulator.ts'
import type { TimeWindow } from '../../sources/connector.ts'
import { openConnectors } from '../../sources/open-connectors.ts'
import { PATIENCE, type Patience } from '../../sources/patience.ts'
import type { Home } from '../home.ts'
import { goldRows, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { sharedUpdate } from '../update/shared-update.ts'
import { feedOf } from './loopback-feed.ts'
import { type FeedRunner, runFeed } from './run-feed.ts'
import { sharedStore } from './run-journal.ts'

const DAY_MS = 86_400_000

/** Long enough for a busy machine, short enough to wait for. */
export const SHORT_PATIENCE: Patience = {
  ...PATIENCE,
  headersMs: 5_000,
  idleMs: 2_000,
  wholeMs: 20_000,
  attempts: 2,
  firstDelayMs: 2,
  longestDelayMs: 5,
  longestRetryAfterMs: 10,
  breakerFailures: Number.MAX_SAFE_INTEGER,
}

export interface FaultTrial {
  readonly home: Home
  readonly runner: FeedRunner
  readonly simulator: Awaited<ReturnType<typeof startSimulator>>
  /** Run feeds at once, and tell what came of each. */
  run(feedIds: readonly string[], patience?: Patience): Promise<ReadonlyMap<string, FeedRun>>
  fetch(feed: Feed, window: TimeWindow): Promise<FeedRun>
  states(): Promise<ReadonlyMap<string, FeedRow>>
}

/** @param now may go on between runs. */
export async function openFaultTrial(now: () => Date): Promise<FaultTrial> {
  const home = temporaryHome()
  const start = now()
  const simulator = await startSimulator({ seed: 1, now, port: 0 })
  afterAll(() => simulator.stop())
  const connect = (patience: Patience) =>
    openConnectors({ endpoints: simulatedEndpoints(simulator.url), patience })
  const runner: FeedRunner = {
    home,
    connectors: connect(SHORT_PATIENCE),
    fetch,
    isSimulated: true,
    now,
    update: sharedUpdate(() => bringUpToDate(home)),
    store: sharedStore(home),
    initialDays: 1,
  }
  return {
    home,
    runner,
    simulator,
    async run(feedIds, patience) {
      const by = patience ? { ...runner, connectors: connect(patience) } : runner
      const runs = feedIds.map(async id => {
        const window = smallWindow(id, start, now())
        const run = await runFeed(by, {
          feed: feedOf(id),
          trigger: 'schedule',
          ...(window && { window }),
        })
        return [id, run] as const
      })
      return new Map(await Promise.all(runs))
    },
    fetch: (feed, window) => runFeed(runner, { feed, trigger: 'manual', window }),
    async states() {
      const feeds = await home.warehouse.read(engine => readFeeds(engine, now()))
      return new Map(feeds.map(feed => [feed.feed_id, feed]))
    },
  }
}

/** A day or two suffice where a run looks back two months; as there, what follows begins where the first began. */
function smallWindow(feedId: string, start: Date, now: Date): TimeWindow | null {
  if (feedId !== 'eco2mix-regional-consolidated') return null
  return { from: new Date(start.getTime() - 42 * DAY_MS), to: new Date(now.getTime() - 40 * DAY_MS) }
}

export const EVERY_FEED: readonly string[] = SIMULATED_FEEDS

/** Nothing half-written: bronze, silver and gold tell of the same publications, and gold passes its checks. */
export async function expectConsistent(home: Home): Promise<void> {
  const received = (await Promise.all(FEEDS.map(({ feed_id }) => listReceived(home.lake, feed_id)))).flat()
  const bodies = (await home.lake.list('bronze/')).filter(key => !/\/(records|answers)\//.test(key))
  expect(bodies.toSorted()).toEqual([...new Set(received.map(({ path }) => path))].sort())
  const receptions = [...new Set(received.map(({ reception_id }) => reception_id))].sort()
  const loads = await listLoads(home.lake)
  expect(loads.map(load => load.reception_id).sort()).toEqual(receptions)
  const batches = await goldRows(home, 'SELECT batch_key FROM load_batch')
  expect(batches.map(({ batch_key }) => Number(batch_key)).sort()).toEqual(receptions.map(batchKeyOf).sort())
  const failed = `SELECT check_name, table_name, sample FROM quality_result WHERE severity = 'fail' AND NOT passed`
  expect(await goldRows(home, failed)).toEqual([])
}

/** Every value that counts now, `region time_key type` → MW. */
export async function currentValues(home: Home): Promise<ReadonlyMap<string, string>> {
  const rows = await goldRows(
    home,
    `SELECT region_key || ' ' || time_key || ' ' || energy_type_key AS key,
       concat_ws(' ', CAST(production_mw AS VARCHAR), CAST(consumption_mw AS VARCHAR), quality_code) AS value
     FROM fact_energy_flow`,
  )
  return new Map(rows.map(({ key, value }) => [String(key), String(value)]))
}
