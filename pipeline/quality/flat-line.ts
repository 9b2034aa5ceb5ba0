/**
 * Check `flat_line`: a quantity that always moves does not stand still; if it does, the telemetry is
 * frozen. One finding for each run of the same value, which ends at another value or at a gap; it belongs to
 * the period in which it begins, and is followed for a day beyond that.
 */
import { CHECK_THRESHOLDS } from '../catalog/checks.ts'
import { energyTypeKey } from '../catalog/energy-types.ts'
import { type PeriodCheck, sqlCheck } from './check.ts'
import { isWithin, rowsAround } from './period.ts'
import { inMw, isoInstant, SERIES_KEY, valuesList } from './sql-text.ts'

const LIMITS = CHECK_THRESHOLDS.flat_line.map(limit => [
  energyTypeKey(limit.energy_type_code),
  limit.longest_minutes,
  limit.from_mw,
])

export const flatLine: PeriodCheck = sqlCheck(
  'flat_line',
  'fact_energy_flow',
  period => `
  limits AS (
    SELECT * FROM (VALUES ${valuesList(LIMITS)}) AS declared(energy_type_key, longest_minutes, from_mw)
  ),
  flows AS MATERIALIZED (
    SELECT region_key, energy_type_key, time_key, step_minutes, longest_minutes, ${SERIES_KEY} AS series_key,
      COALESCE(production_mw, consumption_mw) AS value_mw
    FROM ${rowsAround('fact_energy_flow')} JOIN limits USING (energy_type_key)
    WHERE COALESCE(production_mw, consumption_mw) >= from_mw
  ),
  checked AS (SELECT count(*) AS rows_checked FROM flows WHERE ${isWithin(period)}),
  in_order AS (
    SELECT *, lag(value_mw) OVER series AS last_mw, lag(series_key) OVER series AS last_key,
      lag(step_minutes) OVER series AS last_minutes
    FROM flows WINDOW series AS (ORDER BY series_key)
  ),
  -- Few values repeat the one before: only these are gathered in runs, whose first value is last_mw.
  repeated AS (
    SELECT *, series_key - COALESCE(sum(step_minutes // 15)
      OVER (ORDER BY series_key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS run_number
    FROM in_order WHERE value_mw = last_mw AND series_key = last_key + last_minutes // 15
  ),
  runs AS (
    SELECT region_key, energy_type_key, min(time_key - last_minutes // 15) AS time_key,
      any_value(value_mw) AS value_mw, any_value(longest_minutes) AS longest_minutes,
      arg_min(last_minutes, series_key) + sum(step_minutes) AS minutes, 1 + count(*) AS intervals
    FROM repeated GROUP BY region_key, energy_type_key, run_number
    HAVING arg_min(last_minutes, series_key) + sum(step_minutes) > any_value(longest_minutes)
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY minutes DESC, time_key, run.region_key, energy_type_key) AS rank,
      CAST(minutes AS DOUBLE) AS weight, COALESCE(region_code, CAST(run.region_key AS VARCHAR)) AS region_code, local_date,
      ${isoInstant('time_key')} AS interval_start_utc, energy_type_code AS energy_type, intervals,
      ${inMw('value_mw')} || printf(' unchanged for %d minutes', CAST(minutes AS BIGINT)) AS found,
      printf('another value after at most %d minutes', longest_minutes) AS expected
    FROM runs AS run
    JOIN dim_energy_type USING (energy_type_key)
    LEFT JOIN dim_region AS region ON region.region_key = run.region_key
    LEFT JOIN ${rowsAround('dim_time')} USING (time_key)
    WHERE ${isWithin(period)}
  )`,
)
