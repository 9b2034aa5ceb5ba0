/**
 * Asks again while that may help: after failures that pass, with pauses that grow and have jitter, or as
 * long as the publisher asks for, unless that is longer than we wait.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { ConstantBackoff, ExponentialBackoff, handleWhen, retry } from 'cockatiel'
import type { FetchContext } from '../connector.ts'
import type { Patience } from '../patience.ts'
import { RequestFailure } from './request-failure.ts'

/** @throws what the last attempt threw, or an abort error when stopped during a pause. */
export async function withRetries<T>(
  ask: () => Promise<T>,
  { attempts, firstDelayMs, longestDelayMs, longestRetryAfterMs }: Patience,
  { now, signal }: FetchContext,
): Promise<T> {
  const pauseAskedFor = ({ notBefore }: RequestFailure) =>
    notBefore ? Math.max(0, notBefore.getTime() - now().getTime()) : 0
  const isWorthAnotherTry = (error: unknown) =>
    error instanceof RequestFailure && error.isTransient && pauseAskedFor(error) <= longestRetryAfterMs

  let backoff = new ExponentialBackoff({ initialDelay: firstDelayMs, maxDelay: longestDelayMs }).next()
  let pauseMs = 0
  // Paused here and not by the policy: its pauses can't be cut short when the process is told to stop.
  const backoffOfPolicy = new ConstantBackoff(0)
  const policy = retry(handleWhen(isWorthAnotherTry), { maxAttempts: attempts - 1, backoff: backoffOfPolicy })
  return policy.execute(async ({ attempt }) => {
    if (attempt > 0) await sleep(pauseMs, undefined, signal ? { signal } : {})
    try {
      return await ask()
    } catch (error) {
      if (error instanceof RequestFailure) {
        pauseMs = Math.max(backoff.duration, pauseAskedFor(error))
        backoff = backoff.next(undefined)
      }
      throw error
    }
  })
}
