/**
 * Which of all that was fetched of an hour of weather is best known, as fragments over a row of table `weather`, as `f`: the analysis
 * before a forecast, and of one kind the latest fetch.
 */
import { instant, int, none, type Sql, sql } from '../sql.ts'

/**
 * Condition: known at an instant, epoch milliseconds; absent: now. Nobody has analysed an hour that was to come then, whatever a
 * clock says.
 */
export const weatherKnown = (asOf: number | undefined): Sql =>
  asOf === undefined
    ? none
    : sql`AND f.first_seen_at <= ${instant(asOf)}
          AND (f.kind_code = 'forecast' OR f.time_key <= ${int(Math.floor(asOf / 900_000))})`

/** 1 for the best known of a region and hour, among the rows that a query keeps. */
export const NTH_BEST = sql`ROW_NUMBER() OVER (PARTITION BY f.region_key, f.time_key
  ORDER BY CASE WHEN f.kind_code = 'analysis' THEN 0 ELSE 1 END, f.first_seen_at DESC, f.batch_key DESC)`
