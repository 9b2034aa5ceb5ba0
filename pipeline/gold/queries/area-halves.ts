/**
 * What the regions consumed, and what their wind and sun brought, by the half-hour: mean MW, as known now or at an instant.
 *
 * A half-hour is known when all of it is: its value, or both of its quarters. A value that is suspect is not known, and a value
 * of a whole hour tells no half of it.
 */
import { energyTypeKey } from '../../catalog/energy-types.ts'
import { type Engine, int, list, type Row, read, type Sql, sql } from '../sql.ts'
import { flowsKnown, IS_UNKNOWN, NET_MW, startsWithin } from './flow.ts'
import type { TimeRange } from './step.ts'

const TYPES = { demand: energyTypeKey('demand'), wind: energyTypeKey('wind'), solar: energyTypeKey('solar') }

const HALF = {
  region_code: 'text',
  /** `time_key` of its start. */
  half_hour_key: 'int',
  /** MW × minutes; null where not all of the half-hour is known. */
  demand_mw_minutes: 'decimal?',
  wind_mw_minutes: 'decimal?',
  solar_mw_minutes: 'decimal?',
} as const

export type AreaHalf = Row<typeof HALF>

export interface HalvesRequest {
  /** Half-open, of `time_key`; whole half-hours. */
  readonly range: TimeRange
  /** As it was known at this instant, epoch milliseconds; absent: as it is known now. */
  readonly asOf?: number | undefined
}

/** Half-hours of which at least one value is there, in no order. */
export function readAreaHalves(
  engine: Engine,
  { range, asOf }: HalvesRequest,
  signal?: AbortSignal,
): Promise<AreaHalf[]> {
  return read(
    engine,
    HALF,
    sql`SELECT r.region_code, h.half_hour_key, h.demand_mw_minutes, h.wind_mw_minutes, h.solar_mw_minutes
        FROM (
          SELECT f.region_key, f.time_key - f.time_key % 2 AS half_hour_key,
            ${wholeOf(TYPES.demand)} AS demand_mw_minutes,
            ${wholeOf(TYPES.wind)} AS wind_mw_minutes,
            ${wholeOf(TYPES.solar)} AS solar_mw_minutes
          FROM ${flowsKnown(asOf)} f
          WHERE ${startsWithin(range)} AND f.energy_type_key IN (${list(Object.values(TYPES).map(int))})
            AND f.step_minutes <= 30
            AND f.quality_code = 'ok' AND NOT (${IS_UNKNOWN})
          GROUP BY f.region_key, f.time_key - f.time_key % 2) h
        JOIN dim_region r ON r.region_key = h.region_key`,
    signal,
  )
}

/** Of one energy type. A sum is exact; as a plain number it is handed over sooner. */
const wholeOf = (energyTypeKey: number): Sql => {
  const isOfType = sql`f.energy_type_key = ${int(energyTypeKey)}`
  return sql`CASE WHEN SUM(CASE WHEN ${isOfType} THEN f.step_minutes ELSE 0 END) >= 30
    THEN CAST(SUM(CASE WHEN ${isOfType} THEN (${NET_MW}) * f.step_minutes END) AS double precision) END`
}
