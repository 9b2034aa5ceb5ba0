/**
 * Check `balance_identity`: what is injected into a region equals what is withdrawn, within the rounding
 * of the publisher. One finding for each region and local day.
 *
 * Judged where demand and exchange are published and nothing was quarantined. A generation type that the
 * publisher left out counts for nothing and is named: where it would have mattered, the day does not add
 * up, as on a day of 700 MW of wind published as a dash; where it would not, nothing is said.
 *
 * The publisher's day ends with the interval stamped 00:00: when a day is broken, that interval of the next
 * day is too. It is told with the day whose break it continues.
 */
import { CHECK_THRESHOLDS } from '../catalog/checks.ts'
import { energyTypeKey } from '../catalog/energy-types.ts'
import { type PeriodCheck, sqlCheck } from './check.ts'
import { isDayOf, isWithin, rowsAround } from './period.ts'
import { DEMAND_KEY, inMw, isoInstant, NET_MW } from './sql-text.ts'

const { tolerance_mw } = CHECK_THRESHOLDS.balance_identity

export const balanceIdentity: PeriodCheck = sqlCheck(
  'balance_identity',
  'fact_energy_flow',
  period => `
  flows AS (
    SELECT region_key, time_key, energy_type_key, quality_code, CAST(${NET_MW} * 1000 AS BIGINT) AS net_kw
    FROM ${rowsAround('fact_energy_flow')}
  ),
  balances AS MATERIALIZED (
    SELECT region_key, time_key, -CAST(sum(net_kw) AS BIGINT) AS residual_kw,
      bit_or(CASE WHEN net_kw IS NULL THEN 1::BIGINT << abs(energy_type_key % 62) ELSE 0 END) AS missing_types
    FROM flows
    GROUP BY region_key, time_key
    HAVING bool_and(quality_code <> 'quarantined')
      AND bool_or(energy_type_key = ${DEMAND_KEY} AND net_kw IS NOT NULL)
      AND bool_or(energy_type_key IN (${energyTypeKey('import')}, ${energyTypeKey('export')}) AND net_kw IS NOT NULL)
  ),
  checked AS (SELECT count(*) AS rows_checked FROM balances WHERE ${isWithin(period)}),
  broken AS (
    SELECT region_code, time_key, local_date, local_time, residual_kw, missing_types,
      lag(time_key) OVER in_time AS last_key, lag(local_date) OVER in_time AS last_date
    FROM balances
    JOIN dim_region USING (region_key)
    LEFT JOIN ${rowsAround('dim_time')} USING (time_key)
    WHERE abs(residual_kw) > ${tolerance_mw * 1000}
    WINDOW in_time AS (PARTITION BY region_code ORDER BY time_key)
  ),
  broken_days AS (
    SELECT region_code,
      CASE WHEN local_time = '00:00' AND time_key - last_key <= 2 THEN last_date ELSE local_date END AS local_date,
      count(*) AS intervals, bit_or(missing_types) AS missing_types, max(abs(residual_kw)) AS worst_kw,
      arg_max({kw: residual_kw, time_key: time_key}, (abs(residual_kw), -time_key)) AS worst
    FROM broken GROUP BY ALL
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY worst_kw DESC, region_code, local_date) AS rank,
      CAST(worst_kw AS DOUBLE) AS weight, region_code, local_date, intervals, ${isoInstant('worst.time_key')} AS interval_start_utc,
      'demand less net injections is ' || ${inMw('worst.kw / 1000.0')} || COALESCE(
        (SELECT ', without ' || string_agg(energy_type_code, ', ' ORDER BY energy_type_key) FROM dim_energy_type
         WHERE missing_types & (1::BIGINT << energy_type_key) <> 0), '') AS found,
      'within ${tolerance_mw} MW of zero' AS expected
    FROM broken_days WHERE ${isDayOf(period, 'local_date', 'worst.time_key')}
  )`,
)
