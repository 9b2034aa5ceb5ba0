/**
 * How a text table is written: encoding, delimiter, quotes, header; and whether its end is missing.
 * Told from the bytes alone.
 */
import { isUtf8 } from 'node:buffer'
import { datasetOf, type PublicationDataset } from '../catalog/publication-columns.ts'

export interface TextLayout {
  readonly dataset: PublicationDataset
  readonly encoding: Encoding
  readonly delimiter: '\t' | ';' | ','
  /** Whether quotes enclose fields. An unpaired one would swallow the lines below: then all are plain text. */
  readonly quotes: Quotes
  readonly blank_lines_above: number
  /** As published, in order; the trailing tabulation of RTE's rows is not a column. */
  readonly columns: readonly string[]
}

export type Encoding = 'utf-8' | 'latin-1'
type Quotes = 'none' | 'paired' | 'unpaired'

const HEAD_BYTES = 65_536
const LINE_FEED = 0x0a
const QUOTE = 0x22

/** The encoding, and the bytes without a character that the end of the file cuts in two. */
export function encodingOf(bytes: Uint8Array): { encoding: Encoding; readable: Uint8Array } {
  // A long text is looked through to its end even when its first letters tell.
  const readable = utf8In(bytes.subarray(0, HEAD_BYTES)) && utf8In(bytes)
  return readable ? { encoding: 'utf-8', readable } : { encoding: 'latin-1', readable: bytes }
}

/** Bytes of UTF-8 without a character that their end cuts in two; undefined when they are none. */
function utf8In(bytes: Uint8Array): Uint8Array | undefined {
  return [0, 1, 2, 3].map(cut => bytes.subarray(0, bytes.byteLength - cut)).find(whole => isUtf8(whole))
}

/** The first lines, without a byte-order mark. */
export function headOf(bytes: Uint8Array, encoding: Encoding): string {
  const decoder = new TextDecoder(encoding === 'utf-8' ? 'utf-8' : 'windows-1252')
  return decoder.decode(bytes.subarray(0, HEAD_BYTES), { stream: true })
}

/** Undefined when the first line is the header of no dataset we know. */
export function textLayoutOf(bytes: Uint8Array, encoding: Encoding): TextLayout | undefined {
  const [blank = '', headerLine = ''] =
    /^((?:[ \t]*\r?\n)*)([^\r\n]*)/.exec(headOf(bytes, encoding))?.slice(1) ?? []
  for (const delimiter of ['\t', ';', ','] as const) {
    const columns = splitHeader(headerLine, delimiter)
    const dataset = datasetOf(columns)
    if (!dataset) continue
    return {
      dataset,
      encoding,
      delimiter,
      quotes: delimiter === '\t' ? 'none' : quotesIn(bytes),
      blank_lines_above: blank.split('\n').length - 1,
      columns,
    }
  }
  return undefined
}

/**
 * Whether the last row was cut: it has no line end and fewer fields than the row above. Its last value
 * may then be half a number.
 */
export function isCutShort(bytes: Uint8Array, delimiter: string): boolean {
  const end = bytes.lastIndexOf(LINE_FEED)
  if (end < 0 || end === bytes.byteLength - 1) return false
  const start = end === 0 ? -1 : bytes.lastIndexOf(LINE_FEED, end - 1)
  const delimiters = (line: Uint8Array) => line.filter(byte => byte === delimiter.charCodeAt(0)).length
  const last = delimiters(bytes.subarray(end + 1))
  return last > 0 && last < delimiters(bytes.subarray(start + 1, end))
}

function splitHeader(line: string, delimiter: string): string[] {
  const columns: string[] = []
  const field = new RegExp(`("(?:[^"]|"")*"|[^${delimiter}]*)(${delimiter}|$)`, 'g')
  for (const [, text = '', end] of line.matchAll(field)) {
    columns.push(text.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'))
    if (end === '') break
  }
  return columns
}

/** No value of a publication spans lines, so a line with an odd number of quotes has an unpaired one. */
function quotesIn(bytes: Uint8Array): Quotes {
  if (!bytes.includes(QUOTE)) return 'none'
  let isOpen = false
  for (const byte of bytes) {
    if (byte === QUOTE) isOpen = !isOpen
    else if (byte === LINE_FEED && isOpen) return 'unpaired'
  }
  return 'paired'
}
