/** The regions as they are now, with the range of their data, ordered by code. */
import { type Engine, type Row, read, sql } from '../sql.ts'

const REGION = {
  region_code: 'text',
  region_name: 'text',
  population: 'int',
  area_km2: 'int',
  first_interval_utc: 'quarter?',
  last_interval_utc: 'quarter?',
} as const

export type RegionRow = Row<typeof REGION>

export function readRegions(engine: Engine, signal?: AbortSignal): Promise<RegionRow[]> {
  return read(
    engine,
    REGION,
    sql`SELECT r.region_code, r.region_name, r.population, r.area_km2,
          e.first_key AS first_interval_utc, e.last_key AS last_interval_utc
        FROM dim_region r
        LEFT JOIN (
          SELECT v.region_code, MIN(f.first_key) AS first_key, MAX(f.last_key) AS last_key
          FROM (
            SELECT region_key, MIN(time_key) AS first_key, MAX(time_key) AS last_key
            FROM fact_energy_flow
            GROUP BY region_key) f
          JOIN dim_region v ON v.region_key = f.region_key
          GROUP BY v.region_code) e ON e.region_code = r.region_code
        WHERE r.is_current = 1
        ORDER BY r.region_code`,
    signal,
  )
}
