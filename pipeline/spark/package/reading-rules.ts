/** What the job must know to read publications, out of the catalogue: names and codes, as data. */
import { FEEDS } from '../../catalog/feeds.ts'
import { foldName } from '../../catalog/fold-name.ts'
import {
  DEMAND,
  fieldsByName,
  IDENTIFYING_COLUMNS,
  KEPT_IN_BRONZE,
  NATIONAL_ONLY,
} from '../../catalog/publication-columns.ts'
import { REGION_CODE_BY_NAME } from '../../catalog/regions.ts'
import { VINTAGES } from '../../catalog/vintages.ts'
import { FORESIGHT_SECONDS } from '../../silver/read-publications.ts'
import { measureColumns, type SilverTable } from '../../silver/silver-table.ts'

/** Feeds that can bring rows of the table. */
const isRegional = (feedId: string) => /^(eco2mix-(files|regional-.*)|sql-source)$/.test(feedId)

export const readingRules = (table: SilverTable) => ({
  table: table.name,
  feeds: FEEDS.map(feed => feed.feed_id).filter(isRegional),
  measures: measureColumns(table),
  identifying: IDENTIFYING_COLUMNS,
  fields: Object.fromEntries(fieldsByName(table.name)),
  kept_in_bronze: KEPT_IN_BRONZE.map(pattern => pattern.source),
  national_only: [...NATIONAL_ONLY],
  demand: DEMAND,
  regions: Object.fromEntries(REGION_CODE_BY_NAME),
  vintages: Object.fromEntries(
    VINTAGES.flatMap(({ nature, vintage_code }) => [
      [nature, vintage_code],
      [foldName(vintage_code), vintage_code],
    ]),
  ),
  foresight_seconds: FORESIGHT_SECONDS,
})
