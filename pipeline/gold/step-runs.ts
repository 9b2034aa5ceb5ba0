/**
 * Which step of a vintage counts, and for how long. A vintage can be published by the half-hour, by the
 * quarter, and by the half-hour again: in each half-hour the step of the latest publication counts, and a
 * value counts again when its step does.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { VINTAGE_CODES } from './schema.ts'

/**
 * `step_runs`: of the half-hours that a vintage has at more than one step, each step from the publication
 * that brought it until the next one at another.
 *
 * Expects `silver_rows`, `series` and `region_versions`: a version begins at midnight, never within a half-hour.
 */
export async function createStepRuns(connection: DuckDBConnection): Promise<void> {
  const group = 'region_code, half_hour_key, vintage_code'
  // Publications of the same moment: the rest of the order makes it one order always.
  const order = 'first_seen_at, batch_key, source_row, step_minutes'
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE step_runs AS
    SELECT p.region_code, g.region_key, half_hour_key, CAST(vintage_code AS ${VINTAGE_CODES}) AS vintage_code, step_minutes, first_seen_at AS run_from,
      lead(first_seen_at) OVER in_turn AS run_until, lead(batch_key) OVER in_turn AS ended_by_batch
    FROM (
      SELECT *, lag(step_minutes) OVER (PARTITION BY ${group} ORDER BY ${order}) AS previous_step
      FROM (SELECT *, time_key - time_key % 2 AS half_hour_key FROM silver_rows)
      SEMI JOIN (SELECT ${group} FROM series GROUP BY ${group} HAVING count(DISTINCT step_minutes) > 1) USING (${group})) p
    JOIN region_versions g ON g.region_code = p.region_code AND half_hour_key >= g.from_key AND half_hour_key < g.to_key
    WHERE step_minutes IS DISTINCT FROM previous_step
    WINDOW in_turn AS (PARTITION BY p.region_code, half_hour_key, vintage_code ORDER BY ${order})`)
}

/**
 * SQL text: values with `first_seen_at` and `next_seen_at`, cut to the times at which their step counted.
 * A value that never counted is kept once, with no time at all.
 *
 * @param identity columns that tell the values apart.
 */
export function withinStepRuns(values: string, identity: string): string {
  const from = 'greatest(v.first_seen_at, s.run_from)'
  const until = 'least(v.next_seen_at, s.run_until)'
  const isSome = `coalesce(${until} > ${from}, true)`
  const endsFirst = 's.run_until IS NOT NULL AND (v.next_seen_at IS NULL OR s.run_until < v.next_seen_at)'
  const key = identity.split(', ').map(column => `v.${column}`)
  return `
    SELECT v.* REPLACE (${from} AS first_seen_at, ${until} AS next_seen_at,
      CASE WHEN ${endsFirst} THEN s.ended_by_batch ELSE v.next_batch_key END AS next_batch_key)
    FROM (${values}) v
    LEFT JOIN step_runs s
      ON s.region_key = v.region_key AND s.half_hour_key = v.time_key - v.time_key % 2 AND s.vintage_code = v.vintage_code
      AND s.step_minutes = v.step_minutes AND (s.run_until IS NULL OR s.run_until >= v.first_seen_at)
      AND (v.next_seen_at IS NULL OR s.run_from <= v.next_seen_at)
    QUALIFY ${isSome} OR row_number() OVER (PARTITION BY ${key.join(', ')} ORDER BY ${isSome} DESC, s.run_from) = 1`
}
