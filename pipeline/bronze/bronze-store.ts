/**
 * Bronze: what publishers sent, byte for byte, write-once and content-addressed.
 *
 * Body:   `bronze/<feed>/<yyyy>/<mm>/<dd>/<fetched-at>-<sha256>.<ext>[.zst]`
 * Record: `bronze/<feed>/records/<reception id>.json`, written last: an object exists once its record does.
 * The same bytes fetched twice are stored once, under the moment they were first seen. When a publisher goes
 * back to what he said before something else, the bytes are there and the moment is news: a record of its own.
 */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import { z } from 'zod'
import { mapAtOnce } from '../lake/at-once.ts'
import { ObjectNotFoundError, type ObjectStore } from '../lake/object-store.ts'
import { listAnswers, noteAnswer, type Question } from './answers.ts'
import { refuseMeterLevelData } from './privacy-guard.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)
/** Bytes handed over at a time: the default of 16 KiB takes twice as long. */
const CHUNK_BYTES = 2 ** 20
/** Level 1: on these tables smaller than the default level, and twice as fast. */
const COMPRESSION = { chunkSize: CHUNK_BYTES, params: { [constants.ZSTD_c_compressionLevel]: 1 } }

const SHA256 = /^[0-9a-f]{64}$/

const BronzeRecord = z
  .object({
    feed_id: z.string(),
    /** The sha256; of a return to bytes that came before, a digest of them and of the moment. Older records leave it out. */
    reception_id: z.string().regex(SHA256).optional(),
    /** Lake key of the body. */
    path: z.string(),
    /** Of the bytes as received, before compression. */
    sha256: z.string().regex(SHA256),
    size_bytes: z.int().nonnegative(),
    compression: z.enum(['none', 'zstd']),
    /** The name under which the bytes came. */
    file_name: z.string(),
    /** When we received them: first, or again after something else. ISO UTC. */
    fetched_at: z.iso.datetime(),
    is_simulated: z.boolean(),
    /** What was asked of the publisher, and how it answered; absent for files that a person gave. */
    request: z
      .object({
        /** Without credentials. */
        url: z.string(),
        status: z.int(),
        /** Those that matter: content-type, etag, last-modified, date. */
        headers: z.record(z.string(), z.string()),
      })
      .optional(),
  })
  .transform(record => ({ ...record, reception_id: record.reception_id ?? record.sha256 }))
export type BronzeRecord = Readonly<z.infer<typeof BronzeRecord>>

export interface Received {
  readonly feed_id: string
  readonly file_name: string
  readonly bytes: Uint8Array
  readonly fetched_at: Date
  readonly is_simulated: boolean
  readonly request?: BronzeRecord['request']
  /** Whether the answer is all that the publisher has to say to the request, and so takes back another one. */
  readonly isWholeAnswer?: boolean
}

/** Formats that are compressed already: stored as they are. */
const COMPRESSED_EXTENSIONS = new Set(['zip', 'parquet'])

/**
 * Store a publication.
 *
 * @returns its record, and whether it is news: bytes that never came, or that came back.
 * @throws PersonalDataError when they tell of single meters or persons; nothing is stored then.
 */
export async function storeReceived(
  lake: ObjectStore,
  received: Received,
): Promise<{ record: BronzeRecord; isNew: boolean }> {
  const sha256 = sha256Of(received.bytes)
  const { feed_id, request, isWholeAnswer } = received
  const known = await findRecord(lake, recordKeyOf({ feed_id, reception_id: sha256 }))
  if (!request || !isWholeAnswer)
    return known ? { record: known, isNew: false } : storeFirst(lake, received, sha256)

  const question = { feed_id, url: request.url }
  const last = known && (await lastAnswer(lake, question, received.fetched_at))
  if (last?.sha256 === sha256) return { record: last, isNew: false }
  const fetchedAt = received.fetched_at.toISOString()
  const reception_id = last ? sha256Of(`${sha256} ${fetchedAt}`) : sha256
  // Before the record, or a run that is killed between them would leave a reception that no answer tells of.
  const note = () => noteAnswer(lake, question, received.fetched_at, reception_id)
  if (!known) return storeFirst(lake, received, sha256, note)
  await note()
  if (!last) return { record: known, isNew: false }
  return writeRecord(lake, { ...known, reception_id, fetched_at: fetchedAt, request })
}

/** The record of the last whole answer to a question until a moment; undefined when none is known. */
async function lastAnswer(
  lake: ObjectStore,
  question: Question,
  until: Date,
): Promise<BronzeRecord | undefined> {
  for (const reception_id of (await listAnswers(lake, question, until)).toReversed()) {
    const record = await findRecord(lake, recordKeyOf({ feed_id: question.feed_id, reception_id }))
    if (record) return record
  }
  return undefined
}

