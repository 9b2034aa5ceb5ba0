/** Warehouses for the tests of the reports: whole months of half-hours, made by a rule that a test can add up by itself. */
import { energyTypeKey } from '../catalog/energy-types.ts'
import { REGION_CODES } from '../catalog/regions.ts'
import { timeKey } from '../gold/queries/seed.ts'

export interface MonthFacts {
  /** ISO instants. */
  readonly from: string
  readonly to: string
  /** Default: all. */
  readonly regions?: readonly string[]
  /** Added to the demand of every region. */
  readonly more_mw?: number
  readonly vintage?: 'real-time' | 'consolidated' | 'definitive'
  readonly temperature_celsius?: number
}

/** MW of a half-hour by its time key: 24 has nuclear power, all have wind and sun; demand rises by the hour. */
export const demandMw = (region: string, key: number, more = 0): number =>
  100 * Number(region) + (key % 96) + more
export const windMw = 250
export const solarMw = 50
export const nuclearMw = (region: string): number => (region === '24' ? 9000 : 0)

/** A statement that fills `fact_energy_flow`. */
export function monthFacts({
  from,
  to,
  regions = REGION_CODES,
  more_mw = 0,
  vintage = 'consolidated',
  temperature_celsius,
}: MonthFacts): string {
  const rows = regions.flatMap(region => {
    const flow = (type: string, production: string, consumption: string, where = 'TRUE') => `
      SELECT ${Number(region)}, k, ${energyTypeKey(type)}, ${production}, ${consumption}, 30, '${vintage}', 'ok',
        TIMESTAMP '2026-11-01 06:00:00', 1, 7, ${temperature_celsius ?? 'NULL'} FROM halves WHERE ${where}`
    const demand = `${100 * Number(region) + more_mw} + k % 96`
    const net = `${demand} - ${windMw + solarMw + nuclearMw(region)}`
    return [
      flow('demand', 'NULL', demand),
      flow('wind', String(windMw), 'NULL'),
      flow('solar', String(solarMw), 'NULL'),
      ...(nuclearMw(region) > 0 ? [flow('nuclear', String(nuclearMw(region)), 'NULL')] : []),
      flow('import', net, 'NULL', `${net} >= 0`),
      flow('export', 'NULL', `-(${net})`, `${net} < 0`),
    ]
  })
  return `INSERT INTO fact_energy_flow
    WITH halves AS (SELECT k FROM RANGE(${timeKey(from)}, ${timeKey(to)}, 2) AS halves(k))
    ${rows.join(' UNION ALL ')}`
}
