/** When every feed has run once, well or badly: what is heavier than a feed can begin, and keeps no first page waiting. */
import { listRunKeys } from '../../bronze/feed-runs.ts'
import type { Feed } from '../../catalog/feeds.ts'
import type { ObjectStore } from '../../lake/object-store.ts'

export interface FirstRuns {
  /** Resolves when all have run. */
  readonly ended: Promise<void>
  /** A run of the feed has ended. */
  tell(feedId: string): void
}

/** Runs of earlier processes count, as the journal of the lake has them. */
export async function firstRuns(lake: ObjectStore, feeds: readonly Feed[]): Promise<FirstRuns> {
  const left = new Set<string>()
  for (const { feed_id, schedule } of feeds) {
    if (schedule !== null && (await listRunKeys(lake, feed_id)).length === 0) left.add(feed_id)
  }
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  if (left.size === 0) resolve()
  return {
    ended,
    tell(feedId) {
      left.delete(feedId)
      if (left.size === 0) resolve()
    },
  }
}
