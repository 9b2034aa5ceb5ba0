/**
 * What a file of bytes is, told from its content and never from its name: text table, JSON or Parquet,
 * and the dataset its columns belong to. Used before bytes are accepted, and again when they are read.
 */
import { isUtf8 } from 'node:buffer'
import { unzipSync } from 'fflate'
import { datasetOf, type PublicationDataset } from '../catalog/publication-columns.ts'

export type PublicationFormat =
  | {
      readonly kind: 'text'
      readonly dataset: PublicationDataset
      readonly encoding: 'utf-8' | 'latin-1'
      readonly delimiter: '\t' | ';' | ','
      /** As published, in order; the trailing tabulation of RTE's rows is not a column. */
      readonly columns: readonly string[]
    }
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
  /** Whether `bytes` is the whole publication, or was unpacked from it. */
  readonly isWhole: boolean
}

/** The bytes are no publication we know. The message says what they look like and what was expected. */
export class UnrecognisedPublicationError extends Error {
  override readonly name = 'UnrecognisedPublicationError'
}

const EXPECTED =
  'expected an éCO2mix publication: RTE « eCO2mix_RTE_*.xls » (tab-separated text, or its .zip), or ODRÉ CSV, JSON or Parquet'
const HEAD_BYTES = 65_536
const MAX_UNPACKED_BYTES = 2 ** 30

/** @throws UnrecognisedPublicationError */
export function recognise(bytes: Uint8Array): readonly PublicationPart[] {
  if (!startsWith(bytes, 'PK\u0003\u0004')) return [{ bytes, format: formatOf(bytes), isWhole: true }]
  return unpack(bytes).map(entry => ({ bytes: entry, format: formatOf(entry), isWhole: false }))
}

function unpack(bytes: Uint8Array): Uint8Array[] {
  let unpackedBytes = 0
  let entries: Record<string, Uint8Array>
  try {
    entries = unzipSync(bytes, {
      filter({ name, originalSize }) {
        unpackedBytes += originalSize
        return !name.endsWith('/') && unpackedBytes <= MAX_UNPACKED_BYTES
      },
    })
  } catch (cause) {
    throw new UnrecognisedPublicationError(`a damaged zip archive; ${EXPECTED}`, { cause })
  }
  if (unpackedBytes > MAX_UNPACKED_BYTES) {
    throw new UnrecognisedPublicationError(
      `a zip archive of ${unpackedBytes} bytes unpacked, at most ${MAX_UNPACKED_BYTES} are read`,
    )
  }
  if ('[Content_Types].xml' in entries)
    throw new UnrecognisedPublicationError(`an Excel workbook; ${EXPECTED}`)
  const parts = Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (parts.length === 0) throw new UnrecognisedPublicationError(`an empty zip archive; ${EXPECTED}`)
  return parts.map(([, entry]) => entry)
}

function formatOf(bytes: Uint8Array): PublicationFormat {
  if (startsWith(bytes, 'PAR1')) return { kind: 'parquet' }
  if (startsWith(bytes, '\u00d0\u00cf\u0011\u00e0')) {
    throw new UnrecognisedPublicationError(`a binary Excel workbook; ${EXPECTED}`)
  }
  const encoding = isUtf8(bytes) ? 'utf-8' : 'latin-1'
  const head = new TextDecoder(encoding === 'utf-8' ? 'utf-8' : 'windows-1252')
    .decode(bytes.subarray(0, HEAD_BYTES), { stream: true })
    .trimStart()
  if (head === '') throw new UnrecognisedPublicationError(`an empty file; ${EXPECTED}`)
  if (head.includes('\u0000')) throw new UnrecognisedPublicationError(`binary content; ${EXPECTED}`)
  if (head.startsWith('<')) throw new UnrecognisedPublicationError(`an HTML or XML page; ${EXPECTED}`)
  if (head.startsWith('[') || head.startsWith('{')) return jsonFormatOf(head)
  return textFormatOf(head, encoding)
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

function textFormatOf(head: string, encoding: 'utf-8' | 'latin-1'): PublicationFormat {
  const [headerLine = ''] = head.split(/\r?\n/, 1)
  for (const delimiter of ['\t', ';', ','] as const) {
    const columns = splitHeader(headerLine, delimiter)
    const dataset = datasetOf(columns)
    if (dataset) return { kind: 'text', dataset, encoding, delimiter, columns }
  }
  throw new UnrecognisedPublicationError(`text that begins ${excerpt(headerLine)}; ${EXPECTED}`)
}

function splitHeader(line: string, delimiter: string): string[] {
  return line.split(delimiter).map(name => name.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'))
}

const startsWith = (bytes: Uint8Array, magic: string) =>
  bytes.byteLength >= magic.length && [...magic].every((char, index) => bytes[index] === char.charCodeAt(0))

const excerpt = (text: string) => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
