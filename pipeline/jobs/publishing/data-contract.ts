/** The data contract: what a consumer of the published files can rely on, from the catalogue. */
import type { Dataset } from '../../catalog/dataset.ts'
import { FEEDS } from '../../catalog/feeds.ts'
import type { Origin } from '../home.ts'
import { type ExportedFile, PUBLISHED } from './export-tables.ts'

const PROMISES = {
  time: 'Instants are UTC; intervals are half-open and named by their start. time_key is epoch seconds / 900.',
  missing: 'What is not known is null, in CSV an empty field; never zero.',
  power: 'Mean MW over the interval; production and consumption are zero or more, and never both set.',
  files:
    'A name is a content: files never change. The manifest names those of this version; it is written last.',
  changes:
    'Columns are added at the end; one that goes or changes its meaning makes another contract_version.',
}

/** @returns JSON; the same data makes the same text. */
export function contractOf(files: readonly ExportedFile[], origin: Origin): string {
  const contract = {
    contract_version: 1,
    title: 'Grid Power Stream: electricity balance of the French regions',
    origin,
    ...(origin === 'simulated' && { warning: 'SIMULATED: these values are invented.' }),
    promises: PROMISES,
    tables: PUBLISHED.map(dataset => toTable(dataset, files)).filter(({ rows }) => rows > 0),
  }
  return `${JSON.stringify(contract, null, 2)}\n`
}

function toTable(dataset: Dataset, files: readonly ExportedFile[]) {
  const own = files.filter(
    ({ table_name, format }) => table_name === dataset.table_name && format === 'parquet',
  )
  const { table_name, layer, description, grain, key, licence, lineage, retention, checks } = dataset
  return {
    table_name,
    layer,
    description,
    grain,
    key,
    columns: dataset.columns.map(column => ({ ...column, type: publishedType(column.type) })),
    rows: own.reduce((sum, { rows }) => sum + rows, 0),
    period: periodOf(own),
    licence,
    provenance: lineage.map(toSource),
    retention,
    checks,
  }
}

/** Flags and codes are text in the files of gold; those of silver have none. */
const publishedType = (type: string) => (type === 'BOOLEAN' || type.startsWith('ENUM') ? 'VARCHAR' : type)

/** Starts of the first and the last interval; null for a table that has no time. */
function periodOf(files: readonly ExportedFile[]) {
  const first = files.flatMap(({ first_utc }) => first_utc ?? []).toSorted()[0]
  const last = files
    .flatMap(({ last_utc }) => last_utc ?? [])
    .toSorted()
    .at(-1)
  return first && last ? { first_interval_utc: first, last_interval_utc: last } : null
}

/** A feed with its publisher; anything else as the catalogue names it. */
function toSource(source: string) {
  const feed = FEEDS.find(({ feed_id }) => source === `feed ${feed_id}`)
  if (!feed) return { source }
  const { publisher, dataset_id, endpoint, licence, attribution } = feed
  return { source, publisher, dataset_id, endpoint, licence, attribution }
}
