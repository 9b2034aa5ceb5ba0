/**
 * Mean temperature of each region over a range, from the temperature that stands beside its demand: degrees × minutes and
 * the minutes that had one. Regions without any are left out.
 */
import { energyTypeKey } from '../../catalog/energy-types.ts'
import { type Engine, int, read, sql } from '../sql.ts'
import { startsWithin } from './flow.ts'
import { ratio } from './quantity.ts'
import type { TimeRange } from './step.ts'

export interface MeanTemperature {
  readonly region_code: string
  readonly temperature_celsius: number
  /** Minutes of the range with a temperature. */
  readonly minutes: number
}

/** Ordered by region. */
export async function readMeanTemperatures(
  engine: Engine,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<MeanTemperature[]> {
  const rows = await read(
    engine,
    { region_code: 'text', celsius_minutes: 'decimal', minutes: 'int' },
    sql`SELECT r.region_code, SUM(f.temperature_celsius * f.step_minutes) AS celsius_minutes,
          SUM(CAST(f.step_minutes AS bigint)) AS minutes
        FROM fact_energy_flow f
        JOIN dim_region r ON r.region_key = f.region_key
        WHERE ${startsWithin(range)} AND f.energy_type_key = ${int(energyTypeKey('demand'))}
          AND f.temperature_celsius IS NOT NULL
        GROUP BY r.region_code
        ORDER BY r.region_code`,
    signal,
  )
  return rows.map(({ region_code, celsius_minutes, minutes }) => ({
    region_code,
    temperature_celsius: ratio(celsius_minutes, minutes),
    minutes,
  }))
}
