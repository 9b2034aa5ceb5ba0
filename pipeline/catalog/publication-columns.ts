/**
 * The columns of éCO2mix publications, under every name publishers give them (folded by `foldName`).
 * Files and API answers differ in order, accents, units in labels and extra columns: all are read by
 * name, and a name that is not here is reported as schema drift.
 */
import { foldName } from './fold-name.ts'
import { MEASURES, NATIONAL_MEASURES } from './measures.ts'

export type PublicationDataset = 'eco2mix_regional' | 'eco2mix_national'

/** Identifying columns: our field → publisher's names, and the names of silver, under which databases keep them. */
export const IDENTIFYING_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  region_code: ['code_insee_region', 'region_code'],
  region_name: ['libelle_region', 'region', 'perimetre', 'region_name'],
  nature: ['nature', 'vintage_code'],
  local_date: ['date'],
  local_time: ['heure', 'heures'],
  instant: ['date_heure', 'interval_start_utc'],
}

/** Where a row of a database stands in the order of its changes: what the next fetch begins from. */
export const WATERMARK_COLUMN = 'watermark'

/** Known columns that stay in bronze: derived from others, or finer than the tables we keep. */
export const KEPT_IN_BRONZE: readonly RegExp[] = [
  /^(tco|tch)_/, // coverage and load factors: quotients of measures and capacities
  /^(import|export|flux_physiques)_/, // flows between pairs of regions, 2020 only
  /^eolien_(terrestre|offshore)$/,
  /^(fioul|gaz)_(tac|cogen|ccg|autres)$/,
  /^hydraulique_(fil_(de_l_)?eau_eclusee|lacs|step_turbinage)$/,
  /^bioenergies_(dechets|biomasse|biogaz)$/,
  /^ech_comm_/,
  /^column_\d+$/, // an export artefact, always empty; its number moves when columns change
  new RegExp(`^${WATERMARK_COLUMN}$`),
  /^$/, // unnamed: the trailing tabulation of RTE's files
]

/** Names that only the national publication has. */
export const NATIONAL_ONLY: ReadonlySet<string> = new Set([
  'prevision_j1',
  'prevision_j_1',
  'prevision_j',
  'fioul',
  'charbon',
  'taux_co2',
  'taux_de_co2',
  ...NATIONAL_MEASURES.map(({ column }) => column).filter(
    name => !MEASURES.some(({ column }) => column === name),
  ),
])

export const DEMAND: readonly string[] = ['consommation', 'consumption_mw']

export interface ColumnMapping {
  /** Our field → position of the publisher's column. */
  readonly positions: ReadonlyMap<string, number>
  /** Publisher's names that nothing here knows, as published. */
  readonly unknown: readonly string[]
}

/** Tells which dataset has these columns; undefined when it is none of ours. */
export function datasetOf(columns: readonly string[]): PublicationDataset | undefined {
  const names = new Set(columns.map(foldName))
  const has = (field: string) => IDENTIFYING_COLUMNS[field]?.some(name => names.has(name)) ?? false
  const hasTime = has('instant') || (has('local_date') && has('local_time'))
  if (!hasTime || ![...names].some(name => DEMAND.includes(name))) return undefined
  if (columns.some(column => NATIONAL_ONLY.has(foldName(column)))) return 'eco2mix_national'
  return has('region_code') || has('region_name') ? 'eco2mix_regional' : undefined
}

/** Publisher's name, folded → our field. */
export function fieldsByName(dataset: PublicationDataset): ReadonlyMap<string, string> {
  const measures = dataset === 'eco2mix_regional' ? MEASURES : NATIONAL_MEASURES
  return new Map([
    ...Object.entries(IDENTIFYING_COLUMNS).flatMap(([field, names]) =>
      names.map(name => [name, field] as const),
    ),
    ...measures.flatMap(({ column, publisher_names }) =>
      [column, ...publisher_names].map(name => [name, column] as const),
    ),
  ])
}

/** @throws DuplicateColumnError when two columns carry the same field. */
export function mapColumns(dataset: PublicationDataset, columns: readonly string[]): ColumnMapping {
  const fieldOf = fieldsByName(dataset)
  const positions = new Map<string, number>()
  const unknown: string[] = []
  for (const [position, column] of columns.entries()) {
    const name = foldName(column)
    const field = fieldOf.get(name)
    if (field === undefined) {
      if (!KEPT_IN_BRONZE.some(known => known.test(name))) unknown.push(column.trim())
      continue
    }
    if (positions.has(field)) {
      throw new DuplicateColumnError(
        `columns ${columns[positions.get(field) ?? 0]} and ${column}: both are ${field}`,
      )
    }
    positions.set(field, position)
  }
  return { positions, unknown }
}

class DuplicateColumnError extends Error {
  override readonly name = 'DuplicateColumnError'
}
