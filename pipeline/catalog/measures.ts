/**
 * The measures of a regional éCO2mix publication: silver column, publisher's names, sign, and the
 * energy type each becomes in gold. All are mean power over the interval, MW.
 */
import type { Region } from './regions.ts'
import { GENERATION_TYPES } from './regions.ts'

export interface Measure {
  /** Column of silver table `eco2mix_regional`. */
  readonly column: string
  /** The publisher's column names, folded by `foldName`. */
  readonly publisher_names: readonly string[]
  /** Energy type of a positive value, and of a negative one; undefined where that sign is an error. */
  readonly positive?: string
  readonly negative?: string
  readonly meaning: string
}

export const MEASURES = [
  {
    column: 'consumption_mw',
    publisher_names: ['consommation'],
    positive: 'demand',
    meaning: 'Demand of the region.',
  },
  {
    column: 'thermal_mw',
    publisher_names: ['thermique'],
    positive: 'thermal',
    negative: 'thermal',
    meaning: 'Gas, coal and oil, lumped by the publisher; negative when plants draw their auxiliaries.',
  },
  {
    column: 'nuclear_mw',
    publisher_names: ['nucleaire'],
    positive: 'nuclear',
    negative: 'nuclear',
    meaning: 'Nuclear.',
  },
  {
    column: 'wind_mw',
    publisher_names: ['eolien'],
    positive: 'wind',
    negative: 'wind',
    meaning: 'Wind, on and off shore.',
  },
  {
    column: 'solar_mw',
    publisher_names: ['solaire'],
    positive: 'solar',
    negative: 'solar',
    meaning: 'Solar.',
  },
  {
    column: 'hydro_mw',
    publisher_names: ['hydraulique'],
    positive: 'hydro',
    negative: 'hydro',
    meaning: 'Hydro, turbining of pumped storage included.',
  },
  {
    column: 'bioenergy_mw',
    publisher_names: ['bioenergies', 'enr_thermique'],
    positive: 'bioenergy',
    negative: 'bioenergy',
    meaning: 'Biomass, biogas and waste.',
  },
  {
    column: 'pumping_mw',
    publisher_names: ['pompage'],
    negative: 'pumping',
    meaning: 'Consumption of pumped storage, zero or negative.',
  },
  {
    column: 'battery_charge_mw',
    publisher_names: ['stockage_batterie'],
    negative: 'battery_charge',
    meaning: 'Charging of batteries, zero or negative.',
  },
  {
    column: 'battery_discharge_mw',
    publisher_names: ['destockage_batterie'],
    positive: 'battery_discharge',
    meaning: 'Discharging of batteries, zero or positive.',
  },
  {
    column: 'exchange_mw',
    publisher_names: ['ech_physiques'],
    positive: 'import',
    negative: 'export',
    meaning: 'Net physical exchange with other regions and abroad, positive for imports.',
  },
] as const satisfies readonly Measure[]

/** The measures of the national publication that silver keeps; they stay apart from the star schema. */
export const NATIONAL_MEASURES = [
  { column: 'consumption_mw', publisher_names: ['consommation'], meaning: 'Demand of mainland France.' },
  {
    column: 'forecast_day_ahead_mw',
    publisher_names: ['prevision_j1', 'prevision_j_1', 'previsionj_1'],
    meaning: "The operator's day-ahead forecast of demand.",
  },
  {
    column: 'forecast_intraday_mw',
    publisher_names: ['prevision_j'],
    meaning: "The operator's intraday forecast of demand.",
  },
  { column: 'oil_mw', publisher_names: ['fioul', 'fioul_pointe'], meaning: 'Oil.' },
  { column: 'coal_mw', publisher_names: ['charbon'], meaning: 'Coal.' },
  { column: 'gas_mw', publisher_names: ['gaz'], meaning: 'Gas.' },
  { column: 'nuclear_mw', publisher_names: ['nucleaire'], meaning: 'Nuclear.' },
  { column: 'wind_mw', publisher_names: ['eolien'], meaning: 'Wind, on and off shore.' },
  { column: 'solar_mw', publisher_names: ['solaire'], meaning: 'Solar.' },
  {
    column: 'hydro_mw',
    publisher_names: ['hydraulique'],
    meaning: 'Hydro, turbining of pumped storage included.',
  },
  {
    column: 'pumping_mw',
    publisher_names: ['pompage'],
    meaning: 'Consumption of pumped storage, zero or negative.',
  },
  { column: 'bioenergy_mw', publisher_names: ['bioenergies'], meaning: 'Biomass, biogas and waste.' },
  {
    column: 'exchange_mw',
    publisher_names: ['ech_physiques', 'solde'],
    meaning: 'Net physical exchange with neighbouring countries, positive for imports.',
  },
  {
    column: 'co2_intensity_g_per_kwh',
    publisher_names: ['taux_co2', 'taux_de_co2'],
    meaning: 'Emissions per energy generated, g/kWh.',
  },
  {
    column: 'battery_charge_mw',
    publisher_names: ['stockage_batterie'],
    meaning: 'Charging of batteries, zero or negative.',
  },
  {
    column: 'battery_discharge_mw',
    publisher_names: ['destockage_batterie'],
    meaning: 'Discharging of batteries, zero or positive.',
  },
] as const satisfies readonly Measure[]

/** National demand outside this range is absurd, MW: the record is 102,000, the lowest 28,900. */
export const NATIONAL_PLAUSIBLE_DEMAND_MW = [15_000, 110_000] as const

/** Lowest and highest value a measure can have in a region, MW. What lies outside is quarantined. */
export function plausibleRange(measure: Measure, region: Region): readonly [lowest: number, highest: number] {
  const type = GENERATION_TYPES.find(name => `${name}_mw` === measure.column)
  const consumptionMax = region.consumption_range_mw[1]
  if (type) {
    const ceiling = Math.max(500, 2 * (region.capacity_mw[type] ?? 0))
    return [-Math.max(100, ceiling / 20), ceiling]
  }
  if (measure.column === 'consumption_mw') return [1, 2 * consumptionMax]
  const ceiling = 2 * consumptionMax + 20_000
  return [measure.negative ? -ceiling : 0, measure.positive ? ceiling : 0]
}
