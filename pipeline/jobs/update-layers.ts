/** Bronze → silver → gold, then the quality checks; only what is new, and only once. */
import { FEEDS } from '../catalog/feeds.ts'
import type { GoldUpdate } from '../gold/gold-update.ts'
import { updateGold } from '../gold/update-gold.ts'
import { runChecks } from '../quality/run-checks.ts'
import { storeResults } from '../quality/store-results.ts'
import { type OnProgress, type SilverUpdate, updateSilver } from '../silver/update-silver.ts'
import type { Home } from './home.ts'

const ALL_FEEDS = FEEDS.map(feed => feed.feed_id)

export interface Update {
  readonly silver: SilverUpdate
  readonly gold: GoldUpdate
}

/** @param toGold how gold is made: brought up to date, or made anew. */
export async function updateLayers(
  { lake, warehouse }: Home,
  onProgress?: OnProgress,
  toGold: typeof updateGold = updateGold,
): Promise<Update> {
  const silver = await updateSilver(lake, ALL_FEEDS, onProgress)
  const gold = await toGold(warehouse, lake, async connection =>
    storeResults(connection, await runChecks(connection)),
  )
  return { silver, gold }
}
