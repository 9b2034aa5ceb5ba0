/** Job: what is done each night, one after the other: norms, fit, scores. One that fails keeps no other from being done. */
import { messageOf } from '../failure.ts'
import type { Home } from '../home.ts'
import { describeFit, type FitRequest, fitFromHistory } from './fit-from-history.ts'
import { describeNorms, makeDueNorms } from './make-norms.ts'
import { describeScores, scoreForecasts } from './score-forecasts.ts'

export interface NightRequest extends FitRequest {
  /** False while history is still being fetched: a norm is made once, so not from a part of it. Default: true. */
  readonly hasItsHistory?: boolean
  /** Hears what came of each, in words. */
  readonly say: (text: string) => void
}

/**
 * @returns whether there are models now.
 * @throws what failed first, when all have been done; what else failed is said.
 */
export async function nightly(
  home: Home,
  { say, hasItsHistory = true, ...request }: NightRequest,
): Promise<boolean> {
  const { now } = request
  const faults: unknown[] = []
  let isFitted = false
  const works = [
    async () =>
      hasItsHistory
        ? describeNorms(await makeDueNorms(home, now))
        : 'norms: none made while history is being fetched\n',
    async () => {
      const fitted = await fitFromHistory(home, request)
      isFitted = fitted.outcome === 'fitted'
      return describeFit(fitted)
    },
    async () => describeScores(await scoreForecasts(home, now)),
  ]
  for (const work of works) {
    try {
      say(await work())
    } catch (error) {
      faults.push(error)
    }
  }
  const [first, ...others] = faults
  for (const fault of others) say(`${messageOf(fault)}\n`)
  if (first !== undefined) throw first
  return isFitted
}
