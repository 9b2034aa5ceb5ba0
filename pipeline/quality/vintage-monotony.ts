/**
 * Check `vintage_monotony`: a settled value is never replaced by a less settled one.
 *
 * Two faults: a revision that names a less settled vintage as the one that replaced it, and a fact that
 * is less settled than a revision of the same region whose interval it overlaps. Rows are replaced
 * whole, so one finding stands for all energy types of a region and interval.
 */
import { VINTAGES } from '../catalog/vintages.ts'
import { type PeriodCheck, sqlCheck } from './check.ts'
import { rowsOf } from './period.ts'
import { isoInstant, valuesList } from './sql-text.ts'

const RANKS = VINTAGES.map(vintage => [vintage.vintage_code, vintage.precedence])
const LOWEST = Math.min(...VINTAGES.map(vintage => vintage.precedence))

export const vintageMonotony: PeriodCheck = sqlCheck(
  'vintage_monotony',
  'fact_energy_flow_revision',
  period => `
  vintages AS (SELECT * FROM (VALUES ${valuesList(RANKS)}) AS declared(vintage_code, precedence)),
  checked AS (SELECT count(*) AS rows_checked FROM ${rowsOf('fact_energy_flow_revision', period)}),
  revisions AS MATERIALIZED (
    SELECT DISTINCT region_key, time_key, step_minutes, vintage_code, precedence, replaced_by_vintage_code
    FROM ${rowsOf('fact_energy_flow_revision', period)} JOIN vintages USING (vintage_code)
    WHERE precedence > ${LOWEST}
  ),
  facts AS (
    SELECT region_key, time_key, step_minutes, vintage_code, precedence
    FROM ${rowsOf('fact_energy_flow', period)} JOIN vintages USING (vintage_code)
    WHERE precedence < (SELECT max(precedence) FROM revisions)
    GROUP BY ALL
  ),
  problems AS (
    SELECT region_key, time_key,
      printf('a %s value replaced by a %s one', revision.vintage_code, replaced_by_vintage_code) AS found
    FROM revisions AS revision
    JOIN vintages AS replacing ON replacing.vintage_code = replaced_by_vintage_code
    WHERE replacing.precedence < revision.precedence
    UNION
    -- Steps divide the hour, so intervals that overlap begin in the same one.
    SELECT fact.region_key, fact.time_key,
      printf('a %s value is current beside a replaced %s one', fact.vintage_code, revision.vintage_code)
    FROM facts AS fact
    JOIN revisions AS revision
      ON revision.region_key = fact.region_key AND revision.time_key // 4 = fact.time_key // 4
      AND revision.time_key < fact.time_key + fact.step_minutes // 15
      AND fact.time_key < revision.time_key + revision.step_minutes // 15
    WHERE fact.precedence < revision.precedence
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY time_key, problem.region_key, found) AS rank,
      COALESCE(region_code, CAST(problem.region_key AS VARCHAR)) AS region_code,
      ${isoInstant('time_key')} AS interval_start_utc, found,
      'definitive before consolidated before real-time' AS expected
    FROM problems AS problem
    LEFT JOIN dim_region AS region ON region.region_key = problem.region_key
  )`,
)
