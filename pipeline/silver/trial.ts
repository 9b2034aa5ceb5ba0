/**
 * A trial for tests: publications go through bronze and silver in a temporary home, and what became of
 * them is read back from the files that silver wrote.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type BronzeRecord, storeReceived } from '../bronze/bronze-store.ts'
import { FEEDS } from '../catalog/feeds.ts'
import type { PublicationDataset } from '../catalog/publication-columns.ts'
import { openLocalDisk } from '../lake/local-disk.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { literal, query, withEngine } from './engine.ts'
import { type LoadRecord, listLoads } from './load-record.ts'
import { type SilverUpdate, updateSilver } from './update-silver.ts'

const FEED = 'eco2mix-files'
const FIXTURES = join(import.meta.dirname, 'fixtures')
const FIRST_FETCH = Date.parse('2026-09-01T06:00:00Z')

/** A silver row; instants are ISO text in UTC, measures are numbers or null. */
export type TrialRow = Readonly<Record<string, string | number | null>>

export interface QuarantineRow {
  readonly source_row: number
  readonly scope: 'row' | 'value'
  readonly region_code: string | null
  readonly interval_start_utc: string | null
  readonly column_name: string | null
  readonly raw_value: string | null
  readonly reason_code: string
}

export interface TrialAnswer {
  readonly text: string
  readonly fetchedAt: string
  /** What was asked; without it, the answer came as a file. */
  readonly url?: string
}

export interface Trial {
  readonly home: string
  readonly lake: ObjectStore
  /** Receive a fixture or other file, a minute after the publication before it unless told otherwise. */
  receive(fixture: string, fetchedAt?: string, fileName?: string): Promise<BronzeRecord>
  receiveBytes(fileName: string, content: Uint8Array | string, fetchedAt?: string): Promise<BronzeRecord>
  /** Receive what the publisher of a feed answered to a request. */
  receiveAnswer(feedId: string, answer: TrialAnswer): Promise<BronzeRecord>
  update(): Promise<SilverUpdate>
  /** In the order of their key. */
  rows(table?: PublicationDataset): Promise<readonly TrialRow[]>
  /** Rows of any table, in the order of their columns; instants as text without zone. */
  tableRows(table: string): Promise<readonly TrialRow[]>
  quarantine(): Promise<readonly QuarantineRow[]>
  /** The load record of a file by its name. */
  loadOf(fileName: string): Promise<LoadRecord>
  close(): Promise<void>
}

export async function openTrial(): Promise<Trial> {
  const home = await mkdtemp(join(tmpdir(), 'grid-trial-'))
  const lake = openLocalDisk(home)
  let received = 0

  const trial: Trial = {
    home,
    lake,
    receive: async (fixture, fetchedAt, fileName = fixture) =>
      trial.receiveBytes(fileName, await readFile(resolve(FIXTURES, fixture)), fetchedAt),
    async receiveBytes(fileName, content, fetchedAt) {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
      const fetched_at = new Date(fetchedAt ?? FIRST_FETCH + received++ * 60_000)
      const { record } = await storeReceived(lake, {
        feed_id: FEED,
        file_name: fileName,
        bytes,
        fetched_at,
        is_simulated: false,
      })
      return record
    },
    async receiveAnswer(feed_id, { text, fetchedAt, url }) {
      const { record } = await storeReceived(lake, {
        feed_id,
        file_name: `${feed_id}.json`,
        bytes: new TextEncoder().encode(text),
        fetched_at: new Date(fetchedAt),
        is_simulated: false,
        ...(url && { request: { url, status: 200, headers: {} } }),
      })
      return record
    },
    update: () =>
      updateSilver(
        lake,
        FEEDS.map(feed => feed.feed_id),
      ),
    async rows(table = 'eco2mix_regional') {
      const keys = await lake.list(`silver/${table}/`)
      return readParquet<TrialRow>(
        lake,
        keys,
        `* REPLACE (${isoText('interval_start_utc')}, ${isoText('first_seen_at')})`,
        'region_code, interval_start_utc, vintage_code, first_seen_at',
      )
    },
    async tableRows(table) {
      const keys = await lake.list(`silver/${table}/`)
      const rows = await readParquet<{ line: string }>(lake, keys, 'CAST(to_json(t) AS VARCHAR) AS line', '1')
      return rows.map(({ line }) => JSON.parse(line))
    },
    async quarantine() {
      return readParquet<QuarantineRow>(
        lake,
        await lake.list('silver/quarantine/'),
        `* REPLACE (${isoText('interval_start_utc')})`,
        'batch_key, source_row, scope, column_name',
      )
    },
    async loadOf(fileName) {
      const load = (await listLoads(lake)).find(record => record.file_name === fileName)
      if (!load) throw new RangeError(`${fileName}: has no load record`)
      return load
    },
    close: () => rm(home, { recursive: true, force: true }),
  }
  return trial
}

/** One trial of some fixtures, received one after the other and loaded together. */
export async function tryFixtures(...fixtures: readonly string[]): Promise<Trial> {
  const trial = await openTrial()
  for (const fixture of fixtures) await trial.receive(fixture)
  await trial.update()
  return trial
}

/** Some columns of rows, as arrays. */
export const pick = <Row>(rows: readonly Row[], ...columns: readonly (keyof Row)[]) =>
  rows.map(row => columns.map(column => row[column]))

/** Path and sha256 of every file below a folder of the home. */
export async function filesOf(trial: Trial, folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(join(trial.home, folder), { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const files = paths
    .toSorted()
    .map(async path => [path.slice(trial.home.length + 1), sha256(await readFile(path))] as const)
  return new Map(await Promise.all(files))
}

async function readParquet<Row>(
  lake: ObjectStore,
  keys: readonly string[],
  columns: string,
  order: string,
): Promise<readonly Row[]> {
  if (keys.length === 0) return []
  const paths = await Promise.all(keys.map(async key => literal(await lake.localPath(key))))
  return withEngine(connection =>
    query<Row>(
      connection,
      `SELECT ${columns} FROM read_parquet([${paths.join(', ')}], hive_partitioning = false) t ORDER BY ${order}`,
    ),
  )
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const isoText = (column: string) => `strftime(${column}, '%Y-%m-%dT%H:%M:%SZ') AS ${column}`
