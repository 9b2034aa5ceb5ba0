/** Flows as they are, or as they were known at an instant, and fragments over a row of them, as `f`. */
import { instant, int, type Sql, sql } from '../sql.ts'
import type { TimeRange } from './step.ts'

const COLUMNS = sql`v.region_key, v.time_key, v.energy_type_key, v.production_mw, v.consumption_mw, v.step_minutes,
  v.vintage_code, v.quality_code, v.first_seen_at`

/**
 * What stands in a FROM clause for the flows: the current facts or, as of an instant (epoch
 * milliseconds), those first seen by then and not replaced by then. A value replaced at that very
 * instant is no longer among them; what replaced it is.
 */
export function flowsKnown(asOf: number | undefined): Sql {
  if (asOf === undefined) return sql`fact_energy_flow`
  return sql`(
    SELECT ${COLUMNS} FROM fact_energy_flow v WHERE v.first_seen_at <= ${instant(asOf)}
    UNION ALL
    SELECT ${COLUMNS} FROM fact_energy_flow_revision v
    WHERE v.first_seen_at <= ${instant(asOf)} AND v.replaced_at > ${instant(asOf)})`
}

/** What the flow adds to its region, MW: negative when it takes. */
export const NET_MW = sql`COALESCE(f.production_mw, 0) - COALESCE(f.consumption_mw, 0)`

/** The publisher left the value out, or it was refused. */
export const IS_UNKNOWN = sql`f.production_mw IS NULL AND f.consumption_mw IS NULL`

export const startsWithin = (range: TimeRange): Sql =>
  sql`f.time_key >= ${int(range.from)} AND f.time_key < ${int(range.to)}`
