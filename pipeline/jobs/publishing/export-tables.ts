/** Writes the cleaned data set into files: each table by year, as Parquet and as compressed CSV. The same rows make the same bytes. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Dataset } from '../../catalog/dataset.ts'
import { GOLD_DATASETS } from '../../catalog/gold-datasets.ts'
import { SILVER_DATASETS } from '../../catalog/silver-datasets.ts'
import { mapAtOnce } from '../../lake/at-once.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { literal, query, withEngine } from '../../silver/engine.ts'
import type { Home } from '../home.ts'
import { gatherGold, spansOfGold } from './gold-rows.ts'

export interface ExportedFile {
  /** `<table>-<year>-<sha256>.<format>`: the same name is the same content. */
  readonly name: string
  readonly path: string
  readonly table_name: string
  readonly format: 'parquet' | 'csv.gz'
  /** UTC; null for a table that has no time. */
  readonly year: number | null
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
  /** Start of the first and the last interval in it, ISO UTC; null for a table that has no time. */
  readonly first_utc: string | null
  readonly last_utc: string | null
}

/**
 * What the journals and checks say of ourselves is not the data set; nor are the forecasts of the last days, which are others every
 * hour.
 */
const NOT_PUBLISHED = ['load_batch', 'quarantine', 'feed_run', 'quality_result', 'forecast']
const GOLD = GOLD_DATASETS.filter(({ table_name }) => !NOT_PUBLISHED.includes(table_name))
export const PUBLISHED: readonly Dataset[] = [...SILVER_DATASETS, ...GOLD]

export type OnTable = (done: number, total: number, table: string) => void

/** @param folder for the files; they stay there. */
export async function exportTables(
  { lake, warehouse }: Home,
  folder: string,
  onTable: OnTable,
): Promise<readonly ExportedFile[]> {
  return withEngine(async connection => {
    const files: ExportedFile[] = []
    for (const [index, dataset] of PUBLISHED.entries()) {
      onTable(index, PUBLISHED.length, dataset.table_name)
      const context = { connection, folder, dataset }
      if (dataset.layer === 'silver') files.push(...(await exportSilver(context, lake)))
      else {
        for (const span of await spansOfGold(warehouse, dataset)) {
          await gatherGold(connection, warehouse, dataset, span)
          files.push(...(await writeFiles(context, 'SELECT * FROM gathered', span.year)))
        }
      }
    }
    return files
  })
}

interface Context {
  readonly connection: DuckDBConnection
  readonly folder: string
  readonly dataset: Dataset
}

async function exportSilver(context: Context, lake: ObjectStore): Promise<readonly ExportedFile[]> {
  const keys = await lake.list(`silver/${context.dataset.table_name}/`)
  const files: ExportedFile[] = []
  for (const [year, ofYear] of Map.groupBy(keys, yearOf)) {
    const paths = await mapAtOnce(ofYear, key => lake.localPath(key))
    const rows = `SELECT * FROM read_parquet([${paths.map(literal).join(', ')}], hive_partitioning = false)`
    files.push(...(await writeFiles(context, rows, year)))
  }
  return files
}

function yearOf(key: string): number {
  const [, year] = /\/year=(\d+)\//.exec(key) ?? []
  if (!year) throw new RangeError(`${key}: expected a partition of a year`)
  return Number(year)
}

/** Instants of both formats are UTC; that of CSV says so. */
const INSTANT = '%Y-%m-%dT%H:%M:%S.%gZ'

async function writeFiles(
  { connection, folder, dataset }: Context,
  rows: string,
  year: number | null,
): Promise<readonly ExportedFile[]> {
  const names = dataset.columns.map(({ column_name }) => column_name)
  const parquet = join(folder, 'unnamed.parquet')
  const csv = join(folder, 'unnamed.csv.gz')
  const source = names.includes('source_row') ? ', batch_key, source_row' : ''
  await connection.run(`
    COPY (SELECT ${names.join(', ')} FROM (${rows}) ORDER BY ${dataset.key.join(', ')}${source})
    TO ${literal(parquet)} (FORMAT parquet, COMPRESSION zstd)`)
  await connection.run(`
    COPY (SELECT * FROM read_parquet(${literal(parquet)}))
    TO ${literal(csv)} (FORMAT csv, HEADER, COMPRESSION gzip, TIMESTAMPFORMAT ${literal(INSTANT)})`)
  const [told] = await query<{ rows: number; first_utc: string | null; last_utc: string | null }>(
    connection,
    `SELECT count(*) AS rows, ${instantOf(dataset, 'min')} AS first_utc, ${instantOf(dataset, 'max')} AS last_utc
     FROM read_parquet(${literal(parquet)})`,
  )
  if (!told) throw new TypeError('a count without a row')
  if (told.rows === 0) return []
  const name = `${dataset.table_name}${year === null ? '' : `-${year}`}`
  const shared = { table_name: dataset.table_name, year, ...told }
  return [
    { ...shared, format: 'parquet', ...(await nameFile(folder, parquet, name, 'parquet')) },
    { ...shared, format: 'csv.gz', ...(await nameFile(folder, csv, name, 'csv.gz')) },
  ]
}

function instantOf({ columns }: Dataset, which: 'min' | 'max'): string {
  const names = columns.map(({ column_name }) => column_name)
  const instant = names.includes('time_key')
    ? 'make_timestamp(time_key * 900000000::BIGINT)'
    : names.find(name => name === 'interval_start_utc' || name === 'hour_utc')
  return instant ? `strftime(${which}(${instant}), ${literal('%Y-%m-%dT%H:%M:%SZ')})` : 'NULL'
}

/** Enough of a sha256 to tell any two files apart; the manifest has all of it. */
const NAME_DIGITS = 16

export async function nameFile(folder: string, unnamed: string, stem: string, extension: string) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(unnamed), hash)
  const sha256 = hash.digest('hex')
  const name = `${stem}-${sha256.slice(0, NAME_DIGITS)}.${extension}`
  const path = join(folder, name)
  await rename(unnamed, path)
  return { name, path, sha256, bytes: (await stat(path)).size }
}
