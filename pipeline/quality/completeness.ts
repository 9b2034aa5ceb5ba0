/**
 * Check `completeness`: every region has a measured demand for the minutes of every local day, between
 * its first and its last measured interval. One finding for each region and local day.
 *
 * On the 25-hour day the publisher leaves out the first of the two 02:00 hours (00:00 UTC) for ever: it
 * is neither expected nor counted. `dim_time` holds whole years, so a day without any row is seen. Where a
 * region's first and last interval lie, whichever month they are in, is told by `measured-spans.ts`.
 */
import { CHECK_THRESHOLDS } from '../catalog/checks.ts'
import { type PeriodCheck, sqlCheck } from './check.ts'
import { MEASURED_SPANS } from './measured-spans.ts'
import { rowsAround, rowsOf } from './period.ts'
import { DEMAND_KEY } from './sql-text.ts'

const { lowest_ratio, autumn_hole_minutes } = CHECK_THRESHOLDS.completeness

export const completeness: PeriodCheck = sqlCheck(
  'completeness',
  'fact_energy_flow',
  period => `
  measured AS MATERIALIZED (
    SELECT region_code, time_key, max(step_minutes) AS minutes
    FROM ${rowsOf('fact_energy_flow', period)}
    JOIN dim_region USING (region_key)
    WHERE energy_type_key = ${DEMAND_KEY} AND consumption_mw IS NOT NULL
    GROUP BY region_code, time_key
  ),
  spans AS (
    SELECT region_code, min(first_key) AS first_key, max(end_key) AS end_key
    FROM ${MEASURED_SPANS} GROUP BY region_code
  ),
  autumn_holes AS (
    SELECT quarter.time_key
    FROM ${rowsAround('dim_time')} AS quarter
    JOIN ${rowsAround('dim_time')} AS later ON later.time_key = quarter.time_key + ${autumn_hole_minutes / 15}
    WHERE quarter.local_hour = 2 AND later.local_hour = 2
  ),
  expected_times AS MATERIALIZED (
    SELECT time_key, local_date FROM ${rowsOf('dim_time', period)} ANTI JOIN autumn_holes USING (time_key)
  ),
  expected_days AS MATERIALIZED (
    SELECT region_code, local_date, 15 * count(*) AS expected_minutes
    FROM spans
    JOIN expected_times ON time_key >= first_key AND time_key < end_key
    GROUP BY region_code, local_date
  ),
  measured_days AS (
    SELECT region_code, local_date, sum(minutes) AS measured_minutes
    FROM measured JOIN expected_times USING (time_key)
    GROUP BY region_code, local_date
  ),
  checked AS (SELECT count(*) AS rows_checked FROM expected_days),
  incomplete AS (
    SELECT region_code, local_date, expected_minutes, COALESCE(measured_minutes, 0) AS measured_minutes
    FROM expected_days LEFT JOIN measured_days USING (region_code, local_date)
    WHERE COALESCE(measured_minutes, 0) < ${lowest_ratio} * expected_minutes
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY expected_minutes - measured_minutes DESC, local_date, region_code) AS rank,
      CAST(expected_minutes - measured_minutes AS DOUBLE) AS weight, region_code, local_date,
      printf('%d minutes measured', CAST(measured_minutes AS BIGINT)) AS found,
      printf('at least ${percent(lowest_ratio)} %% of %d minutes', expected_minutes) AS expected
    FROM incomplete
  )`,
  true,
)

function percent(ratio: number): number {
  return Math.round(ratio * 1000) / 10
}
