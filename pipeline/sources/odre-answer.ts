/**
 * Whether the body of an ODRÉ export is whole: it begins with status 200 before the publisher knows how
 * it ends, so that errors come in its middle, in words or as an object, and its end may be missing.
 */
import { recogniseTable, UnrecognisedPublicationError } from '../bronze/publication-format.ts'
import type { PublicationDataset } from '../catalog/publication-columns.ts'
import { excerpt } from './http/printable.ts'
import { RequestFailure } from './http/request-failure.ts'

const utf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** @throws RequestFailure `interrupted`, `truncated` or `not-the-data`, saying what was found. */
export function checkOdreAnswer(
  bytes: Uint8Array,
  { dataset, mayBeEmpty }: { dataset: PublicationDataset; mayBeEmpty: boolean },
): void {
  const text = utf8(bytes).trim()
  if (!text.startsWith('[')) throw noArray(bytes, text)
  const rows = parseRows(text)
  for (const row of rows) refuseError(row)
  if (rows.length > 0) refuseOther(bytes, dataset)
  else if (!mayBeEmpty) {
    throw new RequestFailure(
      'not-the-data',
      'answered with an empty list, though the last day always has rows: the dataset may be on its way to be replaced',
    )
  }
}

export const isEmptyArray = (bytes: Uint8Array) =>
  bytes.byteLength < 100 && /^\[\s*\]$/.test(utf8(bytes).trim())

function noArray(bytes: Uint8Array, text: string): RequestFailure {
  if (text === '') return new RequestFailure('truncated', 'answered 200 with an empty body')
  if (text.startsWith('<')) {
    return new RequestFailure('not-the-data', `answered 200 with an HTML or XML page: ${excerpt(bytes)}`)
  }
  if (ERROR_IN_STREAM.test(text)) return interrupted(text)
  return new RequestFailure('not-the-data', `answered 200 with something else than a list: ${excerpt(bytes)}`)
}

const ERROR_IN_STREAM = /^[^[]*(Streaming interrupted|due to the following error)/i

/** What is in the list, as far as it is a list at all. */
function parseRows(text: string): readonly unknown[] {
  let rows: unknown
  try {
    rows = JSON.parse(text)
  } catch (cause) {
    throw broken(text, cause)
  }
  return Array.isArray(rows) ? rows : []
}

/** Where an error was written into the stream, it is the last thing that was. */
const LAST_CHARACTERS = 2_000

function broken(text: string, cause: unknown): RequestFailure {
  const end = text.slice(-LAST_CHARACTERS)
  const error = /Streaming interrupted.*|"?\berror(_code|_message)?\b"?\s*:.*/is.exec(end)?.[0]
  if (error !== undefined) return interrupted(error)
  if (!text.endsWith(']')) {
    return new RequestFailure(
      'truncated',
      `sent a list without its end: it stops after ${text.length} characters with ${excerpt(new TextEncoder().encode(text.slice(-40)))}`,
      { cause },
    )
  }
  const message = cause instanceof Error ? cause.message : String(cause)
  return new RequestFailure('not-the-data', `sent a list that is no JSON (${message})`, { cause })
}

/** An error may take the place of a row and leave the list well-formed. */
function refuseError(row: unknown): void {
  const isRow = typeof row === 'object' && row !== null && 'date_heure' in row
  if (isRow) return
  const found = JSON.stringify(row)
  if (/error|interrupted/i.test(found)) throw interrupted(found)
  throw new RequestFailure(
    'not-the-data',
    `sent a list with ${excerpt(new TextEncoder().encode(found))} in place of a row`,
  )
}

function refuseOther(bytes: Uint8Array, dataset: PublicationDataset): void {
  let found: string
  try {
    const part = recogniseTable(bytes)
    found = 'dataset' in part.format ? part.format.dataset : 'no table'
  } catch (cause) {
    if (!(cause instanceof UnrecognisedPublicationError)) throw cause
    throw new RequestFailure('not-the-data', `sent rows of another kind: ${cause.message}`, { cause })
  }
  if (found !== dataset) {
    throw new RequestFailure('not-the-data', `sent rows of ${found}`)
  }
}

const interrupted = (error: string) =>
  new RequestFailure(
    'interrupted',
    `broke its answer off with an error: ${excerpt(new TextEncoder().encode(error))}`,
  )
