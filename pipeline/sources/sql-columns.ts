/** Whether the columns of a table or query make a publication, and how its rows become those of one. */
import { personalNameIn } from '../catalog/personal-data.ts'
import {
  datasetOf,
  mapColumns,
  type PublicationDataset,
  WATERMARK_COLUMN,
} from '../catalog/publication-columns.ts'
import { FetchError } from './connector.ts'
import type { SqlColumn, SqlRow } from './sql-session.ts'
import type { SqlSourceConfig } from './sql-source-config.ts'

/** A row as it is published: names and exact text, or null. */
export interface PublishedRow {
  readonly cells: Readonly<Record<string, string | null>>
  readonly watermark: string | null
}

export interface SqlLayout {
  readonly columns: readonly SqlColumn[]
  readonly watermark: SqlColumn
  toPublished(row: SqlRow): PublishedRow
}

const EXPECTED =
  'expected the names of éCO2mix, code_insee_region or libelle_region, nature, date_heure and consommation, or those of silver, region_code, vintage_code, interval_start_utc and consumption_mw; further measures as there'

/** @throws FetchError `misconfigured`, or `personal-data`, before any row has been read. */
export function checkColumns(config: SqlSourceConfig, columns: readonly SqlColumn[]): SqlLayout {
  refusePersonal(config, columns)
  const watermark = findWatermark(config, columns)
  const dataset = findDataset(config, columns)
  refuseZoneless(config, dataset, columns)
  const names = columns.map(({ name }) => name)
  const position = columns.indexOf(watermark)
  const isPublished = mapColumns(dataset, names)
    .positions.values()
    .some(index => index === position)
  // Under a name that everyone knows, unless it is one of the publication's own columns.
  const published = names.map((name, index) => (index === position && !isPublished ? WATERMARK_COLUMN : name))
  return {
    columns,
    watermark,
    toPublished: row => ({
      cells: Object.fromEntries(
        row.map((cell, index) => [published[index], asPublished(cell, columns[index]?.kind, config)]),
      ),
      watermark: finite(row[position] ?? null, config),
    }),
  }
}

function refusePersonal(config: SqlSourceConfig, columns: readonly SqlColumn[]): void {
  for (const { name } of columns) {
    const personal = personalNameIn(name)
    if (personal)
      throw refusal(
        config,
        `column « ${personal.words} » ${personal.reason}; expected totals of whole regions`,
        'personal-data',
      )
  }
}

function findWatermark(config: SqlSourceConfig, columns: readonly SqlColumn[]): SqlColumn {
  const watermark =
    columns.find(({ name }) => name === config.watermark) ??
    (config.engine === 'sqlserver' ? columns.find(({ name }) => isSame(name, config.watermark)) : undefined)
  if (!watermark)
    throw refusal(config, `GRID_SQL_SOURCE_WATERMARK: no column ${config.watermark}; ${listed(columns)}`)
  if (watermark.kind === 'other')
    throw refusal(
      config,
      `GRID_SQL_SOURCE_WATERMARK: ${watermark.name} is ${watermark.type}, expected a time or an integer`,
    )
  if (watermark.kind === 'integer' && config.lookBack === undefined)
    throw refusal(
      config,
      `GRID_SQL_SOURCE_LOOK_BACK: ${watermark.name} is ${watermark.type}, so say how far to look back in its own units`,
    )
  return watermark
}

function findDataset(config: SqlSourceConfig, columns: readonly SqlColumn[]): PublicationDataset {
  const names = columns.map(({ name }) => name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw refusal(config, `column ${repeated} comes twice; name each column once`)
  const dataset = datasetOf(names)
  if (dataset === undefined || !mapped(config, dataset, names).has('nature'))
    throw refusal(config, `${listed(columns)}; ${EXPECTED}`)
  return dataset
}

function mapped(config: SqlSourceConfig, dataset: PublicationDataset, names: readonly string[]) {
  try {
    return mapColumns(dataset, names).positions
  } catch (error) {
    throw refusal(config, error instanceof Error ? error.message : String(error))
  }
}

/** A time without a zone may be UTC, or local and ambiguous one hour a year: it is not for us to guess. */
function refuseZoneless(
  config: SqlSourceConfig,
  dataset: PublicationDataset,
  columns: readonly SqlColumn[],
): void {
  const index = mapColumns(
    dataset,
    columns.map(({ name }) => name),
  ).positions.get('instant')
  const instant = index === undefined ? undefined : columns[index]
  if (instant?.kind !== 'zoneless' || config.isZonelessUtc) return
  throw refusal(
    config,
    `column ${instant.name} is ${instant.type}, without a zone: set GRID_SQL_SOURCE_TIME_ZONE=UTC if it is UTC, or convert it in GRID_SQL_SOURCE_QUERY`,
  )
}

function asPublished(
  cell: string | null | undefined,
  kind: SqlColumn['kind'] | undefined,
  { isZonelessUtc }: SqlSourceConfig,
): string | null {
  if (cell === null || cell === undefined) return null
  return kind === 'zoneless' && isZonelessUtc && /T[\d:.]+$/.test(cell) ? `${cell}Z` : cell
}

/** After the end of time nothing could ever come. */
function finite(watermark: string | null, config: SqlSourceConfig): string | null {
  if (watermark === null || !/infinity/i.test(watermark)) return watermark
  throw refusal(config, `column ${config.watermark} holds ${watermark}, expected a moment`, 'rejected')
}

/** Names in SQL Server compare without regard to case, unless a database is set up otherwise. */
const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

const listed = (columns: readonly SqlColumn[]) =>
  `found ${columns.map(({ name, type }) => `${name} (${type})`).join(', ')}`

const refusal = (
  config: SqlSourceConfig,
  fault: string,
  code: 'misconfigured' | 'personal-data' | 'rejected' = 'misconfigured',
) => new FetchError(code, `${config.publicUrl}: ${fault}`, { calls: 1 })
