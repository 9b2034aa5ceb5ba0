/**
 * Reads .zip archives, one file of them at a time, and vouches for what it hands out: every file is listed once, under
 * the name it has beside its bytes, is as long as the archive says, and has the sum that the archive says.
 */
import { crc32 } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { withoutDeliveryPoints } from './delivery-points.ts'

export interface ZippedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** How many bytes may be unpacked: an archive of a few kilobytes can hold terabytes of noughts. */
export interface UnpackLimit {
  readonly bytes: number
  readonly of: 'each file' | 'all files'
}

/** The archive is not to be read. The message goes on after « a zip archive that », and holds no delivery point. */
export class ZipArchiveError extends Error {
  override readonly name = 'ZipArchiveError'
  /** Unreadable: nothing here can read all of it. The others can be read, if not by us, or not the same by everyone. */
  readonly fault: 'unreadable' | 'ambiguous' | 'too-large'

  constructor(fault: ZipArchiveError['fault'], message: string, options?: ErrorOptions) {
    super(withoutDeliveryPoints(message), options)
    this.fault = fault
  }
}

/**
 * The files in an archive; folders are left out.
 *
 * @param archive its bytes, or the path of a file that is never whole in memory.
 * @throws ZipArchiveError naming the file in it that is at fault; what was handed out before is sound.
 */
export async function* zippedFiles(
  archive: Uint8Array | string,
  limit: UnpackLimit,
): AsyncGenerator<ZippedFile> {
  const zip = await open(archive)
  try {
    const entries = await listEntries(zip)
    refuseTwins(entries)
    refuseHuge(entries, limit)
    for (const entry of entries) if (!isFolder(entry)) yield await readEntry(zip, entry)
  } finally {
    zip.close()
  }
}

const isFolder = ({ fileName, uncompressedSize }: Entry): boolean =>
  fileName.endsWith('/') && uncompressedSize === 0

async function open(archive: Uint8Array | string): Promise<ZipFile> {
  const options = { autoClose: false }
  if (typeof archive === 'string') return orDamaged('', yauzl.openPromise(archive, options))
  const { buffer, byteOffset, byteLength } = archive
  return orDamaged('', yauzl.fromBufferPromise(Buffer.from(buffer, byteOffset, byteLength), options))
}

/** A fault of the machine stays what it is. */
async function orDamaged<T>(name: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (cause) {
    if (cause instanceof ZipArchiveError || isOfFileSystem(cause)) throw cause
    throw damaged(name, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

const isOfFileSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error

const damaged = (name: string, what: string, options?: ErrorOptions): ZipArchiveError =>
  new ZipArchiveError('unreadable', `is damaged: ${name === '' ? '' : `${quoted(name)}: `}${what}`, options)

/** A name may be as long as 64 KiB. */
const quoted = (name: string): string => `« ${name.length > 120 ? `…${name.slice(-120)}` : name} »`

async function listEntries(zip: ZipFile): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  await orDamaged(
    '',
    (async () => {
      for await (const entry of zip.eachEntry()) entries.push(entry)
      await refuseMoreEntries(zip)
    })(),
  )
  for (const entry of entries) await orDamaged(entry.fileName, refuseOtherName(zip, entry))
  return entries
}

const CENTRAL_HEADER = Buffer.from('PK\u0001\u0002')

/** Files that are listed and not counted would be left out without a word. */
async function refuseMoreEntries(zip: ZipFile): Promise<void> {
  const end = Number(zip.readEntryCursor) // where the list ended, whatever its declared type says
  const next = await new Promise<Buffer>((resolve, reject) =>
    zip.openReadStreamLowLevel(end, 4, 0, 4, false, null, (error, stream) =>
      error ? reject(error) : resolve(collect(stream)),
    ),
  )
  if (next.equals(CENTRAL_HEADER)) throw new Error(`lists more files than the ${zip.entryCount} it counts`)
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** A name decides whether a file is read; it stands in the list and beside the bytes. */
async function refuseOtherName(zip: ZipFile, entry: Entry): Promise<void> {
  const { fileName } = await zip.readLocalFileHeaderPromise(entry)
  if (!fileName.equals(entry.fileNameRaw)) throw new Error('has another name beside its bytes')
}

function refuseTwins(entries: readonly Entry[]): void {
  const names = new Set<string>()
  for (const { fileName } of entries) {
    if (names.has(fileName)) throw new ZipArchiveError('ambiguous', `holds ${quoted(fileName)} twice`)
    names.add(fileName)
  }
}

function refuseHuge(entries: readonly Entry[], { bytes, of }: UnpackLimit): void {
  let total = 0
  for (const { fileName, uncompressedSize } of entries) {
    total = of === 'each file' ? uncompressedSize : total + uncompressedSize
    if (total <= bytes) continue
    const what = of === 'each file' ? `holds ${quoted(fileName)} of` : `comes, with ${quoted(fileName)}, to`
    throw new ZipArchiveError('too-large', `${what} ${total} bytes unpacked, at most ${bytes} are read`)
  }
}

/** The stream ends with an error when it is longer or shorter than the archive says. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<ZippedFile> {
  const name = entry.fileName
  if (entry.isEncrypted()) throw new ZipArchiveError('unreadable', `holds ${quoted(name)} encrypted`)
  const bytes = await orDamaged(name, zip.openReadStreamPromise(entry).then(collect))
  if (crc32(bytes) !== entry.crc32) throw damaged(name, 'its bytes do not have the sum that was recorded')
  return { name, bytes }
}
