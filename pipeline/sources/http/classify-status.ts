/** What the status of an answer means for the fetch. */
import { STATUS_CODES } from 'node:http'
import { excerpt } from './printable.ts'
import { RequestFailure } from './request-failure.ts'
import { readRetryAfter } from './retry-after.ts'
import type { HttpAnswer } from './send-request.ts'

/** Reads from the body of a 429 when the limit ends; null when it does not say. */
export type ReadReset = (body: Readonly<Record<string, unknown>>, now: Date) => Date | null

/** The failure that an answer other than 200 and 304 stands for. */
export function failureOf(answer: HttpAnswer, now: Date, readReset: ReadReset): RequestFailure {
  const { status, bytes, headers } = answer
  const body = objectOf(bytes)
  const said = reasonOf(body) ?? (bytes.byteLength > 0 ? excerpt(bytes) : 'with an empty body')
  const message = `answered ${status} ${STATUS_CODES[status] ?? ''}: ${said}`
  const notBefore = readRetryAfter(headers.get('retry-after'), now)
  if (status === 429) {
    return new RequestFailure('rate-limited', message, { notBefore: notBefore ?? readReset(body, now) })
  }
  if (status >= 500) return new RequestFailure('server-error', message, { notBefore })
  if (status === 408) return new RequestFailure('timeout', message, { notBefore })
  if (status >= 400)
    return new RequestFailure('rejected', message, { notBefore, isTransient: status === 425 })
  return new RequestFailure('not-the-data', message)
}

/** The reason in words, under the names that ODRÉ and Open-Meteo give it. */
function reasonOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const words = [body.reason, body.message, body.error].find(value => typeof value === 'string')
  const code = typeof body.error_code === 'string' ? `${body.error_code}: ` : ''
  return words === undefined ? undefined : excerpt(new TextEncoder().encode(`${code}${words}`))
}

function objectOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch {
    // Errors come as pages and as plain text, too: they are quoted as they are.
    return {}
  }
}
