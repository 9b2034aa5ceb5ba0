/**
 * Check `region_version`: every row belongs to the version of its region that is valid at its start, and
 * versions of a region neither overlap nor leave a gap. A row of a version outside its days would count
 * twice, or nowhere, once the versions are told apart.
 *
 * Rows are gathered by version first, so the cost is that of reading two columns.
 */
import { type Check, sqlCheck, sqlTableCheck } from './check.ts'
import { rowsAround, rowsOf, type TableByTime } from './period.ts'
import { isoInstant } from './sql-text.ts'

const versionsOfRegions: Check = sqlTableCheck(
  'region_version',
  'dim_region',
  `
  versions AS (
    SELECT region_code, valid_to, lead(valid_from) OVER (PARTITION BY region_code ORDER BY valid_from) AS next_from FROM dim_region
  ),
  checked AS (SELECT count(*) AS rows_checked FROM versions),
  findings AS (
    SELECT row_number() OVER (ORDER BY region_code, valid_to) AS rank, region_code,
      'a version until ' || COALESCE(valid_to, 'now') AS found, 'a version until ' || COALESCE(next_from, 'now') AS expected
    FROM versions WHERE valid_to IS DISTINCT FROM next_from
  )`,
)

/** One finding for each version, and period, that does not hold what it should. */
function regionVersionOf(table: TableByTime): Check {
  return sqlCheck(
    'region_version',
    table,
    period => `
  checked AS (SELECT count(*) AS rows_checked FROM ${rowsOf(table, period)}),
  spans AS (
    SELECT region_key, min(time_key) AS first_key, max(time_key) AS last_key FROM ${rowsOf(table, period)} GROUP BY region_key
  ),
  dated AS (
    SELECT region_code, valid_from, valid_to, first_key, last_key,
      (SELECT local_date FROM ${rowsAround('dim_time')} AS t WHERE t.time_key = s.first_key) AS first_date,
      (SELECT local_date FROM ${rowsAround('dim_time')} AS t WHERE t.time_key = s.last_key) AS last_date
    FROM spans AS s JOIN dim_region USING (region_key)
  ),
  problems AS (
    SELECT region_code, first_key AS time_key, 'a row of ' || first_date AS found, 'rows from ' || valid_from AS expected
    FROM dated WHERE first_date < valid_from
    UNION ALL
    SELECT region_code, last_key, 'a row of ' || last_date, 'rows before ' || valid_to FROM dated WHERE last_date >= valid_to
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY region_code, time_key, found) AS rank, region_code,
      ${isoInstant('time_key')} AS interval_start_utc, found, expected
    FROM problems
  )`,
  )
}

export const regionVersion: readonly Check[] = [
  regionVersionOf('fact_energy_flow'),
  regionVersionOf('fact_energy_flow_revision'),
  regionVersionOf('weather'),
  versionsOfRegions,
]