async function storeFirst(
  lake: ObjectStore,
  { feed_id, file_name, bytes, fetched_at, is_simulated, request }: Received,
  sha256: string,
  beforeRecord: () => Promise<void> = async () => undefined,
): Promise<{ record: BronzeRecord; isNew: boolean }> {
  const extension = extensionOf(file_name)
  const compression = COMPRESSED_EXTENSIONS.has(extension) ? 'none' : 'zstd'
  // Compressed by a thread of its own while this one looks at the bytes.
  const [body] = await Promise.all([
    compression === 'zstd' ? compress(bytes, COMPRESSION) : bytes,
    refuseMeterLevelData(file_name, bytes),
  ])
  const day = fetched_at.toISOString().slice(0, 10).replaceAll('-', '/')
  const suffix = `-${sha256}.${extension}${compression === 'zstd' ? '.zst' : ''}`
  const dayPrefix = `bronze/${feed_id}/${day}/`
  // A run that was killed between body and record left the body behind: it is the same bytes.
  const orphan = (await lake.list(dayPrefix)).find(key => key.endsWith(suffix))
  const path = orphan ?? `${dayPrefix}${fetched_at.toISOString().replaceAll(':', '-')}${suffix}`
  if (!orphan) await lake.create(path, body)

  const record: BronzeRecord = {
    feed_id,
    reception_id: sha256,
    path,
    sha256,
    size_bytes: bytes.byteLength,
    compression,
    file_name,
    fetched_at: fetched_at.toISOString(),
    is_simulated,
    ...(request && { request }),
  }
  await beforeRecord()
  const stored = await writeRecord(lake, record)
  // The same bytes came twice at once: the body that no record names is one too many.
  if (stored.record.path !== path) await lake.remove(path)
  return stored
}

/** @returns the record that is there, when one is. */
async function writeRecord(
  lake: ObjectStore,
  record: BronzeRecord,
): Promise<{ record: BronzeRecord; isNew: boolean }> {
  const key = recordKeyOf(record)
  const isNew = await lake.create(key, new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`))
  return { record: isNew ? record : await readRecord(lake, key), isNew }
}

/** What names an object: a list of these is had without reading any record. */
export interface ReceivedKey {
  readonly feed_id: string
  readonly reception_id: string
}

export async function listReceivedKeys(lake: ObjectStore, feedId: string): Promise<readonly ReceivedKey[]> {
  const prefix = recordsPrefix(feedId)
  const keys = await lake.list(prefix)
  return keys.map(key => ({ feed_id: feedId, reception_id: key.slice(prefix.length, -'.json'.length) }))
}

/** The records of some objects, in the order received. */
export async function readReceivedRecords(
  lake: ObjectStore,
  keys: readonly ReceivedKey[],
): Promise<readonly BronzeRecord[]> {
  const records = await mapAtOnce(keys, key => readRecord(lake, recordKeyOf(key)))
  return records.toSorted(
    (a, b) => compareText(a.fetched_at, b.fetched_at) || compareText(a.reception_id, b.reception_id),
  )
}

/** Every object of a feed, in the order received. */
export async function listReceived(lake: ObjectStore, feedId: string): Promise<readonly BronzeRecord[]> {
  return readReceivedRecords(lake, await listReceivedKeys(lake, feedId))
}

/** The bytes as received. @throws BronzeCorruptError when they are not those of the record. */
export async function readReceived(lake: ObjectStore, record: BronzeRecord): Promise<Uint8Array> {
  // Of the copy that the engine reads, too: a remote lake is asked for the body once.
  const stored = await readFile(await lake.localPath(record.path))
  const bytes = record.compression === 'zstd' ? await unpack(record, stored) : stored
  const sha256 = sha256Of(bytes)
  if (sha256 !== record.sha256) {
    throw new BronzeCorruptError(`${record.path}: sha256 is ${sha256}, expected ${record.sha256}`)
  }
  return bytes
}

/** Into one piece of memory of the size that the record tells: pieces would have to be joined. */
async function unpack({ path, size_bytes }: BronzeRecord, stored: Uint8Array): Promise<Uint8Array> {
  try {
    return await decompress(stored, { chunkSize: Math.max(size_bytes, CHUNK_BYTES) })
  } catch (cause) {
    throw new BronzeCorruptError(`${path}: is no longer what was stored: ${messageOf(cause)}`, { cause })
  }
}

const sha256Of = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex')

/** Stored bytes are not what was received: a person must look. */
export class BronzeCorruptError extends Error {
  override readonly name = 'BronzeCorruptError'
}

const recordsPrefix = (feedId: string) => `bronze/${feedId}/records/`
const recordKeyOf = ({ feed_id, reception_id }: ReceivedKey) =>
  `${recordsPrefix(feed_id)}${reception_id}.json`

async function findRecord(lake: ObjectStore, key: string): Promise<BronzeRecord | undefined> {
  try {
    return await readRecord(lake, key)
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return undefined
    throw error
  }
}

async function readRecord(lake: ObjectStore, key: string): Promise<BronzeRecord> {
  const text = new TextDecoder().decode(await lake.read(key))
  const parsed = BronzeRecord.safeParse(parseJson(key, text))
  if (!parsed.success) throw new BronzeCorruptError(`${key}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

function parseJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new BronzeCorruptError(`${key}: ${messageOf(cause)}`, { cause })
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Lower-case letters and digits only: names come from outside and become part of a path. */
function extensionOf(fileName: string): string {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(fileName)?.[1]
  return extension?.toLowerCase() ?? 'bin'
}
