/** The shares that ODRÉ adds to each regional row, in %: TCO of the demand covered, TCH of the capacity in use. */
import type { GenerationType, Region } from '../../../catalog/regions.ts'
import type { Observation } from '../../observation.ts'

export interface Share {
  /** The publisher's suffix and label: `tco_eolien`, `TCO Eolien (%)`. */
  readonly field: string
  readonly label: string
  readonly type: GenerationType
}

export const SHARES: readonly Share[] = [
  { field: 'thermique', label: 'Thermique', type: 'thermal' },
  { field: 'nucleaire', label: 'Nucléaire', type: 'nuclear' },
  { field: 'eolien', label: 'Eolien', type: 'wind' },
  { field: 'solaire', label: 'Solaire', type: 'solar' },
  { field: 'hydraulique', label: 'Hydraulique', type: 'hydro' },
  { field: 'bioenergies', label: 'Bioénergies', type: 'bioenergy' },
]

/** undefined where the publisher has no share: no demand, no capacity. */
export function shareOfDemand(values: Observation, { type }: Share): string | undefined {
  return toPercent(values[`${type}_mw`], values.consumption_mw)
}

export function shareOfCapacity(values: Observation, { type }: Share, region: Region): string | undefined {
  return toPercent(values[`${type}_mw`], region.capacity_mw[type])
}

/** How the publisher writes hundredths: `.0`, `.01`, `.5`. Made once: printing fractions is slow. */
const DECIMALS: readonly string[] = Array.from({ length: 100 }, (_, hundredths) =>
  hundredths % 10 === 0 ? `.${hundredths / 10}` : `.${String(hundredths).padStart(2, '0')}`,
)

/** Two decimals, written as the publisher does: `7.24`, `50.0`. */
function toPercent(part: number, whole: number | null): string | undefined {
  if (!whole) return undefined
  if (part === 0) return '0.0'
  const hundredths = Math.round((10_000 * part) / whole)
  const size = Math.abs(hundredths)
  const rest = size % 100
  return (hundredths < 0 ? '-' : '') + (size - rest) / 100 + DECIMALS[rest]
}
