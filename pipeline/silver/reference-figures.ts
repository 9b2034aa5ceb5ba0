/** Judges a figure of a register or page by the catalogue's: what both region tables have in common. */
import { REGIONS, type Region } from '../catalog/regions.ts'
import type { Refusal } from './document-table.ts'

export interface Figure {
  readonly region_code: string
  readonly value: number
  /** Its place in the document, counted from 1. */
  readonly source_row: number
}

/**
 * Figures of the twelve regions that may be believed, by code, and refusals of the others. Two different
 * figures of one region are both refused.
 */
export function judgeFigures(
  figures: readonly Figure[],
  column: 'population' | 'area_km2',
  toleranceRatio: number,
): { readonly accepted: readonly Figure[]; readonly refusals: readonly Refusal[] } {
  const accepted: Figure[] = []
  const refusals: Refusal[] = []
  for (const region of REGIONS) {
    const own = figures.filter(({ region_code }) => region_code === region.region_code)
    const [first] = own
    if (!first) continue
    const reason_code = faultOf(own, region[column], toleranceRatio)
    if (reason_code === undefined) accepted.push(first)
    else refusals.push(...own.map(figure => refusalOf(figure, column, reason_code)))
  }
  return { accepted, refusals }
}

function faultOf(own: readonly Figure[], expected: number, ratio: number): string | undefined {
  if (new Set(own.map(({ value }) => value)).size > 1) return 'conflicting_duplicate'
  const isFar = own.some(({ value }) => !(Math.abs(value - expected) <= ratio * expected))
  return isFar ? 'differs_from_catalogue' : undefined
}

const refusalOf = (
  { region_code, value, source_row }: Figure,
  column: keyof Region,
  reason_code: string,
): Refusal => ({
  source_row,
  scope: 'value',
  region_code,
  time_key: null,
  column_name: column,
  raw_value: String(value),
  reason_code,
})
