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

/** MW of a half-hour by its time key: 24 has nuclear power, all have wind; demand rises by the hour. */
export const demandMw = (region: string, key: number, more = 0): number =>
  100 * Number(region) + (key % 96) + more
export const windMw = 250
export const nuclearMw = (region: string): number => (region === '24' ? 9000 : 0)

/** Statements that fill `fact_energy_flow`. */
export const monthFacts = ({
  from,
  to,
  regions = REGION_CODES,
  more_mw = 0,
  vintage = 'consolidated',
  temperature_celsius,
}: MonthFacts): string[] =>
  regions.flatMap(region => {
    const insert = (type: string, production: string, consumption: string, where = 'TRUE') => `
      INSERT INTO fact_energy_flow
      SELECT ${Number(region)}, k, ${energyTypeKey(type)}, ${production}, ${consumption}, 30, '${vintage}', 'ok',
        TIMESTAMP '2026-11-01 06:00:00', 1, 7, ${temperature_celsius ?? 'NULL'}
      FROM RANGE(${timeKey(from)}, ${timeKey(to)}, 2) AS halves(k) WHERE ${where}`
    const demand = `${100 * Number(region) + more_mw} + k % 96`
    const net = `${demand} - ${windMw + nuclearMw(region)}`
    return [
      insert('demand', 'NULL', demand),
      insert('wind', String(windMw), 'NULL'),
      ...(nuclearMw(region) > 0 ? [insert('nuclear', String(nuclearMw(region)), 'NULL')] : []),
      insert('import', net, 'NULL', `${net} >= 0`),
      insert('export', 'NULL', `-(${net})`, `${net} < 0`),
    ]
  })
