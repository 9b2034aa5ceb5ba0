/**
 * A connector fetches one feed and puts what it received into bronze, as received. It never interprets
 * a value: it makes sure that the bytes are a whole publication of the feed, and no more.
 */
import type { BronzeRecord } from '../bronze/bronze-store.ts'
import type { ObjectStore } from '../lake/object-store.ts'

/** Half-open, UTC. */
export interface TimeWindow {
  readonly from: Date
  readonly to: Date
}

export interface FetchContext {
  readonly lake: ObjectStore
  readonly now: () => Date
  /** Sends one HTTP request: the platform's, or one that answers from recorded publications. */
  readonly fetch: typeof globalThis.fetch
  /** Whether what answers is a simulator; goes into the bronze record. */
  readonly isSimulated: boolean
  readonly signal?: AbortSignal
  /** A person wants it now: a publisher who asked to be left alone is asked all the same. Default false. */
  readonly isInsistent?: boolean
}

export interface Connector {
  readonly feed_id: string
  /** The longest window that one fetch takes: a longer one is refused. Absent: any. */
  readonly longest_window_days?: number
  /**
   * Fetch what the publisher has of the window (a feed that is fetched whole does not look at it).
   *
   * @throws FetchError when nothing whole could be had; bronze then holds nothing of this fetch. Stopped
   * by the context's signal, it throws an abort error instead: that is no failure of the feed.
   */
  fetch(window: TimeWindow, context: FetchContext): Promise<Fetched>
}

export interface Fetched {
  /** Requests sent, those of retries included. */
  readonly calls: number
  readonly bytes: number
  /**
   * In bronze now; empty when the publisher answered that nothing has changed (304), when what we hold
   * is still fresh by its own word, or when it has no row for a window of the past.
   */
  readonly publications: readonly { readonly record: BronzeRecord; readonly isNew: boolean }[]
  /** Null where the publisher states no limit, or nothing was sent. */
  readonly quota: QuotaUse | null
}

/** Calls that count against a publisher's quota, in its current day or month. */
export interface QuotaUse {
  readonly used: number
  /** That we allow ourselves. */
  readonly allowed: number
}

export const FETCH_ERROR_CODES = [
  /** No connection, or it broke before the first byte. */
  'unreachable',
  /** Headers or body did not come, or stood still, for longer than we wait. */
  'timeout',
  /** 429. */
  'rate-limited',
  /** 5xx. */
  'server-error',
  /** Any other 4xx, with the publisher's reason. */
  'rejected',
  /** 200, but an HTML page or something else that is not the feed. */
  'not-the-data',
  /** The body ended before its end. */
  'truncated',
  /** The publisher wrote an error into the stream after its 200. */
  'interrupted',
  /** One more call would exceed the share of the publisher's quota that we allow ourselves. */
  'quota-exhausted',
  /** The publisher failed again and again: not asked until a while has passed. */
  'circuit-open',
  /** Meter-level or personal data: refused before bronze. */
  'personal-data',
  /** Our own configuration is wrong; the message names the setting. */
  'misconfigured',
] as const
export type FetchErrorCode = (typeof FETCH_ERROR_CODES)[number]

interface FetchErrorCircumstances {
  readonly calls?: number
  readonly notBefore?: Date | null
  readonly quota?: QuotaUse | null
  readonly cause?: unknown
}

export class FetchError extends Error {
  override readonly name = 'FetchError'
  readonly code: FetchErrorCode
  /** Requests sent before giving up. */
  readonly calls: number
  /** Asking again before is in vain: the publisher, our quota or the open circuit says so. Null: nobody does. */
  readonly notBefore: Date | null
  /** What had been counted by then; null when nothing was. */
  readonly quota: QuotaUse | null

  constructor(code: FetchErrorCode, message: string, circumstances: FetchErrorCircumstances = {}) {
    super(message, { cause: circumstances.cause })
    this.code = code
    this.calls = circumstances.calls ?? 0
    this.notBefore = circumstances.notBefore ?? null
    this.quota = circumstances.quota ?? null
  }
}
