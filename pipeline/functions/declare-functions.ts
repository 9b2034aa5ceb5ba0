/** Which functions there are: those of the parts of the chain that the app runs. */
import type { ChainSettings } from '../jobs/chain/chain-settings.ts'
import type { ScheduledFeeds } from '../jobs/chain/scheduled-feeds.ts'
import type { Declaration } from './declaration.ts'
import { fetchTimer, overdueTimer } from './feed-timers.ts'
import { ingestNowEndpoint } from './ingest-now-endpoint.ts'
import type { OpenChain } from './invocation.ts'
import { nightTimer } from './night-timer.ts'
import { forecastQueue, goldQueue, poisonQueue, silverQueue } from './step-queues.ts'

export function declareFunctions(
  { parts }: Pick<ChainSettings, 'parts'>,
  feeds: ScheduledFeeds,
  open: OpenChain,
): readonly Declaration[] {
  const ingest = () => [
    ...feeds.feeds.map(feed => fetchTimer(feed, open)),
    overdueTimer(feeds, open),
    ingestNowEndpoint(feeds, open),
  ]
  const load = () => [
    goldQueue(open),
    poisonQueue('gold', open),
    forecastQueue(open),
    poisonQueue('forecast', open),
    nightTimer(open),
  ]
  return [
    ...(parts.has('ingest') ? ingest() : []),
    ...(parts.has('transform') ? [silverQueue(open), poisonQueue('silver', open)] : []),
    ...(parts.has('load') ? load() : []),
  ]
}
