/** The time limits of one request: to the head of its answer, between pieces of its body, in all. */
import type { Patience } from '../patience.ts'
import { RequestFailure } from './request-failure.ts'

export interface TimeLimits {
  /** Aborted when a limit is exceeded, or by whoever stops us; the reason is what to throw. */
  readonly signal: AbortSignal
  /** Something came: the wait for the next piece begins. */
  onProgress(): void
  end(): void
}

export function startTimeLimits(
  { headersMs, idleMs, wholeMs }: Patience,
  stop: AbortSignal | undefined,
): TimeLimits {
  const controller = new AbortController()
  const exceed = (what: string) => () => controller.abort(new RequestFailure('timeout', what))
  const whole = setTimeout(exceed(`did not finish within ${seconds(wholeMs)}`), wholeMs)
  let next = setTimeout(exceed(`did not begin to answer within ${seconds(headersMs)}`), headersMs)
  return {
    signal: stop ? AbortSignal.any([controller.signal, stop]) : controller.signal,
    onProgress() {
      clearTimeout(next)
      next = setTimeout(exceed(`stood still for ${seconds(idleMs)} in the middle of its answer`), idleMs)
    },
    end() {
      clearTimeout(whole)
      clearTimeout(next)
    },
  }
}

const seconds = (ms: number) => `${ms / 1_000} s`
