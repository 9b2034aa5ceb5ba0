/** Walks forward over a range as time did: fits, issues, and holds each issue against what came true. */
import type { WeatherKind } from '../catalog/weather-measures.ts'
import type { AreaHistory } from './area-history.ts'
import type { Pair } from './forecast-row.ts'

export interface Backtest {
  /** First and last issue; the last one is exclusive. */
  readonly from: Date
  readonly to: Date
  readonly issueEveryMinutes: number
  readonly refitEveryDays: number
  /** How long after its end a half-hour is known. */
  readonly measuredAfterMinutes: number
  readonly weatherKind: WeatherKind
}

/** Pairs issue by issue, in order of time. */
export async function* backtest(
  _histories: readonly AreaHistory[],
  _options: Backtest,
): AsyncGenerator<readonly Pair[]> {
  yield await Promise.reject(new Error('forecasting: backtest is not there yet'))
}
