/**
 * The circuit of a publisher: opens when fetches fail again and again, over all its feeds, and lets one
 * through after a while. Only failures that waiting may mend count: a question that it refuses is no sign
 * of trouble.
 */
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel'
import { FetchError } from '../connector.ts'
import type { Patience } from '../patience.ts'
import { toSecond } from '../window.ts'
import { RequestFailure } from './request-failure.ts'

/** @throws FetchError `circuit-open`, without asking; else what `ask` throws. */
export type Circuit = <T>(ask: () => Promise<T>, now: () => Date) => Promise<T>

export function openCircuit(
  name: string,
  { breakerFailures, breakerOpenMs }: Pick<Patience, 'breakerFailures' | 'breakerOpenMs'>,
): Circuit {
  const isTrouble = (error: unknown) => error instanceof RequestFailure && error.isTransient
  const breaker = circuitBreaker(handleWhen(isTrouble), {
    breaker: new ConsecutiveBreaker(breakerFailures),
    halfOpenAfter: breakerOpenMs,
  })
  let last: LastFailure | undefined

  return async (ask, now) => {
    try {
      return await breaker.execute(ask)
    } catch (error) {
      if (isBrokenCircuitError(error)) throw leftAlone(name, breakerFailures, last)
      if (error instanceof RequestFailure && breaker.state === CircuitState.Open) {
        last = { failure: error, until: new Date(now().getTime() + breakerOpenMs) }
      }
      throw error
    }
  }
}

interface LastFailure {
  readonly failure: RequestFailure
  /** When it is asked again. */
  readonly until: Date
}

function leftAlone(name: string, failures: number, last: LastFailure | undefined): FetchError {
  const until = last ? ` until about ${toSecond(last.until)}` : ''
  const error = last ? ` Last error (${last.failure.code}): it ${last.failure.message}` : ''
  return new FetchError(
    'circuit-open',
    `${name} was not asked: ${failures} fetches in a row had failed, and it is left alone${until}.${error}`,
    { notBefore: last?.until ?? null, cause: last?.failure },
  )
}
