/** Checks of `weather`: a row is there once, and what a whole region can know stays in range. */
import { WEATHER_MEASURES } from '../catalog/weather-measures.ts'
import { type PeriodCheck, sqlCheck } from './check.ts'
import { rowsAround, rowsOf } from './period.ts'
import { isoInstant } from './sql-text.ts'

export const weatherKeyUnique: PeriodCheck = sqlCheck(
  'key_unique',
  'weather',
  period => `
  checked AS (SELECT count(*) AS rows_checked FROM ${rowsOf('weather', period)}),
  problems AS (
    SELECT region_key, time_key, kind_code, first_seen_at, count(*) AS row_count
    FROM ${rowsOf('weather', period)} GROUP BY region_key, time_key, kind_code, first_seen_at HAVING count(*) > 1
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY time_key, region_key, kind_code, first_seen_at) AS rank, region_code,
      ${isoInstant('time_key')} AS interval_start_utc, printf('%d rows of one %s', row_count, kind_code) AS found,
      'one row for each region, hour, kind and issue' AS expected
    FROM problems LEFT JOIN dim_region USING (region_key)
  )`,
)

/** One finding for each region, quantity and local day. */
export const weatherRange: PeriodCheck = sqlCheck(
  'value_range',
  'weather',
  period => `
  outside AS (${WEATHER_MEASURES.map(
    ({ column, unit, usual: [lowest, highest] }) => `
    SELECT region_key, time_key, '${column}' AS column_name, CAST(${column} AS DOUBLE) AS value, '${unit}' AS unit,
      ${lowest} AS lowest, ${highest} AS highest
    FROM ${rowsOf('weather', period)} WHERE ${column} < ${lowest} OR ${column} > ${highest}`,
  ).join('\n    UNION ALL')}),
  checked AS (SELECT count(*) AS rows_checked FROM ${rowsOf('weather', period)}),
  days AS (
    SELECT region_code, local_date, column_name, unit, lowest, highest, count(*) AS intervals,
      arg_max({value: value, time_key: time_key}, (greatest(lowest - value, value - highest), -time_key)) AS worst
    FROM outside JOIN dim_region USING (region_key) LEFT JOIN ${rowsAround('dim_time')} USING (time_key)
    GROUP BY region_code, local_date, column_name, unit, lowest, highest
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY worst.time_key DESC, region_code, column_name) AS rank,
      CAST(worst.time_key AS DOUBLE) AS weight, region_code, local_date, intervals, ${isoInstant('worst.time_key')} AS interval_start_utc,
      printf('%s %.10g %s', column_name, worst.value, unit) AS found,
      printf('from %s to %s %s', CAST(lowest AS VARCHAR), CAST(highest AS VARCHAR), unit) AS expected
    FROM days
  )`,
)
