/**
 * Finds delivery points: the 14 digits that name one connection to the grid (PRM, PDL; gas: PCE).
 *
 * Fourteen digits are also a moment (`20260322140000`), part of a hash, or decimals of a number: those
 * are told apart by what the digits say and by what stands beside them.
 */

const DIGITS = 14
const GROUPED =
  /^(?:\d{2}(?:[ \u00a0\u202f]\d{3}){4}|\d{3}(?:[ \u00a0\u202f]\d{3}){3}[ \u00a0\u202f]\d{2}|\d{2}(?:[ \u00a0\u202f]\d{2}){6})$/
/** In small letters only with decimals: `5e13` alone is as well a piece of a hash. */
const IN_SCIENTIFIC_NOTATION = /^\d(?:(?:[.,]\d{1,13})?E|[.,]\d{4,18}e)\+?13$/
/** A whole number, or one that a spreadsheet wrote with empty decimals, with nothing of a word or number around it. */
const ALONE = /(?<![\p{L}\d_.+/%-]|\d,)\d{14}(?![\p{L}\d_/%-]|[.,]\d*[1-9])/gu
/** In the name of a file, hyphens and underscores part words. */
const IN_A_NAME = /(?<![\p{L}\d])\d{14}(?![\p{L}\d])/gu

/** Whether the text of one cell, string or number holds a delivery point. */
export function holdsDeliveryPoint(cell: string): boolean {
  const text = cell.trim()
  if (GROUPED.test(text)) return !isMoment(text.replace(/\D/g, ''))
  if (IN_SCIENTIFIC_NOTATION.test(text)) return true
  return [...text.matchAll(ALONE)].some(([digits]) => !isMoment(digits))
}

/** Whether the name of a file holds a delivery point, as exports of single meters do. */
export const namesDeliveryPoint = (fileName: string): boolean =>
  [...fileName.matchAll(IN_A_NAME)].some(([digits]) => !isMoment(digits))

/** A name fit for a message. */
export const withoutDeliveryPoints = (text: string): string =>
  text.replace(/(?<!\d)\d{14}(?!\d)/g, digits => (isMoment(digits) ? digits : '‹14 digits›'))

/** Whether 14 digits are a moment, year to second, as compact timestamps write it. */
function isMoment(digits: string): boolean {
  const [, year = '', month, day, hour, minute, second] =
    /^((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits) ?? []
  if (year === '') return false
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const at = new Date(`${iso}Z`)
  // Date rolls 30 February over to March: what does not come back the same does not exist.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso)
}

/** Positions in text of 14 digits that may be a delivery point; what stands around them decides. */
export function candidatesIn(bytes: Uint8Array): readonly number[] {
  const found: number[] = []
  const { length } = bytes
  // A run of fourteen covers one byte of every fourteen: the others need not be looked at.
  for (let probe = DIGITS - 1; probe < length; probe += DIGITS) {
    if (OF_RUN[bytes[probe] as number] === 0) continue
    let start = probe
    while (start > 0 && OF_RUN[bytes[start - 1] as number] === 1) start--
    let end = probe + 1
    while (end < length && OF_RUN[bytes[end] as number] === 1) end++
    if (end - start >= DIGITS) findInRun(bytes, start, end, found)
    // Probes within the run would find it again.
    while (probe + DIGITS < end) probe += DIGITS
  }
  return [...found, ...scientificIn(bytes)]
}

/** Of a run of digits and spaces: where 14 digits stand, alone or in groups. */
function findInRun(bytes: Uint8Array, start: number, end: number, found: number[]): void {
  let first = start
  const groups: number[] = []
  let digits = 0
  for (let at = start; at <= end; at++) {
    if (at < end && isDigit(bytes[at])) continue
    if (at > first) groups.push(first)
    digits += at - first
    if (at - first === DIGITS && !isPartOfMore(bytes, first, at) && !isMoment(ascii(bytes, first, at)))
      found.push(first)
    first = at + 1
  }
  const [firstGroup] = groups
  if (digits === DIGITS && groups.length > 1 && firstGroup !== undefined) found.push(firstGroup)
}

/** As programs write a floating number in full; a spreadsheet's `2,13E+13` has lost the digits that matter. */
const SCIENTIFIC = ['E13', 'E+13', 'e13', 'e+13']

function* scientificIn(bytes: Uint8Array): Generator<number> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const exponent of SCIENTIFIC) {
    for (
      let at = buffer.indexOf(exponent, 0, 'latin1');
      at >= 0;
      at = buffer.indexOf(exponent, at + 1, 'latin1')
    ) {
      if (isDigit(bytes[at - 1])) yield at - 1
    }
  }
}

/** Digits behind a decimal point are the rest of a number; beside a letter, part of a word or hash. */
const isPartOfMore = (bytes: Uint8Array, first: number, end: number) =>
  (bytes[first - 1] === POINT && isDigit(bytes[first - 2])) ||
  isLetter(bytes[first - 1]) ||
  isLetter(bytes[end])

/** Whether the digits at a position are those behind the decimal comma of a number in quotes. */
export const isDecimalIn = (bytes: Uint8Array, at: number): boolean =>
  /"[+-]?\d+,$/.test(ascii(bytes, Math.max(0, at - 12), at))

const POINT = 0x2e
const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39
const isLetter = (byte: number | undefined) =>
  byte !== undefined && ((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a))
/** Digits, and spaces that part groups of them: plain, no-break and narrow, in UTF-8 and Latin-1. */
const OF_RUN = Uint8Array.from({ length: 256 }, (_, byte) =>
  isDigit(byte) || [0x20, 0xa0, 0xc2, 0xe2, 0x80, 0xaf].includes(byte) ? 1 : 0,
)

const ascii = (bytes: Uint8Array, start: number, end: number) =>
  String.fromCharCode(...bytes.subarray(start, end))
