/**
 * Sends one request and returns the whole answer, or says why there is none. It knows HTTP and time
 * limits; what a publisher's answers mean is left to the connectors.
 */
import type { FetchContext } from '../connector.ts'
import type { Patience } from '../patience.ts'
import { messageOf } from './printable.ts'
import { readBeginning, readBody } from './read-body.ts'
import { RequestFailure } from './request-failure.ts'
import { startTimeLimits, type TimeLimits } from './time-limits.ts'

export interface HttpRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly maxBytes: number
}

/** Any answer, an error or a redirect too; the body of an error is cut after some kilobytes. */
export interface HttpAnswer {
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
}

const ERROR_BODY_BYTES = 4_096

/** @throws RequestFailure, or the reason of the context's signal when that stopped us. */
export async function sendRequest(
  { url, headers, maxBytes }: HttpRequest,
  { fetch, signal }: FetchContext,
  patience: Patience,
): Promise<HttpAnswer> {
  signal?.throwIfAborted()
  const limits = startTimeLimits(patience, signal)
  try {
    const response = await head(limits, () =>
      // Redirects are looked at before they are followed.
      fetch(url, { headers, redirect: 'manual', signal: limits.signal }),
    )
    const read = response.status === 200 ? readBody : readBeginning
    const bytes = await read(response, {
      maxBytes: response.status === 200 ? maxBytes : ERROR_BODY_BYTES,
      onPiece: limits.onProgress,
    })
    return { url, status: response.status, headers: response.headers, bytes }
  } catch (error) {
    // However the platform words it, what stopped us is what happened.
    if (limits.signal.aborted) throw limits.signal.reason
    throw error
  } finally {
    limits.end()
  }
}

async function head(limits: TimeLimits, ask: () => Promise<Response>): Promise<Response> {
  try {
    const response = await ask()
    limits.onProgress()
    return response
  } catch (cause) {
    throw new RequestFailure('unreachable', `could not be reached (${messageOf(cause)})`, { cause })
  }
}
