/**
 * Check `key_unique`: a flow is there once.
 *
 * Two faults: the same region, time and energy type twice in the fact, and interval overlap: a fact that
 * begins before the one before it of the same region has ended (a quarter of an hour inside a half-hour
 * that replaced it), or two lengths at one start. Either makes every sum count energy twice.
 *
 * A revision may repeat the key of the fact; it is there once for each time its value became current.
 */
import { type Check, sqlCheck } from './check.ts'
import { isoInstant } from './sql-text.ts'

export const factKeyUnique: Check = sqlCheck(
  'key_unique',
  'fact_energy_flow',
  `
  checked AS (SELECT count(*) AS rows_checked FROM fact_energy_flow),
  rows_of_region AS MATERIALIZED (
    SELECT region_key, time_key, min(step_minutes) AS shortest, max(step_minutes) AS longest,
      -- One bit for each energy type: fewer bits than rows mean that one is there twice.
      bit_count(bit_or(1::BIGINT << abs(energy_type_key % 62))) < count(*) AS may_repeat
    FROM fact_energy_flow GROUP BY region_key, time_key
  ),
  duplicates AS (
    SELECT region_key, time_key, energy_type_key, count(*) AS copies
    FROM fact_energy_flow
    WHERE (region_key, time_key) IN (SELECT (region_key, time_key) FROM rows_of_region WHERE may_repeat)
    GROUP BY region_key, time_key, energy_type_key HAVING count(*) > 1
  ),
  with_next AS (
    SELECT *, lead(time_key) OVER (PARTITION BY region_key ORDER BY time_key) AS next_key FROM rows_of_region
  ),
  problems AS (
    SELECT region_key, time_key, energy_type_key, printf('%d rows', copies) AS found,
      'one row for each region, time and energy type' AS expected
    FROM duplicates
    UNION ALL
    SELECT region_key, time_key, NULL,
      CASE WHEN shortest < longest THEN printf('rows of %d and of %d minutes', shortest, longest)
        ELSE printf('%d minutes, and the next row begins after %d', longest, (next_key - time_key) * 15) END,
      'intervals of a region that do not overlap'
    FROM with_next
    WHERE shortest < longest OR next_key < time_key + longest // 15
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY time_key, problem.region_key, problem.energy_type_key) AS rank,
      COALESCE(region_code, CAST(problem.region_key AS VARCHAR)) AS region_code,
      ${isoInstant('time_key')} AS interval_start_utc, energy_type_code AS energy_type, found, expected
    FROM problems AS problem
    LEFT JOIN dim_region AS region ON region.region_key = problem.region_key
    LEFT JOIN dim_energy_type AS type ON type.energy_type_key = problem.energy_type_key
  )`,
)

export const revisionKeyUnique: Check = sqlCheck(
  'key_unique',
  'fact_energy_flow_revision',
  `
  checked AS (SELECT count(*) AS rows_checked FROM fact_energy_flow_revision),
  problems AS (
    SELECT region_key, time_key, energy_type_key, vintage_code, first_seen_at, replaced_at, count(*) AS copies
    FROM fact_energy_flow_revision
    GROUP BY region_key, time_key, energy_type_key, vintage_code, first_seen_at, replaced_at
    HAVING count(*) > 1
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY time_key, problem.region_key, problem.energy_type_key, vintage_code,
        first_seen_at, replaced_at) AS rank,
      COALESCE(region_code, CAST(problem.region_key AS VARCHAR)) AS region_code,
      ${isoInstant('time_key')} AS interval_start_utc, energy_type_code AS energy_type,
      printf('%d rows of the same %s value', copies, vintage_code) AS found,
      'one row for each value that was current' AS expected
    FROM problems AS problem
    LEFT JOIN dim_region AS region ON region.region_key = problem.region_key
    LEFT JOIN dim_energy_type AS type ON type.energy_type_key = problem.energy_type_key
  )`,
)
