/**
 * Check `balance_identity`: what is injected into a region equals what is withdrawn, within the rounding
 * of the publisher. One finding for each region and local day.
 *
 * Judged only where demand, exchange and every other component of the interval are published: a sum over
 * a missing value says nothing.
 *
 * The publisher's day ends with the interval stamped 00:00: when a day is broken, that interval of the next
 * day is too. It is told with the day whose break it continues.
 */
import { CHECK_THRESHOLDS } from '../catalog/checks.ts'
import { energyTypeKey } from '../catalog/energy-types.ts'
import { type Check, sqlCheck } from './check.ts'
import { DEMAND_KEY, inMw, isoInstant, NET_MW } from './sql-text.ts'

const { tolerance_mw } = CHECK_THRESHOLDS.balance_identity

export const balanceIdentity: Check = sqlCheck(
  'balance_identity',
  'fact_energy_flow',
  `
  flows AS (
    SELECT region_key, time_key, energy_type_key, CAST(${NET_MW} * 1000 AS BIGINT) AS net_kw FROM fact_energy_flow
  ),
  balances AS MATERIALIZED (
    SELECT region_key, time_key, -CAST(sum(net_kw) AS BIGINT) AS residual_kw
    FROM flows
    GROUP BY region_key, time_key
    HAVING count(*) = count(net_kw)
      AND bool_or(energy_type_key = ${DEMAND_KEY})
      AND bool_or(energy_type_key IN (${energyTypeKey('import')}, ${energyTypeKey('export')}))
  ),
  checked AS (SELECT count(*) AS rows_checked FROM balances),
  broken AS (
    SELECT region_code, time_key, local_date, local_time, residual_kw,
      lag(time_key) OVER in_time AS last_key, lag(local_date) OVER in_time AS last_date
    FROM balances
    JOIN dim_region USING (region_key)
    LEFT JOIN dim_time USING (time_key)
    WHERE abs(residual_kw) > ${tolerance_mw * 1000}
    WINDOW in_time AS (PARTITION BY region_code ORDER BY time_key)
  ),
  broken_days AS (
    SELECT region_code,
      CASE WHEN local_time = '00:00' AND time_key - last_key <= 2 THEN last_date ELSE local_date END AS local_date,
      count(*) AS intervals, max(abs(residual_kw)) AS worst_kw,
      arg_max({kw: residual_kw, time_key: time_key}, (abs(residual_kw), -time_key)) AS worst
    FROM broken GROUP BY ALL
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY worst_kw DESC, region_code, local_date) AS rank,
      region_code, local_date, intervals, ${isoInstant('worst.time_key')} AS interval_start_utc,
      'demand less net injections is ' || ${inMw('worst.kw / 1000.0')} AS found,
      'within ${tolerance_mw} MW of zero' AS expected
    FROM broken_days
  )`,
)
