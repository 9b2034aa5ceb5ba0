/** How long a step of a deployment waits for what comes by waiting: a role that spreads, a database that wakes. */

export interface Patience {
  /** Waits between attempts, in ms; their number bounds the attempts. */
  readonly pauses: readonly number[]
  /** The longest that one request may take, in ms. */
  readonly requestMs: number
  readonly sleep: (ms: number) => Promise<void>
}

const seconds = (count: number, each: number) => Array.from({ length: count }, () => each * 1000)

/** Eleven minutes: Azure says that a role may take ten to be known everywhere. */
const DEPLOY_PAUSES: readonly number[] = [...seconds(6, 5), ...seconds(9, 10), ...seconds(18, 30)]

export const deployPatience = (): Patience => ({
  pauses: DEPLOY_PAUSES,
  requestMs: 300_000,
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
})
