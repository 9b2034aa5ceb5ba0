/**
 * Check `jump`: a value does not leap away from the last good value of its region and energy type.
 *
 * The last good value is the last that was not itself part of a jump. So a spike is one finding, not two
 * (up and down again), and a new level is one finding: once the last good value is too old to be a
 * reference, the level is accepted. Values known to be missing or suspect are left out.
 *
 * Leaps between neighbours and the way back are found in SQL. Which leap starts a jump, and which is only
 * a part of the jump before, depends on the one before it, so it is decided here, over the few leaps.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { CHECK_THRESHOLDS } from '../catalog/checks.ts'
import { energyTypeKey } from '../catalog/energy-types.ts'
import { GENERATION_TYPES, REGIONS } from '../catalog/regions.ts'
import { type Finding, type PeriodCheck, SAMPLE_SIZE } from './check.ts'
import { ANY_PERIOD, type Period, rowsAround, rowsOf } from './period.ts'
import { DEMAND_KEY, inMw, isoInstant, NET_MW, SERIES_COLUMNS, SERIES_KEY, valuesList } from './sql-text.ts'

const { by_energy_type, last_good_within_minutes } = CHECK_THRESHOLDS.jump
const WINDOW = last_good_within_minutes / 15

const SMALLEST_MW = Math.min(...by_energy_type.map(limit => limit.smallest_mw))

const LIMITS = by_energy_type.map(limit => [
  energyTypeKey(limit.energy_type_code),
  limit.reference === 'capacity' ? 1 : 0,
  limit.quarter_hour_ratio,
  limit.ratio,
  limit.smallest_mw,
])

const CAPACITIES = REGIONS.flatMap(region =>
  GENERATION_TYPES.map(type => [region.region_code, energyTypeKey(type), region.capacity_mw[type] ?? 0]),
)

const VALUE_MW = `CASE WHEN energy_type_key = ${DEMAND_KEY} THEN consumption_mw ELSE ${NET_MW} END`

const allowedMw = (lastGoodMw: string, elapsedKeys: string): string => `greatest(smallest_mw,
  CASE WHEN ${elapsedKeys} <= 1 THEN quarter_hour_ratio ELSE ratio END
  * CASE WHEN of_capacity = 1 THEN capacity_mw ELSE ${lastGoodMw} END)`

const rowsChecked = (period: Period): string => `
SELECT count(*) AS rows_checked FROM ${rowsOf('fact_energy_flow', period)}
WHERE energy_type_key IN (${LIMITS.map(([key]) => key).join(', ')})
  AND quality_code = 'ok' AND ${NET_MW} IS NOT NULL`

/** Leaps in order of region, energy type and time, each with the moment the series was back. */
const LEAPS = `
WITH limits AS (
  SELECT region_key, declared.*, CAST(COALESCE(capacity_mw, 0) AS DECIMAL(12,3)) AS capacity_mw
  FROM (VALUES ${valuesList(LIMITS)})
    AS declared(energy_type_key, of_capacity, quarter_hour_ratio, ratio, smallest_mw)
  CROSS JOIN dim_region
  LEFT JOIN (VALUES ${valuesList(CAPACITIES)}) AS installed(region_code, energy_type_key, capacity_mw)
    USING (region_code, energy_type_key)
),
flows AS NOT MATERIALIZED (
  SELECT region_key, energy_type_key, time_key, ${VALUE_MW} AS value_mw, ${SERIES_KEY} AS series_key
  FROM ${rowsAround('fact_energy_flow')}
  WHERE quality_code = 'ok' AND energy_type_key IN (${LIMITS.map(([key]) => key).join(', ')})
),
-- Nothing but the key and the value goes through the sort.
in_order AS (
  SELECT series_key, value_mw, lag(value_mw) OVER series AS last_mw,
    series_key - lag(series_key) OVER series AS elapsed
  FROM flows WHERE value_mw IS NOT NULL
  WINDOW series AS (ORDER BY series_key)
),
moved AS (
  SELECT ${SERIES_COLUMNS}, value_mw, last_mw, elapsed FROM in_order
  WHERE elapsed <= ${WINDOW} AND abs(value_mw - last_mw) > ${SMALLEST_MW}
),
leaps AS MATERIALIZED (
  SELECT *, time_key - elapsed AS last_key FROM moved JOIN limits USING (region_key, energy_type_key)
  WHERE abs(value_mw - last_mw) > ${allowedMw('last_mw', 'elapsed')}
),
returns AS (
  SELECT region_key, energy_type_key, leap.time_key, min(flow.time_key) AS back_key
  FROM (SELECT *, unnest(range(time_key + 1, last_key + ${WINDOW} + 1)) AS later_key FROM leaps) AS leap
  JOIN flows AS flow USING (region_key, energy_type_key)
  WHERE flow.time_key = later_key
    AND abs(flow.value_mw - last_mw) <= ${allowedMw('last_mw', '(later_key - last_key)')}
  GROUP BY region_key, energy_type_key, leap.time_key
)
SELECT region_key, energy_type_key, time_key, last_key, back_key, region_code, local_date,
  ${isoInstant('time_key')} AS interval_start_utc, energy_type_code AS energy_type,
  CAST(abs(value_mw - last_mw) AS DOUBLE) AS change_mw,
  ${inMw('value_mw')} || ' after ' || ${inMw('last_mw')} AS found,
  'a change by at most ' || ${inMw(allowedMw('last_mw', 'elapsed'))} AS expected
FROM leaps
LEFT JOIN returns USING (region_key, energy_type_key, time_key)
JOIN dim_region USING (region_key)
JOIN dim_energy_type USING (energy_type_key)
LEFT JOIN ${rowsAround('dim_time')} USING (time_key)
ORDER BY region_key, energy_type_key, time_key`

