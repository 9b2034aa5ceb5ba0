/** Walks forward over a range as time did: fits, issues, and holds each issue against what came true. */
import type { WeatherKind } from '../catalog/weather-measures.ts'
import { actualsOf } from './area-actuals.ts'
import type { AreaHistory } from './area-history.ts'
import { fitModels } from './fit-models.ts'
import type { Pair } from './forecast-row.ts'
import { issueFrom, setUpBoard } from './issue.ts'
import { HALF_HOUR_S } from './local-half-hours.ts'

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
 * @param histories of regions, on one grid
 * @throws RangeError naming the history that cannot be used
 */
export async function* backtest(
  histories: readonly AreaHistory[],
  options: Backtest,
): AsyncGenerator<readonly Pair[]> {
  const { from, to, refitEveryDays, weatherKind } = options
  checkOneGrid(histories)
  const actualOf = actualsOf(histories)
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
      yield rows.map(row => ({
        ...row,
        issued_at,
        actual_mw: actualOf(row.area_code, row.quantity_code, row.time_key),
      }))
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

function checkOneGrid(histories: readonly AreaHistory[]): void {
  const [first] = histories
  for (const { area_code, first_half_hour, consumption_mw } of histories) {
    if (first_half_hour === first?.first_half_hour && consumption_mw.length === first.consumption_mw.length) {
      continue
    }
    throw new RangeError(
      `history of ${area_code}: ${consumption_mw.length} half-hours from ${first_half_hour}, expected the grid of ${first?.area_code}`,
    )
  }
}
