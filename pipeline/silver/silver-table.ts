/** What tells one silver table of éCO2mix from another: its measures and what each may be. */
import type { Measure } from '../catalog/measures.ts'
import type { PublicationDataset } from '../catalog/publication-columns.ts'

export interface SilverTable {
  readonly name: PublicationDataset
  readonly measures: readonly Measure[]
  /** By region code; a value outside its range is quarantined. `FR` stands for the whole of France. */
  readonly regions: ReadonlyMap<string, SilverRegion>
  /** Region of a row that names none. */
  readonly regionCodeOf: (regionCode: string | null, regionName: string | null) => string | undefined
}

export interface SilverRegion {
  readonly rangeOf: (measure: Measure) => readonly [lowest: number, highest: number]
  /** Measures the region has: not publishing one makes the sums of the row incomplete. */
  readonly expected: readonly string[]
}

/** Four bytes, to the last digit of what is published: no power or forecast of a region or of France reaches 1,000 GW. */
export const MEASURE_TYPE = 'DECIMAL(9,3)'

export const measureColumns = (table: SilverTable): readonly string[] =>
  table.measures.map(measure => measure.column)

/**
 * SQL text, over rows `p`: whether the region of a row is one that publishes a measure. A list for it to be IN would
 * become a join, for each measure.
 */
export function isExpectedOf(table: SilverTable, column: string): string {
  const codes = [...table.regions].flatMap(([code, { expected }]) => (expected.includes(column) ? code : []))
  return codes.length === 0 ? 'false' : `contains('${codes.join(',')}', p.region_code)`
}
