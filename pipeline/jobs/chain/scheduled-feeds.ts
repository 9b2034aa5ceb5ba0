/** The feeds that have a timer, and why the others have none: nothing is left out in silence. */
import { FEEDS, type Feed } from '../../catalog/feeds.ts'
import { sqlSourceConfig } from '../../sources/sql-source-config.ts'

export type ScheduledFeed = Feed & { readonly schedule: string }

export interface ScheduledFeeds {
  readonly feeds: readonly ScheduledFeed[]
  readonly left_out: readonly { readonly feed_id: string; readonly reason: string }[]
}

/** @throws ConfigError for a database that is configured and can't be used. */
export function scheduledFeeds(environment: Readonly<Record<string, string | undefined>>): ScheduledFeeds {
  const active = FEEDS.filter(({ status }) => status === 'active').map(feed => ({
    feed,
    reason: whyLeftOut(feed, environment),
  }))
  return {
    feeds: active.flatMap(({ feed, reason }) =>
      reason === null && feed.schedule !== null ? [{ ...feed, schedule: feed.schedule }] : [],
    ),
    left_out: active.flatMap(({ feed: { feed_id }, reason }) =>
      reason === null ? [] : [{ feed_id, reason }],
    ),
  }
}

function whyLeftOut(
  { feed_id, schedule }: Feed,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  if (schedule === null) return 'it has no schedule: a person gives its files'
  if (feed_id === 'sql-source' && !sqlSourceConfig(environment)) return 'GRID_SQL_SOURCE_URL is not set'
  return null
}
