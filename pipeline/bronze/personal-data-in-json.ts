/** Personal data in JSON of any shape: an object, an array, or one object a line. */
import { personalNameIn } from '../catalog/personal-data.ts'
import { candidatesIn, holdsDeliveryPoint, isDecimalIn } from './delivery-points.ts'
import { type Finding, nameFinding, pointFindings } from './personal-findings.ts'

const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c
const SPACE = 0x20
/** How far back the key of a value is looked for. */
const REACH = 65_536

export function findInJson(bytes: Uint8Array): readonly Finding[] {
  const named = [...keysOf(bytes)].flatMap(([key, rows]) => {
    const personal = personalNameIn(key)
    return personal ? [nameFinding('key', personal, rows)] : []
  })
  const columns: string[] = []
  for (const at of candidatesIn(bytes)) {
    if (!isDecimalIn(bytes, at) && holdsDeliveryPoint(tokenAt(bytes, at))) columns.push(keyBefore(bytes, at))
  }
  return [...named, ...pointFindings(columns)]
}

/** Every key, however deep, and how often it comes. */
function keysOf(bytes: Uint8Array): ReadonlyMap<string, number> {
  const seen = new Map<number, { readonly start: number; readonly end: number; count: number }[]>()
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== COLON) continue
    let end = at - 1
    while (isBlank(bytes[end])) end--
    if (bytes[end] !== QUOTE) continue
    const start = openingQuote(bytes, end) + 1
    let hash = end - start
    for (let byte = start; byte < end; byte++) hash = (Math.imul(hash, 31) + (bytes[byte] ?? 0)) | 0
    const alike = seen.get(hash)
    const known = alike?.find(key => isSame(bytes, key, start, end))
    if (known) known.count++
    else if (alike) alike.push({ start, end, count: 1 })
    else seen.set(hash, [{ start, end, count: 1 }])
  }
  const keys = [...seen.values()].flat()
  return new Map(keys.map(({ start, end, count }) => [textOf(bytes, start, end), count]))
}

function isSame(
  bytes: Uint8Array,
  key: { readonly start: number; readonly end: number },
  start: number,
  end: number,
): boolean {
  if (key.end - key.start !== end - start) return false
  for (let index = 0; index < end - start; index++) {
    if (bytes[key.start + index] !== bytes[start + index]) return false
  }
  return true
}

/** The string or number that holds a position. */
function tokenAt(bytes: Uint8Array, at: number): string {
  let start = at
  while (start > 0 && !isEdge(bytes[start - 1])) start--
  let end = at
  while (end < bytes.length && !isEdge(bytes[end])) end++
  return textOf(bytes, start, end)
}

/** Edges of a value: within a string a comma or bracket parts words as well as any. */
const isEdge = (byte: number | undefined) =>
  byte === QUOTE ||
  byte === 0x2c ||
  byte === COLON ||
  byte === 0x5b ||
  byte === 0x5d ||
  byte === 0x7b ||
  byte === 0x7d ||
  byte === 0x0a ||
  byte === 0x0d

function keyBefore(bytes: Uint8Array, at: number): string {
  const before = new TextDecoder().decode(bytes.subarray(Math.max(0, at - REACH), at))
  return [...before.matchAll(/"((?:[^"\\]|\\.){1,80})"\s*:/g)].at(-1)?.[1] ?? ''
}

function openingQuote(bytes: Uint8Array, closing: number): number {
  let at = closing - 1
  while (at > 0 && (bytes[at] !== QUOTE || bytes[at - 1] === BACKSLASH)) at--
  return at
}

/** Text between quotes; letters may be written as \u0050. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  const raw = new TextDecoder().decode(bytes.subarray(start, end))
  return raw.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

const isBlank = (byte: number | undefined) =>
  byte === SPACE || byte === 0x09 || byte === 0x0a || byte === 0x0d
