/**
 * What a file of bytes is, told from its content and never from its name: text table, JSON or Parquet,
 * and the dataset its columns belong to. Used before bytes are accepted, and again when they are read.
 */
import { datasetOf, type PublicationDataset } from '../catalog/publication-columns.ts'
import { encodingOf, headOf, isCutShort, type TextLayout, textLayoutOf } from './text-layout.ts'
import { ZipArchiveError, zippedFiles } from './zip-archive.ts'

export type PublicationFormat =
  | ({ readonly kind: 'text' } & TextLayout)
  | {
      readonly kind: 'json'
      readonly dataset: PublicationDataset
      /** Where the records are: a bare array, `results` (API v2.1) or `records[].fields` (v1.0). */
      readonly shape: 'array' | 'results' | 'records'
    }
  | { readonly kind: 'parquet' }

/** One table of a publication: the bytes themselves, or an entry of the archive they are. */
export interface PublicationPart {
  readonly bytes: Uint8Array
  readonly format: PublicationFormat
  /** Whether `bytes` is the whole publication, or was taken out of it. */
  readonly isWhole: boolean
  /** Whether the last row of a text table is cut in the middle. */
  readonly isCut: boolean
}

/** The bytes are no publication we know. The message says what they look like and what was expected. */
export class UnrecognisedPublicationError extends Error {
  override readonly name = 'UnrecognisedPublicationError'
}

const EXPECTED =
  'expected an éCO2mix publication: RTE « eCO2mix_RTE_*.xls » (tab-separated text, or its .zip), or ODRÉ CSV, JSON or Parquet'
const MAX_UNPACKED_BYTES = 2 ** 30
/** What macOS and file managers add to archives. */
const LEFT_BY_ARCHIVERS = /(^|\/)(__MACOSX\/|\.)|(^|\/)Thumbs\.db$/

/** @throws UnrecognisedPublicationError */
export async function recognise(bytes: Uint8Array): Promise<readonly PublicationPart[]> {
  if (!startsWith(bytes, 'PK\u0003\u0004')) return [recogniseTable(bytes)]
  return (await unpack(bytes)).map(file => ({ ...recogniseTable(file), isWhole: false }))
}

/** What is no archive. @throws UnrecognisedPublicationError */
export function recogniseTable(bytes: Uint8Array): PublicationPart {
  if (startsWith(bytes, 'PAR1')) return { bytes, format: parquetFormatOf(bytes), isWhole: true, isCut: false }
  if (startsWith(bytes, '\u00d0\u00cf\u0011\u00e0')) {
    throw new UnrecognisedPublicationError(`a binary Excel workbook; ${EXPECTED}`)
  }
  const { encoding, readable } = encodingOf(bytes)
  const head = headOf(readable, encoding).trimStart()
  if (head === '') throw new UnrecognisedPublicationError(`an empty file; ${EXPECTED}`)
  if (head.includes('\u0000')) throw new UnrecognisedPublicationError(`binary content; ${EXPECTED}`)
  if (head.startsWith('<')) throw new UnrecognisedPublicationError(`an HTML or XML page; ${EXPECTED}`)
  const isWhole = readable.byteLength === bytes.byteLength
  if (head.startsWith('[') || head.startsWith('{')) {
    return { bytes: readable, format: jsonFormatOf(head), isWhole, isCut: false }
  }
  const layout = textLayoutOf(readable, encoding)
  if (!layout) {
    throw new UnrecognisedPublicationError(
      `text that begins ${excerpt(head.split(/\r?\n/, 1)[0] ?? '')}; ${EXPECTED}`,
    )
  }
  const isCut = isCutShort(readable, layout.delimiter)
  return { bytes: readable, format: { kind: 'text', ...layout }, isWhole, isCut }
}

function parquetFormatOf(bytes: Uint8Array): PublicationFormat {
  if (startsWith(bytes.subarray(-4), 'PAR1') && bytes.byteLength > 12) return { kind: 'parquet' }
  throw new UnrecognisedPublicationError(`a Parquet file without its end; ${EXPECTED}`)
}

async function unpack(bytes: Uint8Array): Promise<Uint8Array[]> {
  const files = new Map<string, Uint8Array>()
  try {
    for await (const file of zippedFiles(bytes, { bytes: MAX_UNPACKED_BYTES, of: 'all files' }))
      files.set(file.name, file.bytes)
  } catch (cause) {
    if (!(cause instanceof ZipArchiveError)) throw cause
    throw new UnrecognisedPublicationError(`a zip archive that ${cause.message}; ${EXPECTED}`, { cause })
  }
  if (files.has('[Content_Types].xml'))
    throw new UnrecognisedPublicationError(`an Excel workbook; ${EXPECTED}`)
  const parts = [...files]
    .filter(([name]) => !LEFT_BY_ARCHIVERS.test(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (parts.length === 0) throw new UnrecognisedPublicationError(`an empty zip archive; ${EXPECTED}`)
  return parts.map(([, file]) => file)
}

function jsonFormatOf(head: string): PublicationFormat {
  const shape = head.startsWith('[')
    ? 'array'
    : /"results"\s*:\s*\[/.test(head)
      ? 'results'
      : /"records"\s*:\s*\[/.test(head)
        ? 'records'
        : undefined
  const keys = [...head.matchAll(/"([^"\\]+)"\s*:/g)].map(([, key = '']) => key)
  const dataset = datasetOf(keys)
  if (shape && dataset) return { kind: 'json', dataset, shape }
  throw new UnrecognisedPublicationError(`JSON that begins ${excerpt(head)}; ${EXPECTED}`)
}

const startsWith = (bytes: Uint8Array, magic: string) =>
  bytes.byteLength >= magic.length && [...magic].every((char, index) => bytes[index] === char.charCodeAt(0))

const excerpt = (text: string) => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
