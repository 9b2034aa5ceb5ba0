/** The lake's lifecycle, as the catalogue's terms ask for it. */
import type { Retention } from '../infra/lake.ts'
import { FEEDS } from '../pipeline/catalog/feeds.ts'

/** Publications are read when they come, and again only to rebuild. */
const COOL_AFTER_DAYS = 90

export const BRONZE_RETENTION: readonly Retention[] = FEEDS.map(feed => ({
  prefix: feed.bronze_prefix,
  cool_after_days: COOL_AFTER_DAYS,
  ...(feed.bronze_days !== null && { delete_after_days: feed.bronze_days }),
}))
