/**
 * Check `value_range`: generation stays within the capacity installed in the region, demand within the
 * range published for it, margins included. One finding for each region, energy type and local day.
 *
 * Silver has quarantined what is absurd; this finds what is merely not believable. A region without a
 * generation type (null capacity) can't generate it at all. Values known to be suspect are looked at too:
 * they are published.
 */
import { CHECK_THRESHOLDS } from '../catalog/checks.ts'
import { energyTypeKey } from '../catalog/energy-types.ts'
import { GENERATION_TYPES, REGIONS } from '../catalog/regions.ts'
import { type PeriodCheck, sqlCheck } from './check.ts'
import { rowsAround, rowsOf } from './period.ts'
import { DEMAND_KEY, inMw, isoInstant, valuesList } from './sql-text.ts'

const { capacity_ratio, capacity_slack_mw, lowest_demand_ratio, highest_demand_ratio } =
  CHECK_THRESHOLDS.value_range

/** Region code, energy type key, lowest and highest MW. */
const LIMITS = REGIONS.flatMap(region => {
  const [lowest, highest] = region.consumption_range_mw
  const generation = GENERATION_TYPES.map(type => {
    const capacity = region.capacity_mw[type]
    return [
      region.region_code,
      energyTypeKey(type),
      0,
      capacity === null ? 0 : wholeKw(capacity * capacity_ratio + capacity_slack_mw),
    ]
  })
  return [
    [
      region.region_code,
      DEMAND_KEY,
      wholeKw(lowest * lowest_demand_ratio),
      wholeKw(highest * highest_demand_ratio),
    ],
    ...generation,
  ]
})

/** Binary fractions would put a value that stands exactly at the limit on either side of it. */
function wholeKw(megawatts: number): number {
  return Math.round(megawatts * 1000) / 1000
}

export const valueRange: PeriodCheck = sqlCheck(
  'value_range',
  'fact_energy_flow',
  period => `
  limits AS (
    SELECT region_key, region_code, energy_type_key,
      CAST(lowest_mw AS DECIMAL(12,3)) AS lowest_mw, CAST(highest_mw AS DECIMAL(12,3)) AS highest_mw
    FROM (VALUES ${valuesList(LIMITS)}) AS declared(region_code, energy_type_key, lowest_mw, highest_mw)
    JOIN dim_region USING (region_code)
  ),
  flows AS NOT MATERIALIZED (
    SELECT region_key, time_key, energy_type_key,
      CASE WHEN energy_type_key = ${DEMAND_KEY} THEN consumption_mw ELSE production_mw END AS value_mw
    FROM ${rowsOf('fact_energy_flow', period)}
  ),
  checked AS (
    SELECT count(value_mw) AS rows_checked FROM flows WHERE energy_type_key IN (${[...new Set(LIMITS.map(([, key]) => key))].join(', ')})
  ),
  outside AS (
    SELECT region_code, local_date, energy_type_code, count(*) AS intervals, any_value(lowest_mw) AS lowest_mw,
      any_value(highest_mw) AS highest_mw, max(greatest(lowest_mw - value_mw, value_mw - highest_mw)) AS excess_mw,
      arg_max({mw: value_mw, time_key: time_key}, (greatest(lowest_mw - value_mw, value_mw - highest_mw), -time_key)) AS worst
    FROM flows
    JOIN limits USING (region_key, energy_type_key)
    JOIN dim_energy_type USING (energy_type_key)
    LEFT JOIN ${rowsAround('dim_time')} USING (time_key)
    WHERE value_mw < lowest_mw OR value_mw > highest_mw
    GROUP BY region_code, local_date, energy_type_code
  ),
  findings AS (
    SELECT row_number() OVER (ORDER BY excess_mw DESC, region_code, local_date, energy_type_code) AS rank,
      CAST(excess_mw AS DOUBLE) AS weight, region_code, local_date, energy_type_code AS energy_type, intervals,
      ${isoInstant('worst.time_key')} AS interval_start_utc, ${inMw('worst.mw')} AS found,
      CASE WHEN lowest_mw > 0 THEN 'from ' || ${inMw('lowest_mw')} || ' to ' || ${inMw('highest_mw')}
        ELSE 'at most ' || ${inMw('highest_mw')} END AS expected
    FROM outside
  )`,
)