interface Leap {
  readonly series: string
  readonly time_key: number
  readonly last_key: number
  readonly back_key: number | null
  readonly change_mw: number
  readonly finding: Finding
}

export const jump: PeriodCheck = {
  scope: 'period',
  name: 'jump',
  table: 'fact_energy_flow',
  isOfAbsence: false,
  rule: rowsChecked(ANY_PERIOD) + LEAPS,
  async run(connection, period) {
    const reader = await connection.runAndReadAll(rowsChecked(period))
    // Which leap starts a jump is decided with those of the day before; those of that day belong to its period.
    const jumps = startsOfJumps(await readLeaps(connection)).filter(
      ({ time_key }) => time_key >= period.start_key && time_key < period.end_key,
    )
    return {
      rows_checked: Number(reader.value(0, 0)),
      violation_count: jumps.length,
      sample: jumps
        .toSorted((a, b) => b.change_mw - a.change_mw || a.time_key - b.time_key)
        .slice(0, SAMPLE_SIZE)
        .map(({ change_mw, finding }) => ({ weight: change_mw, finding })),
    }
  },
}

async function readLeaps(connection: DuckDBConnection): Promise<readonly Leap[]> {
  const reader = await connection.runAndReadAll(LEAPS)
  return reader.getRowObjects().map(row => {
    const back_key = row.back_key === null ? null : Number(row.back_key)
    const time_key = Number(row.time_key)
    const lasted =
      back_key === null ? 'and stayed there' : `and back after ${(back_key - time_key) * 15} minutes`
    return {
      series: `${row.region_key} ${row.energy_type_key}`,
      time_key,
      last_key: Number(row.last_key),
      back_key,
      change_mw: Number(row.change_mw),
      finding: {
        region_code: String(row.region_code),
        ...(row.local_date === null ? {} : { local_date: String(row.local_date) }),
        interval_start_utc: String(row.interval_start_utc),
        energy_type: String(row.energy_type),
        found: `${row.found}, ${lasted}`,
        expected: String(row.expected),
      },
    }
  })
}

/** Leaves out the leaps away from a value that is itself part of a jump. */
function startsOfJumps(leaps: readonly Leap[]): readonly Leap[] {
  const goodFromKey = new Map<string, number>()
  return leaps.filter(leap => {
    if (leap.last_key < (goodFromKey.get(leap.series) ?? Number.NEGATIVE_INFINITY)) return false
    goodFromKey.set(leap.series, leap.back_key ?? leap.last_key + WINDOW + 1)
    return true
  })
}
