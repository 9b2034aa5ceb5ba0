/** For proofs on real publications: what gold holds, in the shape that a publication has. */
import type { Home } from '../home.ts'
import { goldRows } from '../temporary-home.ts'

/** `region instant` → MW of the energy types in their order; a type that the region has not is 0 there. */
export async function valuesByInterval(
  home: Home,
  energyTypes: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const net =
    "CASE WHEN energy_type_code = 'demand' THEN consumption_mw ELSE coalesce(production_mw, -consumption_mw) END"
  const columns = energyTypes.map(
    type => `coalesce(CAST(sum(${net}) FILTER (energy_type_code = '${type}') AS DOUBLE), 0) AS ${type}`,
  )
  const rows = await goldRows(
    home,
    `SELECT region_code || ' ' || strftime(interval_start_utc, '%Y-%m-%dT%H:%M') AS key, ${columns.join(', ')}
     FROM fact_energy_flow JOIN dim_time USING (time_key) JOIN dim_region USING (region_key) JOIN dim_energy_type USING (energy_type_key) GROUP BY 1`,
  )
  return new Map(rows.map(row => [String(row.key), energyTypes.map(type => Number(row[type]))]))
}
