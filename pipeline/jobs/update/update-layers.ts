/** Bronze → silver → gold, then the quality checks; only what is new, and only once. */
import { FEEDS } from '../../catalog/feeds.ts'
import type { GoldUpdate } from '../../gold/gold-update.ts'
import { updateGold } from '../../gold/update-gold.ts'
import { runChecks } from '../../quality/run-checks.ts'
import { storeResults } from '../../quality/store-results.ts'
import { type OnProgress, type SilverUpdate, updateSilver } from '../../silver/update-silver.ts'
import type { Home } from '../home.ts'
import { tellGold, tellSilver } from './update-events.ts'

const ALL_FEEDS = FEEDS.map(feed => feed.feed_id)

export interface Update {
  readonly silver: SilverUpdate
  readonly gold: GoldUpdate
}

/** @param toGold how gold is made: brought up to date, or made anew. */
export async function updateLayers(
  home: Home,
  onProgress?: OnProgress,
  toGold: typeof updateGold = updateGold,
): Promise<Update> {
  return { silver: await updateSilverLayer(home, onProgress), gold: await updateGoldLayer(home, toGold) }
}

export async function updateSilverLayer(
  { lake, telemetry }: Pick<Home, 'lake' | 'telemetry'>,
  onProgress?: OnProgress,
): Promise<SilverUpdate> {
  return telemetry.trace({ name: 'update silver' }, async () => {
    const start = performance.now()
    const update = await updateSilver(lake, ALL_FEEDS, onProgress)
    tellSilver(telemetry, update, millisecondsSince(start))
    return update
  })
}

export async function updateGoldLayer(
  home: Home,
  toGold: typeof updateGold = updateGold,
): Promise<GoldUpdate> {
  const { lake, warehouse, telemetry } = home
  return telemetry.trace({ name: 'update gold' }, async () => {
    const start = performance.now()
    const update = await toGold(warehouse, lake, async (connection, change) =>
      storeResults(connection, await runChecks(connection, change)),
    )
    await tellGold(home, update, millisecondsSince(start))
    return update
  })
}

const millisecondsSince = (start: number): number => Math.round(performance.now() - start)
