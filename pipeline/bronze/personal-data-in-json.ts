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

interface Key {
  readonly text: string
  readonly bytes: Uint8Array
  count: number
  /** The key that came after it the last time: records are alike, so it mostly comes again. */
  next?: Key
}

/** Every key, however deep, and how often it comes. */
function keysOf(bytes: Uint8Array): ReadonlyMap<string, number> {
  const keys = new Map<string, Key>()
  let previous: Key | undefined
  for (let at = bytes.indexOf(COLON); at >= 0; at = bytes.indexOf(COLON, at + 1)) {
    let end = at - 1
    while (isBlank(bytes[end])) end--
    if (bytes[end] !== QUOTE) continue
    const expected = previous?.next
    const key = expected && endsIn(bytes, end, expected.bytes) ? expected : keyEndingAt(bytes, end, keys)
    if (previous) previous.next = key
    key.count++
    previous = key
  }
  return new Map([...keys.values()].map(({ text, count }) => [text, count]))
}

function keyEndingAt(bytes: Uint8Array, end: number, keys: Map<string, Key>): Key {
  let start = end
  while (start > 0 && (bytes[start - 1] !== QUOTE || bytes[start - 2] === BACKSLASH)) start--
  const text = textOf(bytes, start, end)
  const known = keys.get(text)
  if (known) return known
  const key = { text, bytes: bytes.slice(start, end), count: 0 }
  keys.set(text, key)
  return key
}

/** Whether these bytes, behind a quote, end at a position. */
function endsIn(bytes: Uint8Array, end: number, wanted: Uint8Array): boolean {
  const start = end - wanted.length
  if (bytes[start - 1] !== QUOTE) return false
  for (let index = 0; index < wanted.length; index++) {
    if (bytes[start + index] !== wanted[index]) return false
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

/** Text between quotes; letters may be written as \u0050. */
function textOf(bytes: Uint8Array, start: number, end: number): string {
  const raw = new TextDecoder().decode(bytes.subarray(start, end))
  return raw.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

const isBlank = (byte: number | undefined) =>
  byte === SPACE || byte === 0x09 || byte === 0x0a || byte === 0x0d
