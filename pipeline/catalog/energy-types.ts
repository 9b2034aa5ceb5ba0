/**
 * Energy types: what a flow into or out of a region is made of. One row of `dim_energy_type` each.
 *
 * `injection` types fill `production_mw`, `withdrawal` types fill `consumption_mw`. A generation type
 * that runs negative for an interval (a plant drawing its own auxiliaries) is a withdrawal of that
 * type, so every sum stays additive.
 */

export type EnergyFamily = 'demand' | 'generation' | 'storage' | 'exchange'

export interface EnergyType {
  readonly energy_type_key: number
  readonly energy_type_code: string
  readonly name_en: string
  readonly name_fr: string
  readonly family: EnergyFamily
  readonly flow: 'injection' | 'withdrawal'
  readonly is_renewable: boolean
  /** Whether the operator can call on it when wanted. */
  readonly is_dispatchable: boolean
}

const energyType = (
  energy_type_key: number,
  energy_type_code: string,
  name_en: string,
  name_fr: string,
  family: EnergyFamily,
  flow: EnergyType['flow'],
  traits: { renewable?: true; dispatchable?: true } = {},
): EnergyType => ({
  energy_type_key,
  energy_type_code,
  name_en,
  name_fr,
  family,
  flow,
  is_renewable: traits.renewable ?? false,
  is_dispatchable: traits.dispatchable ?? false,
})

export const ENERGY_TYPES = [
  energyType(1, 'demand', 'Demand', 'Consommation', 'demand', 'withdrawal'),
  energyType(2, 'nuclear', 'Nuclear', 'Nucléaire', 'generation', 'injection', { dispatchable: true }),
  energyType(3, 'thermal', 'Thermal (gas, coal, oil)', 'Thermique', 'generation', 'injection', {
    dispatchable: true,
  }),
  energyType(4, 'wind', 'Wind', 'Éolien', 'generation', 'injection', { renewable: true }),
  energyType(5, 'solar', 'Solar', 'Solaire', 'generation', 'injection', { renewable: true }),
  energyType(6, 'hydro', 'Hydro', 'Hydraulique', 'generation', 'injection', {
    renewable: true,
    dispatchable: true,
  }),
  energyType(7, 'bioenergy', 'Bioenergy', 'Bioénergies', 'generation', 'injection', {
    renewable: true,
    dispatchable: true,
  }),
  energyType(8, 'pumping', 'Pumped storage, pumping', 'Pompage', 'storage', 'withdrawal', {
    dispatchable: true,
  }),
  energyType(9, 'battery_charge', 'Battery, charging', 'Stockage batterie', 'storage', 'withdrawal', {
    dispatchable: true,
  }),
  energyType(10, 'battery_discharge', 'Battery, discharging', 'Déstockage batterie', 'storage', 'injection', {
    dispatchable: true,
  }),
  energyType(11, 'import', 'Imports', 'Importations', 'exchange', 'injection'),
  energyType(12, 'export', 'Exports', 'Exportations', 'exchange', 'withdrawal'),
] as const satisfies readonly EnergyType[]

/** @throws RangeError when the code is not in the catalogue. */
export function energyTypeKey(code: string): number {
  const found = ENERGY_TYPES.find(type => type.energy_type_code === code)
  if (!found) throw new RangeError(`energy type ${code}: not in the catalogue`)
  return found.energy_type_key
}
