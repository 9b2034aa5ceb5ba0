/**
 * What publications of a feed, received in a stretch of time, left out and changed: outages that came as
 * rows of zeros, whether they were repaired, and values that were replaced.
 */
import { type Engine, instant, type Row, read, sql, text } from '../sql.ts'

export interface HistoryRequest {
  readonly feedId: string
  /** Epoch milliseconds, both included. */
  readonly from: number
  readonly to: number
}

const OUTAGE = { interval_start_utc: 'instant', regions: 'int', repaired: 'int' } as const
export type Outage = Row<typeof OUTAGE>

/** Intervals that came as rows of zeros, oldest first, with the regions concerned and those that have a value now. */
export async function readOutages(engine: Engine, { feedId, from, to }: HistoryRequest): Promise<Outage[]> {
  return read(
    engine,
    OUTAGE,
    sql`SELECT o.interval_start_utc, COUNT(*) AS regions, COUNT(f.region_key) AS repaired
        FROM (
          SELECT DISTINCT q.region_code, q.interval_start_utc
          FROM quarantine q
          JOIN load_batch b ON b.batch_key = q.batch_key
          WHERE b.feed_id = ${text(feedId)} AND b.fetched_at BETWEEN ${instant(from)} AND ${instant(to)}
            AND q.reason_code = 'outage_of_zeros' AND q.scope = 'row') o
        JOIN dim_region r ON r.region_code = o.region_code AND r.is_current = 1
        LEFT JOIN dim_time t ON t.interval_start_utc = o.interval_start_utc
        LEFT JOIN (
          SELECT DISTINCT f.region_key, f.time_key
          FROM fact_energy_flow f
          JOIN dim_energy_type e ON e.energy_type_key = f.energy_type_key
          WHERE e.energy_type_code = 'demand') f ON f.region_key = r.region_key AND f.time_key = t.time_key
        GROUP BY o.interval_start_utc
        ORDER BY o.interval_start_utc`,
  )
}

const REVISED = { values: 'int', intervals: 'int' } as const

/** Values that publications of the feed replaced, and the intervals of regions they lie in. */
export async function countRevisions(
  engine: Engine,
  { feedId, from, to }: HistoryRequest,
): Promise<Row<typeof REVISED>> {
  const [row] = await read(
    engine,
    REVISED,
    sql`SELECT COALESCE(SUM(i.replaced), 0) AS "values", COUNT(*) AS intervals
        FROM (
          SELECT v.region_key, v.time_key, COUNT(*) AS replaced
          FROM fact_energy_flow_revision v
          JOIN load_batch b ON b.batch_key = v.replaced_by_batch_key
          WHERE b.feed_id = ${text(feedId)} AND b.fetched_at BETWEEN ${instant(from)} AND ${instant(to)}
          GROUP BY v.region_key, v.time_key) i`,
  )
  return row ?? { values: 0, intervals: 0 }
}
