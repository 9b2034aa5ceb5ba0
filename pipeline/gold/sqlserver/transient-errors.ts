/**
 * Errors of Azure SQL that pass by waiting: a paused database that wakes (the first connection fails for up
 * to a minute), a server that fails over or is busy. The driver's own retries end after two seconds.
 */

/** 40613 paused or moving; 40197, 40501, 49918–49920 busy; 4060 not open yet; 10928, 10929 out of workers. */
const PASSING = new Set([40613, 40197, 40501, 49918, 49919, 49920, 4060, 10928, 10929])

/** Between attempts, ms: 105 s together. */
export const BACK_OFF_MS: readonly number[] = [
  1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000, 15_000, 15_000,
]

export type Sleep = (ms: number) => Promise<void>

/** Number of the server's error; undefined where it was not the server that failed. */
function numberOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  if ('number' in error && typeof error.number === 'number') return error.number
  if (error instanceof AggregateError) return error.errors.map(numberOf).find(one => one !== undefined)
  return numberOf(error.cause)
}

const isPassing = (error: unknown): boolean => PASSING.has(numberOf(error) ?? Number.NaN)

/** Do it again while it fails with an error that passes, up to the end of the back-off; then the error is told. */
export async function whilePassing<T>(work: () => Promise<T>, sleep: Sleep): Promise<T> {
  for (const ms of BACK_OFF_MS) {
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error)) throw error
      await sleep(ms)
    }
  }
  return work()
}
