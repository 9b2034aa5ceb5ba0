/**
 * Stages bronze objects for one silver table: recognises each, reads those of the same layout together,
 * and classifies their rows. An object that can't be read is set aside with its reason; the others go on.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { type BronzeRecord, readReceived } from '../bronze/bronze-store.ts'
import { type PublicationPart, recognise } from '../bronze/publication-format.ts'
import { mapAtOnce } from '../lake/at-once.ts'
import { LakeError, type ObjectStore } from '../lake/object-store.ts'
import { classifyRows, forgetParts, keepPlaced } from './classify-rows.ts'
import type { Connect } from './engine.ts'
import { classifyInLanes, LANES } from './lanes.ts'
import { batchKeyOf } from './load-record.ts'
import { datasetOfParquet, type ReadablePart, readParts, writeScratch } from './read-publications.ts'
import type { SilverTable } from './silver-table.ts'

/** Publications are read together up to this many bytes, to bound memory. */
const CHUNK_BYTES = 96 * 2 ** 20
/** Below this, reading publications apart costs more than it gains. */
const LANE_BYTES = 4 * 2 ** 20
/** Objects decompressed at the same time. */
const AT_ONCE = 4

export interface StagedObject {
  readonly record: BronzeRecord
  readonly parts: readonly number[]
  readonly dataset: SilverTable['name'] | 'unreadable'
  readonly unknown_columns: readonly string[]
  readonly error: string | null
}

interface ObjectPart extends ReadablePart {
  readonly record: BronzeRecord
  readonly dataset: SilverTable['name']
}

export type OnObject = (record: BronzeRecord) => void

/** Recognise objects and give each part a path that the engine can read. */
export async function locateParts(
  connection: DuckDBConnection,
  lake: ObjectStore,
  records: readonly BronzeRecord[],
  scratch: string,
): Promise<{ parts: readonly ObjectPart[]; unreadable: readonly StagedObject[] }> {
  const parts: ObjectPart[] = []
  const unreadable: StagedObject[] = []
  const locateNext = (record: BronzeRecord) => locateObject(connection, lake, record, scratch)
  for (const { found, refused } of await mapAtOnce(records, locateNext, AT_ONCE)) {
    for (const part of found) parts.push({ ...part, part: parts.length })
    if (refused) unreadable.push(refused)
  }
  return { parts, unreadable }
}

/** The parts of one object, or the object set aside when it can't be recognised. */
async function locateObject(
  connection: DuckDBConnection,
  lake: ObjectStore,
  record: BronzeRecord,
  scratch: string,
): Promise<{ found: readonly Omit<ObjectPart, 'part'>[]; refused?: StagedObject }> {
  try {
    const found: Omit<ObjectPart, 'part'>[] = []
    for (const [entry, publication] of (await recognise(await readReceived(lake, record))).entries()) {
      const place = await locate(lake, record, publication, `${record.sha256}.${entry}`, scratch)
      const dataset =
        publication.format.kind === 'parquet'
          ? await datasetOfParquet(connection, place.path)
          : publication.format.dataset
      if (!dataset) throw new Error('its columns are those of no dataset we know')
      found.push({
        ...place,
        size_bytes: publication.bytes.byteLength,
        format: publication.format,
        is_cut: publication.isCut,
        fetched_at: record.fetched_at,
        record,
        dataset,
      })
    }
    return { found }
  } catch (error) {
    if (isFaultOfMachine(error)) throw error
    return { found: [], refused: setAside(record, error) }
  }
}

async function locate(
  lake: ObjectStore,
  record: BronzeRecord,
  publication: PublicationPart,
  name: string,
  scratch: string,
): Promise<{ path: string; compression: 'none' | 'zstd' }> {
  // The engine reads compressed text, but no compressed Parquet: what a file is called does not tell what it is.
  const isReadable =
    publication.isWhole && (publication.format.kind !== 'parquet' || record.compression === 'none')
  return isReadable
    ? { path: await lake.localPath(record.path), compression: record.compression }
    : { path: await writeScratch(scratch, name, publication.bytes), compression: 'none' }
}

/**
 * Read and classify the parts of one table.
 *
 * `connection` sees the results of `classifyRows` as views, until they are forgotten.
 */
