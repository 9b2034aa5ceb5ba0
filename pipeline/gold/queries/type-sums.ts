/**
 * Sums by energy type of each bucket, or of each published interval where no bucket is given.
 *
 * Grouped first by what is constant over almost all facts (step, vintage, quality), so that the ranking
 * of codes and the products with the step run on a few groups and not on millions of facts.
 */
import { type Sql, sql } from '../sql.ts'
import { flowsKnown, startsWithin } from './flow.ts'
import { ofRegions, type Selection } from './page.ts'
import { isSuspect, vintageRank } from './row-quality.ts'
import type { Bucket } from './step.ts'

export function typeSums(bucket: Bucket | undefined, { range, regionCodes, asOf }: Selection): Sql {
  const startKey = bucket?.startKey ?? sql`f.time_key`
  return sql`
    SELECT g.bucket_key, g.region_key, g.energy_type_key, t.energy_type_code, t.family, t.flow,
      SUM((COALESCE(g.production_mw, 0) - COALESCE(g.consumption_mw, 0)) * g.step_minutes) AS net_mw_minutes,
      SUM(g.fact_count * g.step_minutes) AS minutes,
      SUM(g.known_count * g.step_minutes) AS known_minutes,
      SUM(g.fact_count - g.known_count) AS unknown_count,
      MAX(g.step_minutes) AS longest_step_minutes,
      MAX(${isSuspect(sql`g.quality_code`)}) AS suspect,
      MIN(${vintageRank(sql`g.vintage_code`)}) AS vintage_rank
    FROM (
      SELECT ${startKey} AS bucket_key, f.region_key, f.energy_type_key, f.step_minutes, f.vintage_code,
        f.quality_code, SUM(f.production_mw) AS production_mw, SUM(f.consumption_mw) AS consumption_mw,
        COUNT(*) AS fact_count, COUNT(f.production_mw) + COUNT(f.consumption_mw) AS known_count
      FROM ${flowsKnown(asOf)} f
      ${bucket ? sql`JOIN dim_time d ON d.time_key = f.time_key` : sql``}
      WHERE ${startsWithin(range)} ${ofRegions(regionCodes)}
      GROUP BY ${startKey}, f.region_key, f.energy_type_key, f.step_minutes, f.vintage_code, f.quality_code) g
    JOIN dim_energy_type t ON t.energy_type_key = g.energy_type_key
    GROUP BY g.bucket_key, g.region_key, g.energy_type_key, t.energy_type_code, t.family, t.flow`
}
