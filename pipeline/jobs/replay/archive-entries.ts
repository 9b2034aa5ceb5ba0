/**
 * The files in an archive, one after the other, without the archive ever being whole in memory: .tar,
 * .tar.gz, .tar.xz and .zip, told by their content.
 */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import tar from 'tar-stream'
import xz from 'xz-decompress'
import { ZipArchiveError, zippedFiles } from '../../bronze/zip-archive.ts'

export interface ArchiveEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The archive is none of those we read, or it is damaged. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** Archives come from outside: one entry is in memory at a time, and no longer than this. */
const MAX_ENTRY_BYTES = 256 * 2 ** 20
const TAR_MAGIC_AT = 257

/** @throws ArchiveError naming the file and what is wrong with it. */
export async function* archiveEntries(path: string): AsyncGenerator<ArchiveEntry> {
  const kind = await kindOf(path)
  try {
    if (kind === 'zip') yield* zippedFiles(path, { bytes: MAX_ENTRY_BYTES, of: 'each file' })
    else yield* tarred(path, kind)
  } catch (cause) {
    if (cause instanceof ArchiveError) throw cause
    const what = cause instanceof Error ? cause.message : String(cause)
    throw new ArchiveError(`${path}: ${cause instanceof ZipArchiveError ? what : `damaged: ${what}`}`, {
      cause,
    })
  }
}

type Kind = 'tar' | 'gzip' | 'xz' | 'zip'

async function kindOf(path: string): Promise<Kind> {
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
  await file.close()
  const head = buffer.subarray(0, bytesRead)
  const begins = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte)
  if (begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz'
  if (begins(0x1f, 0x8b)) return 'gzip'
  if (begins(0x50, 0x4b, 0x03, 0x04)) return 'zip'
  if (head.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + 5).toString('latin1') === 'ustar') return 'tar'
  throw new ArchiveError(`${path}: expected a folder, or a .tar, .tar.gz, .tar.xz or .zip archive`)
}

function unpacked(file: Readable, kind: Exclude<Kind, 'zip'>): Readable {
  if (kind === 'tar') return file
  if (kind === 'xz') return Readable.from(new xz.XzReadableStream(webStreamOf(file)))
  const gunzip = createGunzip()
  file.once('error', error => gunzip.destroy(error))
  return file.pipe(gunzip)
}

/** Asks the file for the next piece when the piece before it is unpacked. */
function webStreamOf(file: AsyncIterable<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = file[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}

async function* tarred(path: string, kind: Exclude<Kind, 'zip'>): AsyncGenerator<ArchiveEntry> {
  const file = createReadStream(path)
  try {
    yield* tarEntries(unpacked(file, kind))
  } finally {
    file.destroy()
  }
}

async function* tarEntries(source: Readable): AsyncGenerator<ArchiveEntry> {
  const extract = tar.extract()
  source.once('error', error => extract.destroy(error))
  source.pipe(extract)
  for await (const entry of extract) {
    const { name, type } = entry.header
    if (type === 'file') yield { name, bytes: await collect(name, entry) }
    else entry.resume()
  }
}

async function collect(name: string, stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError(`${name}: a stream of something else than bytes`)
    size += chunk.byteLength
    refuseHuge(name, size)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function refuseHuge(name: string, size: number): void {
  if (size > MAX_ENTRY_BYTES) throw new Error(`${name}: more than ${MAX_ENTRY_BYTES} bytes`)
}
