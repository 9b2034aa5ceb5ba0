/**
 * Check `key_unique`: a row is there once.
 *
 * Of the fact two things are asked: no region, time and energy type twice, and no overlap: an interval
 * that begins before the one before it of the same region has ended (a quarter of an hour inside a
 * half-hour that replaced it), or two lengths at one start. Either makes every sum count energy twice.
 */
import { type PeriodCheck, sqlCheck, sqlTableCheck, type TableCheck } from './check.ts'
import { isWithin, rowsAround, rowsOf } from './period.ts'
import { isoInstant } from './sql-text.ts'

const FINDINGS = `
  findings AS (
    SELECT row_number() OVER (ORDER BY time_key, problem.region_key, problem.energy_type_key, found) AS rank,
      COALESCE(region_code, CAST(problem.region_key AS VARCHAR)) AS region_code,
      ${isoInstant('time_key')} AS interval_start_utc, energy_type_code AS energy_type, found, expected
    FROM problems AS problem
    LEFT JOIN dim_region AS region ON region.region_key = problem.region_key
    LEFT JOIN dim_energy_type AS type ON type.energy_type_key = problem.energy_type_key
  )`

/**
 * Rows of a table by everything in their key but the energy type, and whether one of those may be there
 * twice: one bit for each, so fewer bits than rows. Three times as fast as grouping by the whole key.
 */
const mayRepeat = `bit_count(bit_or(1::BIGINT << abs(energy_type_key % 62))) < count(*) AS may_repeat`

export const factKeyUnique: PeriodCheck = sqlCheck(
  'key_unique',
  'fact_energy_flow',
  period => `
  checked AS (SELECT count(*) AS rows_checked FROM ${rowsOf('fact_energy_flow', period)}),
  intervals AS MATERIALIZED (
    SELECT region_key, time_key, min(step_minutes) AS shortest, max(step_minutes) AS longest, ${mayRepeat}
    FROM ${rowsAround('fact_energy_flow')} GROUP BY region_key, time_key
  ),
  with_next AS (
    SELECT *, lead(time_key) OVER (PARTITION BY region_key ORDER BY time_key) AS next_key FROM intervals
  ),
  problems AS (
    SELECT region_key, time_key, energy_type_key, printf('%d rows', count(*)) AS found,
      'one row for each region, time and energy type' AS expected
    FROM ${rowsOf('fact_energy_flow', period)}
    JOIN (SELECT region_key, time_key FROM intervals WHERE may_repeat) USING (region_key, time_key)
    GROUP BY region_key, time_key, energy_type_key HAVING count(*) > 1
    UNION ALL
    SELECT region_key, time_key, NULL,
      CASE WHEN shortest < longest THEN printf('rows of %d and of %d minutes', shortest, longest)
        ELSE printf('%d minutes, and the next row begins after %d', longest, (next_key - time_key) * 15) END,
      'intervals of a region that do not overlap'
    FROM with_next
    WHERE (shortest < longest OR next_key < time_key + longest // 15) AND ${isWithin(period)}
  ),${FINDINGS}`,
)

export const revisionKeyUnique: PeriodCheck = sqlCheck(
  'key_unique',
  'fact_energy_flow_revision',
  period => `
  checked AS (SELECT count(*) AS rows_checked FROM ${rowsOf('fact_energy_flow_revision', period)}),
  publications AS (
    SELECT region_key, time_key, vintage_code, first_seen_at, ${mayRepeat}
    FROM ${rowsOf('fact_energy_flow_revision', period)} GROUP BY region_key, time_key, vintage_code, first_seen_at
  ),
  problems AS (
    SELECT region_key, time_key, energy_type_key,
      printf('%d rows of one %s publication', count(*), vintage_code) AS found,
      'one row for each superseded publication' AS expected
    FROM ${rowsOf('fact_energy_flow_revision', period)}
    JOIN (SELECT * FROM publications WHERE may_repeat) USING (region_key, time_key, vintage_code, first_seen_at)
    GROUP BY region_key, time_key, energy_type_key, vintage_code, first_seen_at HAVING count(*) > 1
  ),${FINDINGS}`,
)

/**
 * @param relation what stands in a FROM clause for the silver table: `read_parquet('…')`.
 * @param key of the table, as the catalogue declares it.
 */
export function silverKeyUnique(table: string, relation: string, key: readonly string[]): TableCheck {
  const columns = key.join(', ')
  return sqlTableCheck(
    'key_unique',
    table,
    `
  rows_of_key AS MATERIALIZED (SELECT ${columns}, count(*) AS copies FROM ${relation} GROUP BY ${columns}),
  checked AS (SELECT COALESCE(sum(copies), 0) AS rows_checked FROM rows_of_key),
  findings AS (
    SELECT row_number() OVER (ORDER BY ${columns}) AS rank,
      ${key.includes('region_code') ? 'region_code,' : ''}
      strftime(interval_start_utc, '%Y-%m-%dT%H:%M:%SZ') AS interval_start_utc,
      printf('%d rows of one %s publication', copies, vintage_code) AS found,
      'one row for each publication' AS expected
    FROM rows_of_key WHERE copies > 1
  )`,
  )
}
