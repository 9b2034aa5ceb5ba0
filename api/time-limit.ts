/** The time limit of a query. */
import type Koa from 'koa'
import { ProblemError, tooSlow } from './problem.ts'

/** Ends the work at the time limit, or when the caller has gone; a place in a queue counts too. */
export async function withTimeLimit<T>(
  ctx: Koa.Context,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(limitMs)
  const gone = new AbortController()
  const onClose = () => gone.abort()
  ctx.res.once('close', onClose)
  const signal = AbortSignal.any([limit, gone.signal])
  try {
    return await Promise.race([work(signal), rejectionOf(signal)])
  } catch (cause) {
    if (gone.signal.aborted) throw new ProblemError(400, 'The caller has gone.', { cause })
    throw limit.aborted ? tooSlow(limitMs / 1000, cause) : cause
  } finally {
    ctx.res.off('close', onClose)
  }
}

const rejectionOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
