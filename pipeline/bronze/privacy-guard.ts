/**
 * The privacy guard: what tells of single meters, households or persons never gets into bronze.
 *
 * The platform is about totals of whole regions; bronze keeps for ever, so what must not be kept may not
 * come in. Refused are 14-digit delivery points as values, one among any number of rows, and columns,
 * keys or elements with a name of `PERSONAL_NAMES`. See docs/governance/privacy.md.
 */
import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { namesDeliveryPoint, withoutDeliveryPoints } from './delivery-points.ts'
import { findInJson } from './personal-data-in-json.ts'
import { findInMarkup } from './personal-data-in-markup.ts'
import { findInParquet } from './personal-data-in-parquet.ts'
import { findInTable } from './personal-data-in-table.ts'
import type { Finding } from './personal-findings.ts'
import { ZipArchiveError, zippedFiles } from './zip-archive.ts'

const MAX_UNPACKED_BYTES = 2 ** 30
/** Archives within archives. */
const MAX_DEPTH = 3
/** Findings a message lists. */
const LISTED = 5

/** The data tells of a meter, household or person. The message names file, column and rows, and no value. */
export class PersonalDataError extends Error {
  override readonly name = 'PersonalDataError'

  constructor(fileName: string, faults: readonly string[]) {
    super(
      `${withoutDeliveryPoints(fileName)}: ${faults.slice(0, LISTED).join('; ')}; expected totals of whole regions: meter-level and personal data is refused before it is stored`,
    )
  }
}

/** @throws PersonalDataError */
export async function refuseMeterLevelData(fileName: string, bytes: Uint8Array): Promise<void> {
  for await (const file of unpacked(fileName, bytes)) {
    if (namesDeliveryPoint(file.name))
      throw new PersonalDataError(file.name, ['its name holds a 14-digit delivery point'])
    const findings = await findPersonalData(file.bytes)
    if (findings.length > 0) throw new PersonalDataError(file.name, findings.map(inWords))
  }
}

const inWords = ({ column, fault, rows }: Finding) =>
  `${column} ${fault} (${rows} ${rows === 1 ? 'row' : 'rows'})`

interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The file, or what is in it. One that can't be opened stands for itself: then nothing here can read it either. */
async function* unpacked(name: string, bytes: Uint8Array, depth = 0): AsyncGenerator<NamedBytes> {
  const entries = entriesOf(name, bytes)
  if (entries === undefined) {
    yield { name, bytes }
    return
  }
  if (depth === MAX_DEPTH)
    throw new PersonalDataError(name, ['archives within archives, too deep to be checked'])
  yield { name, bytes: new Uint8Array() }
  try {
    for await (const entry of entries) yield* unpacked(entry.name, entry.bytes, depth + 1)
  } catch (error) {
    if (!(error instanceof DamageError)) throw error
    yield { name, bytes }
  }
}

/** Undefined for what is no archive. */
function entriesOf(name: string, bytes: Uint8Array): AsyncIterable<NamedBytes> | undefined {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) return zipEntriesOf(name, bytes)
  return startsWith(bytes, 0x1f, 0x8b) ? gzipEntryOf(name, bytes) : undefined
}

async function* gzipEntryOf(name: string, bytes: Uint8Array): AsyncGenerator<NamedBytes> {
  try {
    const content = await promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED_BYTES })
    yield { name: name.replace(/\.gz$/i, ''), bytes: content }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw new DamageError(name, { cause })
    throw new PersonalDataError(name, [
      `more than ${MAX_UNPACKED_BYTES} bytes unpacked, too many to be checked`,
    ])
  }
}

async function* zipEntriesOf(name: string, bytes: Uint8Array): AsyncGenerator<NamedBytes> {
  try {
    for await (const file of zippedFiles(bytes, { bytes: MAX_UNPACKED_BYTES, of: 'all files' }))
      yield { name: `${name}/${file.name}`, bytes: file.bytes }
  } catch (cause) {
    if (!(cause instanceof ZipArchiveError)) throw cause
    if (cause.fault === 'unreadable') throw new DamageError(name, { cause })
    throw new PersonalDataError(name, [`an archive that ${cause.message}, and can't be checked`])
  }
}

/** An archive can't be opened, or not to its end. */
class DamageError extends Error {
  override readonly name = 'DamageError'
}

async function findPersonalData(received: Uint8Array): Promise<readonly Finding[]> {
  if (startsWith(received, 0x50, 0x41, 0x52, 0x31)) return findInParquet(received)
  const bytes = inBytesOfAscii(received)
  const decoder =
    isUtf8(bytes.subarray(0, 65_536)) || isUtf8(bytes) ? new TextDecoder() : new TextDecoder('windows-1252')
  switch (firstMark(bytes)) {
    case '{':
    case '[':
      return findInJson(bytes)
    case '<':
      return findInMarkup(decoder.decode(bytes))
    default:
      return findInTable(bytes, decoder)
  }
}

/** Text in UTF-16, told by its mark or by the noughts between its letters, as UTF-8. */
function inBytesOfAscii(bytes: Uint8Array): Uint8Array {
  const encoding = utf16Of(bytes)
  return encoding ? new TextEncoder().encode(new TextDecoder(encoding).decode(bytes)) : bytes
}

function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le'
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be'
  const head = bytes.subarray(0, 1024)
  const noughts = (parity: number) => head.filter((byte, index) => byte === 0 && index % 2 === parity).length
  if (noughts(1) > head.length / 4) return 'utf-16le'
  return noughts(0) > head.length / 4 ? 'utf-16be' : undefined
}

/** The first character that is no space and no byte-order mark. */
function firstMark(bytes: Uint8Array): string {
  return new TextDecoder('latin1')
    .decode(bytes.subarray(0, 1024))
    .replace(/^(?:\u00ef\u00bb\u00bf)?\s*/, '')
    .charAt(0)
}

const startsWith = (bytes: Uint8Array, ...magic: readonly number[]) =>
  magic.every((byte, index) => bytes[index] === byte)
