/** Fragments over a row of fact_energy_flow, as `f`. */
import { int, type Sql, sql } from '../sql.ts'
import type { TimeRange } from './step.ts'

/** What the flow adds to its region, MW: negative when it takes. */
export const NET_MW = sql`COALESCE(f.production_mw, 0) - COALESCE(f.consumption_mw, 0)`

/** The publisher left the value out, or it was refused. */
export const IS_UNKNOWN = sql`f.production_mw IS NULL AND f.consumption_mw IS NULL`

export const startsWithin = (range: TimeRange): Sql =>
  sql`f.time_key >= ${int(range.from)} AND f.time_key < ${int(range.to)}`
