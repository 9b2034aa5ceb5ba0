/** Personal data in a text table: comma, semicolon, tab or bar between the cells, or none at all. */
import { personalNameIn } from '../catalog/personal-data.ts'
import { candidatesIn, holdsDeliveryPoint, isDecimalIn } from './delivery-points.ts'
import { type Finding, nameFinding } from './personal-findings.ts'

const HEAD_BYTES = 16_384
/** A header may stand below a title. */
const HEADER_WITHIN_LINES = 20
const LONGEST_NAME = 60
const NUMBER = /^[+-]?\d[\d .,\u00a0\u202f]*$/
const LINE_FEED = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22
const DELIMITERS = ['\t', ';', ',', '|']

export function findInTable(
  bytes: Uint8Array,
  decoder: { decode(bytes: Uint8Array): string },
): readonly Finding[] {
  const lines = decoder
    .decode(bytes.subarray(0, HEAD_BYTES))
    .split(/\r\n?|\n/)
    .filter(line => line.trim() !== '')
    .slice(0, HEADER_WITHIN_LINES)
  const delimiter = delimiterOf(lines)
  return [...findNames(lines, delimiter, bytes), ...findPoints(bytes, delimiter, decoder)]
}

function findNames(lines: readonly string[], delimiter: string, bytes: Uint8Array): readonly Finding[] {
  const columnOf = new Map<string, number>()
  for (const line of headersAmong(lines, delimiter)) {
    for (const [index, cell] of line.split(delimiter).entries()) {
      if (cell.length <= LONGEST_NAME && /[a-z]/i.test(cell) && !columnOf.has(cell))
        columnOf.set(cell, index + 1)
    }
  }
  const found = new Map<string, Finding>()
  for (const [cell, column] of columnOf) {
    const personal = personalNameIn(unquoted(cell))
    if (!personal || found.has(personal.words)) continue
    found.set(personal.words, nameFinding(`column ${column}`, personal, countRows(bytes)))
  }
  return [...found.values()]
}

/** The first line as wide as any, and those without a number: a row has figures, and may well have the word. */
function headersAmong(lines: readonly string[], delimiter: string): readonly string[] {
  const widths = lines.map(line => line.split(delimiter).length)
  const first = widths.indexOf(Math.max(...widths))
  return lines.filter(
    (line, index) => index === first || !line.split(delimiter).some(cell => NUMBER.test(unquoted(cell))),
  )
}

function findPoints(
  bytes: Uint8Array,
  delimiter: string,
  decoder: { decode(bytes: Uint8Array): string },
): readonly Finding[] {
  const rowsOf = new Map<number, Set<number>>()
  for (const at of candidatesIn(bytes)) {
    const { start, end, column, row } = cellAt(bytes, at, delimiter.charCodeAt(0))
    const cell = decoder.decode(bytes.subarray(start, end))
    if ((delimiter === ',' && isDecimalIn(bytes, start)) || !holdsDeliveryPoint(unquoted(cell))) continue
    rowsOf.set(column, (rowsOf.get(column) ?? new Set()).add(row))
  }
  // The first line may be a row as well as a header, so no column is called by it.
  return [...rowsOf].map(([column, rows]) => ({
    column: `column ${column + 1}`,
    fault: 'holds 14-digit delivery points',
    rows: rows.size,
  }))
}

/** Bounds of the cell at a position, its column, and where its row begins. */
function cellAt(bytes: Uint8Array, at: number, delimiter: number) {
  const isEnd = (byte: number | undefined) => byte === LINE_FEED || byte === RETURN || byte === undefined
  let start = at
  while (bytes[start - 1] !== delimiter && !isEnd(bytes[start - 1])) start--
  let end = at
  while (bytes[end] !== delimiter && !isEnd(bytes[end])) end++
  let row = start
  let column = 0
  for (let isQuoted = false; !isEnd(bytes[row - 1]); row--) {
    if (bytes[row - 1] === QUOTE) isQuoted = !isQuoted
    else if (bytes[row - 1] === delimiter && !isQuoted) column++
  }
  return { start, end, column, row }
}

const delimiterOf = (lines: readonly string[]) =>
  DELIMITERS.map(delimiter => ({ delimiter, count: lines.join('\n').split(delimiter).length })).toSorted(
    (a, b) => b.count - a.count,
  )[0]?.delimiter ?? ';'

const unquoted = (cell: string) => cell.trim().replace(/^["'=]+|["']+$/g, '')

/** Rows below the header. */
function countRows(bytes: Uint8Array): number {
  let rows = bytes.at(-1) === LINE_FEED ? 0 : 1
  for (const byte of bytes) if (byte === LINE_FEED) rows++
  return Math.max(0, rows - 1)
}
