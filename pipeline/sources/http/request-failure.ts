/** Why one request brought nothing: what `FetchError` is made of once the connector gives up. */
import type { FetchErrorCode } from '../connector.ts'

export class RequestFailure extends Error {
  override readonly name = 'RequestFailure'
  readonly code: FetchErrorCode
  /** Whether the same request may succeed a little later. */
  readonly isTransient: boolean
  /** When the publisher wants to be asked again; null when it did not say. */
  readonly notBefore: Date | null

  constructor(code: FetchErrorCode, message: string, { isTransient, notBefore, cause }: Circumstances = {}) {
    super(message, { cause })
    this.code = code
    this.isTransient = isTransient ?? TRANSIENT.has(code)
    this.notBefore = notBefore ?? null
  }
}

interface Circumstances {
  /** Unless given: as is usual for the code. */
  readonly isTransient?: boolean
  readonly notBefore?: Date | null
  readonly cause?: unknown
}

const TRANSIENT: ReadonlySet<FetchErrorCode> = new Set([
  'unreachable',
  'timeout',
  'rate-limited',
  'server-error',
  'truncated',
  'interrupted',
])
