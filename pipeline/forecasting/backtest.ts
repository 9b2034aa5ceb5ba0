/** Walks forward over a range as time did: fits, issues, and holds each issue against what came true. */
import type { WeatherKind } from '../catalog/weather-measures.ts'
import type { AreaHistory } from './area-history.ts'
import { DERIVED } from './derived-series.ts'
import { fitModels } from './fit-models.ts'
import type { ForecastRow, Pair } from './forecast-row.ts'
import { issueFrom, setUpBoard } from './issue.ts'
import { valuesOf } from './learnt-series.ts'
import { HALF_HOUR_S } from './local-half-hours.ts'
import { MEASURED_QUANTITIES, type MeasuredQuantity } from './model-card.ts'

export interface Backtest {
  /** First issue. */
  readonly from: Date
  /** No issue from here on. */
  readonly to: Date
  readonly issueEveryMinutes: number
  readonly refitEveryDays: number
  /** How long after its end a half-hour is known. */
  readonly measuredAfterMinutes: number
  /** What the weather in the histories is, ahead of an issue too. */
  readonly weatherKind: WeatherKind
}

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS

/**
 * Pairs issue by issue, in order of time; what could not be forecast is not among them.
 *
 * @throws RangeError naming the history that cannot be used
 */
export async function* backtest(
  histories: readonly AreaHistory[],
  options: Backtest,
): AsyncGenerator<readonly Pair[]> {
  const { from, to, refitEveryDays, weatherKind } = options
  const actualOf = actuals(histories)
  const every = options.issueEveryMinutes * MINUTE_MS
  for (let start = from.getTime(); start < to.getTime(); start += refitEveryDays * DAY_MS) {
    const fittedAt = new Date(start)
    const card = await fitModels(knownAt(histories, fittedAt, options), { fittedAt, weatherKind })
    const stop = Math.min(start + refitEveryDays * DAY_MS, to.getTime())
    const board = setUpBoard(card, histories, firstHalfHour(start), firstHalfHour(stop))
    const behind = (start - from.getTime()) % every
    for (let at = behind === 0 ? start : start + every - behind; at < stop; at += every) {
      const issued_at = new Date(at)
      const { rows } = issueFrom(board, issued_at, knownUntil(issued_at, options))
      yield rows.map(row => ({ ...row, issued_at, actual_mw: actualOf(row) }))
    }
  }
}

const firstHalfHour = (milliseconds: number) => Math.ceil(milliseconds / 1000 / HALF_HOUR_S)

/** End of what is known, counted from 1970: a half-hour that ended so long before. */
const knownUntil = (at: Date, { measuredAfterMinutes }: Backtest) =>
  Math.floor((at.getTime() - measuredAfterMinutes * MINUTE_MS) / 1000 / HALF_HOUR_S)

function knownAt(histories: readonly AreaHistory[], at: Date, options: Backtest): AreaHistory[] {
  const until = knownUntil(at, options)
  return histories.map(history => {
    const known = (values: Float64Array) =>
      values.slice().fill(Number.NaN, Math.max(0, until - history.first_half_hour))
    return {
      ...history,
      consumption_mw: known(history.consumption_mw),
      wind_mw: known(history.wind_mw),
      solar_mw: known(history.solar_mw),
    }
  })
}

function actuals(histories: readonly AreaHistory[]): (row: ForecastRow) => number | null {
  const byArea = new Map(histories.map(history => [history.area_code, history]))
  const partsOf = new Map(DERIVED.map(derived => [`${derived.area_code} ${derived.quantity}`, derived.parts]))
  return ({ area_code, quantity_code, time_key }) => {
    const parts = partsOf.get(`${area_code} ${quantity_code}`) ?? [
      { area_code, quantity: quantity_code as MeasuredQuantity, sign: 1 },
    ]
    const sum = parts.reduce((total, part) => {
      const history = byArea.get(part.area_code)
      if (!history || !MEASURED_QUANTITIES.includes(part.quantity)) return Number.NaN
      return (
        total +
        part.sign * (valuesOf(history, part.quantity)[time_key / 2 - history.first_half_hour] ?? Number.NaN)
      )
    }, 0)
    return Number.isNaN(sum) ? null : sum
  }
}
