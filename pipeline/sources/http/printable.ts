/** What came from outside, made fit for a message, a log and a record. */

/** As much of an error's body as a person needs to see. */
const EXCERPT_CHARACTERS = 200

/** The beginning of a body as one line of printable text, in quotes. */
export function excerpt(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 4 * EXCERPT_CHARACTERS))
  const line = text.replace(/[\p{C}\p{Z}\s]+/gu, ' ').trim()
  return line.length > EXCERPT_CHARACTERS ? `"${line.slice(0, EXCERPT_CHARACTERS)}…"` : `"${line}"`
}

const SECRET = /key|token|secret|password|passwd|signature|auth/i

/** The URL without what nobody else should read: credentials, and parameters that are named like them. */
export function publicUrl(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  for (const name of shown.searchParams.keys()) if (SECRET.test(name)) shown.searchParams.set(name, '…')
  return shown.href
}

export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // The platform says « fetch failed » and keeps what happened in the cause.
  const cause = error.cause instanceof Error ? `: ${error.cause.message || codeOf(error.cause)}` : ''
  return `${error.message}${cause}`
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.name)