export async function stageParts(
  connection: DuckDBConnection,
  connect: Connect,
  table: SilverTable,
  parts: readonly ObjectPart[],
  onObject: OnObject,
): Promise<readonly StagedObject[]> {
  const unknownOf = new Map<number, readonly string[]>()
  const errorOf = new Map<number, string>()
  const chunks = [...Map.groupBy(parts, layoutOf).values()].flatMap(chunksOf)
  await classifyInLanes(connection, connect, table, chunks, async (lane, chunk) => {
    await stageAlike(lane, table, chunk, unknownOf, errorOf)
    for (const part of chunk) onObject(part.record)
  })
  const byObject = Map.groupBy(parts, part => part.record)
  return [...byObject].map(([record, ofObject]) => {
    const error = ofObject.map(({ part }) => errorOf.get(part)).find(message => message !== undefined)
    return {
      record,
      // An archive with one unreadable entry is unreadable: none of it is loaded by halves.
      parts: error === undefined ? ofObject.map(({ part }) => part) : [],
      dataset: error === undefined ? table.name : 'unreadable',
      unknown_columns: [...new Set(ofObject.flatMap(({ part }) => unknownOf.get(part) ?? []))],
      error: error ?? null,
    }
  })
}

/**
 * Read and classify parts of one layout. One that fails, by a fault of its own or of ours, is set aside; the
 * others go on.
 */
async function stageAlike(
  connection: DuckDBConnection,
  table: SilverTable,
  parts: readonly ObjectPart[],
  unknownOf: Map<number, readonly string[]>,
  errorOf: Map<number, string>,
): Promise<void> {
  const [first, ...others] = parts
  if (!first) return
  try {
    const rows = await readParts(connection, table, parts)
    await classifyRows(connection, table, rows.rowText)
    await keepPlaced(connection, table, first.part)
    for (const [part, names] of rows.unknownColumns) unknownOf.set(part, names)
  } catch (error) {
    if (isFaultOfMachine(error) && others.length === 0) throw error
    await forgetParts(
      connection,
      parts.map(({ part }) => part),
    )
    if (others.length === 0) {
      errorOf.set(first.part, messageOf(error).replaceAll(first.path, first.record.file_name))
      return
    }
    // The engine tells that one of them can't be read, not which: the other half is spared.
    const half = Math.ceil(parts.length / 2)
    for (const few of [parts.slice(0, half), parts.slice(half)])
      await stageAlike(connection, table, few, unknownOf, errorOf)
  }
}

/** Tell the engine which object each part belongs to. */
export async function createBatches(
  connection: DuckDBConnection,
  objects: readonly StagedObject[],
): Promise<void> {
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE batches (part INTEGER, batch_key BIGINT, first_seen_at TIMESTAMP)',
  )
  const rows = objects.flatMap(({ record, parts }) =>
    parts.map(
      part =>
        `(${part}, ${batchKeyOf(record.reception_id)}, TIMESTAMP '${record.fetched_at.replace('Z', '')}')`,
    ),
  )
  if (rows.length > 0) await connection.run(`INSERT INTO batches VALUES ${rows.join(', ')}`)
}

/** Parts that can be read together, shared out to as many chunks of like size as keep every lane at work. */
function chunksOf(parts: readonly ObjectPart[]): readonly (readonly ObjectPart[])[] {
  const total = parts.reduce((sum, part) => sum + part.size_bytes, 0)
  const rounds = Math.ceil(total / (LANES * CHUNK_BYTES))
  const count = Math.max(1, Math.min(rounds * LANES, Math.floor(total / LANE_BYTES)))
  const chunks = Array.from({ length: count }, () => ({ bytes: 0, parts: [] as ObjectPart[] }))
  for (const part of parts.toSorted((a, b) => b.size_bytes - a.size_bytes)) {
    const smallest = chunks.reduce((a, b) => (b.bytes < a.bytes ? b : a))
    smallest.parts.push(part)
    smallest.bytes += part.size_bytes
  }
  return chunks.map(chunk => chunk.parts).filter(chunk => chunk.length > 0)
}

/** Parquet files are typed, each in its own way: no two are alike. */
const layoutOf = ({ part, format, compression }: ObjectPart) =>
  format.kind === 'parquet' ? part : JSON.stringify([format, compression])

const setAside = (record: BronzeRecord, error: unknown): StagedObject => ({
  record,
  parts: [],
  dataset: 'unreadable',
  unknown_columns: [],
  error: messageOf(error),
})

/** A full disk or memory, or a lake out of reach, says nothing of the object: set aside, it would never be read again. */
const isFaultOfMachine = (error: unknown) =>
  error instanceof LakeError ||
  (error instanceof Error &&
    ('syscall' in error || /No space left on device|Too many open files|Out of Memory/.test(error.message)))

const messageOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
