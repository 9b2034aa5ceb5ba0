/**
 * A timer for each feed, and one that looks for feeds that are overdue. The host runs a timer in one place at a time;
 * the lease of the feed keeps it apart from the others who may fetch it.
 */
import type { InvocationContext, Timer } from '@azure/functions'
import type { Feed } from '../catalog/feeds.ts'
import { type FetchTrigger, fetchStep } from '../jobs/chain/fetch-step.ts'
import type { Chain } from '../jobs/chain/open-chain.ts'
import { overdueFeeds } from '../jobs/chain/overdue-feeds.ts'
import type { ScheduledFeed, ScheduledFeeds } from '../jobs/chain/scheduled-feeds.ts'
import { jitterSeconds } from '../jobs/feeds/feed-schedule.ts'
import type { Declaration } from './declaration.ts'
import { LONGEST_FETCH_MS, type OpenChain, onChain } from './invocation.ts'
import { toNcrontab } from './ncrontab.ts'

/** Between the moments of the feeds themselves. */
const EVERY_FIVE_MINUTES = '50 */5 * * * *'

export function fetchTimer(feed: ScheduledFeed, open: OpenChain): Declaration {
  return {
    kind: 'timer',
    name: `fetch-${feed.feed_id}`,
    options: {
      schedule: toNcrontab(feed.schedule, jitterSeconds(feed.feed_id)),
      useMonitor: true,
      handler: ({ isPastDue }: Timer, context: InvocationContext) =>
        onChain(open, async chain => {
          chain.home.telemetry.emit('timer.fired', { feed_id: feed.feed_id })
          await fetchFeed(chain, context, feed, isPastDue ? 'catch-up' : 'schedule')
        }),
    },
  }
}

export function overdueTimer({ feeds }: ScheduledFeeds, open: OpenChain): Declaration {
  return {
    kind: 'timer',
    name: 'fetch-overdue-feeds',
    options: {
      schedule: EVERY_FIVE_MINUTES,
      useMonitor: true,
      handler: (_: Timer, context: InvocationContext) =>
        onChain(open, async chain => {
          const { home, now } = chain
          for (const { feed, trigger } of await overdueFeeds(home.lake, feeds, now()))
            await fetchFeed(chain, context, feed, trigger)
        }),
    },
  }
}

/** A fetch that fails is in the journal, and is tried again when it is overdue: no failure of the function. */
async function fetchFeed(
  chain: Chain,
  context: InvocationContext,
  feed: Feed,
  trigger: FetchTrigger,
): Promise<void> {
  const signal = AbortSignal.timeout(LONGEST_FETCH_MS)
  const fetched = await fetchStep(await chain.fetching(), { feed, trigger, signal })
  if (!fetched) context.log(`${feed.feed_id}: a run is under way`)
  else if (fetched.error) context.warn(`${fetched.run_id}: ${fetched.error.code}: ${fetched.error.message}`)
  else context.log(`${fetched.run_id}: ${fetched.news} publications for silver`)
}
