/** How long a connector waits for a publisher, how often it asks again, and when it leaves it alone. */
export interface Patience {
  /** From sending a request to the head of the answer. */
  readonly headersMs: number
  /** Between two pieces of a body. */
  readonly idleMs: number
  /** From sending a request to the last byte of its answer. */
  readonly wholeMs: number
  /** Requests for one answer, the first included. */
  readonly attempts: number
  /** Before the second attempt, on average; the pause grows with each, and has jitter. */
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  /** A publisher that asks for a longer pause is not waited for: the fetch ends, and says until when. */
  readonly longestRetryAfterMs: number
  /** A publisher that forbids us for longer than this is asked again all the same. */
  readonly longestHeedMs: number
  /** Fetches that fail in a row, over all feeds of a publisher, before it is left alone. */
  readonly breakerFailures: number
  /** How long it is left alone before one request is tried. */
  readonly breakerOpenMs: number
}

/** For the real publishers: a run ends before the next one is due, and an outage costs few calls. */
export const PATIENCE: Patience = {
  headersMs: 30_000,
  idleMs: 20_000,
  wholeMs: 180_000,
  attempts: 4,
  firstDelayMs: 1_000,
  longestDelayMs: 20_000,
  // A limit by the minute is waited for; one by the hour is not.
  longestRetryAfterMs: 61_000,
  longestHeedMs: 3_600_000,
  breakerFailures: 4,
  breakerOpenMs: 120_000,
}
