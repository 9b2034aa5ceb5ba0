/**
 * What a measure of a published row becomes in the fact: SQL text of DuckDB over a row of silver.
 * Which energy type, which side and which quality a value has is said here alone.
 */
import { energyTypeKey } from '../catalog/energy-types.ts'
import { MEASURES, type Measure } from '../catalog/measures.ts'
import type { QualityCode } from '../catalog/quality-codes.ts'
import { REGIONS } from '../catalog/regions.ts'
import { QUALITY_CODES } from './schema.ts'

/** Demand below this share of the lowest ever published is kept, marked suspect: an outage upstream. */
const SUSPECT_RATIO = 0.5

/** Below what demand of each region is suspect, MW. */
export const SUSPECT_BELOW = REGIONS.map(({ region_code, consumption_range_mw: [lowest] }) => ({
  region_code,
  suspect_below: Math.round(lowest * SUSPECT_RATIO),
}))

export interface MeasureFlow {
  readonly column: string
  /** Condition: it has a value, or is a generation type known to be unknown. */
  readonly isThere: string
  readonly energy_type_key: string
  readonly production_mw: string
  readonly consumption_mw: string
  /** Null where `isThere` does not hold. */
  readonly quality_code: string
}

/** A code as a value of its type: converting text for each fact takes a third of the load. */
const quality = (code: QualityCode['quality_code']): string => `CAST('${code}' AS ${QUALITY_CODES})`

/** Whether a comma-separated column names a measure. */
const names = (list: 'missing_measures' | 'quarantined_measures', measure: string): string =>
  `contains(${list}, '${measure}')`

function markerOf(column: string): string {
  if (!GENERATION_COLUMNS.has(column)) return 'NULL'
  return `CASE WHEN ${names('quarantined_measures', column)} THEN ${quality('quarantined')} WHEN ${names('missing_measures', column)} THEN ${quality('missing')} END`
}

/** Only generation types are marked unknown: their sum is the one that a silent gap would understate. */
const GENERATION_COLUMNS = new Set<string>(
  MEASURES.filter(
    (measure: Measure) => measure.positive !== undefined && measure.positive === measure.negative,
  ).map(measure => measure.column),
)

/** Where only one sign is allowed, zero belongs to it. */
function energyTypeOf({ column, positive, negative }: Measure): string {
  const ofPositive = positive ?? negative
  const ofNegative = negative ?? positive
  if (!ofPositive || !ofNegative) throw new RangeError(`measure ${column}: has no energy type`)
  return ofPositive === ofNegative
    ? String(energyTypeKey(ofPositive))
    : `CASE WHEN ${column} < 0 THEN ${energyTypeKey(ofNegative)} ELSE ${energyTypeKey(ofPositive)} END`
}

const NO_POWER = 'CAST(NULL AS DECIMAL(12,3))'

function productionOf({ column, positive, negative }: Measure): string {
  if (column === 'consumption_mw' || !positive) return NO_POWER
  return negative ? `CASE WHEN ${column} >= 0 THEN ${column} END` : column
}

function consumptionOf({ column, positive, negative }: Measure): string {
  if (column === 'consumption_mw') return column
  if (!negative) return NO_POWER
  return positive
    ? `CASE WHEN ${column} < 0 THEN CAST(-${column} AS DECIMAL(12,3)) END`
    : `CAST(-${column} AS DECIMAL(12,3))`
}

/** In the order of the catalogue. */
export const FLOWS: readonly MeasureFlow[] = MEASURES.map((measure: Measure) => {
  const { column } = measure
  const marker = markerOf(column)
  const known =
    column === 'consumption_mw'
      ? `CASE WHEN ${column} < suspect_below THEN ${quality('suspect')} ELSE ${quality('ok')} END`
      : quality('ok')
  return {
    column,
    isThere: marker === 'NULL' ? `${column} IS NOT NULL` : `(${column} IS NOT NULL OR ${marker} IS NOT NULL)`,
    energy_type_key: energyTypeOf(measure),
    production_mw: productionOf(measure),
    consumption_mw: consumptionOf(measure),
    quality_code: `CASE WHEN ${column} IS NULL THEN ${marker} ELSE ${known} END`,
  }
})
