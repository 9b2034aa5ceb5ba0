/** How good forecasts were, in the definitions of table `forecast_score`. */
import { type Horizon, horizonOf } from '../catalog/forecasting.ts'
import { localDays } from '../catalog/paris-calendar.ts'
import type { ForecastScoreRow } from '../gold/forecast_score.ts'
import { rounded } from '../gold/queries/quantity.ts'
import type { Pair } from './forecast-row.ts'
import { HALF_HOUR_S, localHalfHours } from './local-half-hours.ts'

/** A row of table `forecast_score` but for when it was made and of what data. */
export type ForecastScore = Omit<ForecastScoreRow, 'scored_at' | 'is_simulated'>

/** A pair that counts: measured, and told by every baseline. */
type Whole = Pair & { actual_mw: number; d1_mw: number; d7_mw: number; climatology_mw: number }

/**
 * By area, quantity, horizon and local day, in the order of their pairs; a day without a pair that counts has no row.
 *
 * @param pairs in any order
 */
export function score(pairs: Iterable<Pair>): ForecastScore[] {
  const dateOf = localDates()
  const groups = new Map<string, { first: Whole; horizon: Horizon; date: string; tally: Tally }>()
  for (const pair of pairs) {
    if (!isWhole(pair)) continue
    const horizon = horizonOf(pair.horizon_minutes)
    const date = dateOf(pair.time_key)
    const key = `${pair.area_code} ${pair.quantity_code} ${horizon.horizon_code} ${date}`
    const group = groups.get(key) ?? { first: pair, horizon, date, tally: emptyTally() }
    groups.set(key, group)
    count(group.tally, pair)
  }
  return [...groups.values()].map(({ first, horizon, date, tally }) => toScore(first, horizon, date, tally))
}

const isWhole = (pair: Pair): pair is Whole =>
  pair.actual_mw !== null && pair.d1_mw !== null && pair.d7_mw !== null && pair.climatology_mw !== null

const emptyTally = () => ({
  pairs: 0,
  actual: 0,
  absolute: 0,
  square: 0,
  relative: 0,
  signed: 0,
  pinball: 0,
  covered: 0,
  d1: 0,
  d7: 0,
  climatology: 0,
})
type Tally = ReturnType<typeof emptyTally>

function count(tally: Tally, pair: Whole): void {
  const { actual_mw: actual, p10_mw, p50_mw, p90_mw } = pair
  const error = p50_mw - actual
  tally.pairs++
  tally.actual += actual
  tally.absolute += Math.abs(error)
  tally.square += error * error
  tally.relative += actual === 0 ? Number.NaN : Math.abs(error / actual)
  tally.signed += error
  tally.pinball +=
    (pinball(actual, p10_mw, 0.1) + pinball(actual, p50_mw, 0.5) + pinball(actual, p90_mw, 0.9)) / 3
  tally.covered += actual >= p10_mw && actual <= p90_mw ? 1 : 0
  tally.d1 += Math.abs(pair.d1_mw - actual)
  tally.d7 += Math.abs(pair.d7_mw - actual)
  tally.climatology += Math.abs(pair.climatology_mw - actual)
}

/** What a quantile costs: least on average where it is passed as often as it says (Koenker and Bassett 1978). */
const pinball = (actual: number, quantile: number, level: number) =>
  actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual)

function toScore(first: Whole, horizon: Horizon, date: string, tally: Tally): ForecastScore {
  const { pairs } = tally
  return {
    area_code: first.area_code,
    quantity_code: first.quantity_code,
    horizon_code: horizon.horizon_code,
    target_date: date,
    expected_count: expectedCount(date, horizon),
    pair_count: pairs,
    mean_actual_mw: tally.actual / pairs,
    mae_mw: tally.absolute / pairs,
    rmse_mw: Math.sqrt(tally.square / pairs),
    mape_ratio: tellableMape(Number.isNaN(tally.relative) ? null : tally.relative / pairs),
    bias_mw: tally.signed / pairs,
    pinball_mw: tally.pinball / pairs,
    covered_count: tally.covered,
    d1_mae_mw: tally.d1 / pairs,
    d7_mae_mw: tally.d7 / pairs,
    climatology_mae_mw: tally.climatology / pairs,
  }
}

/** What column `mape_ratio` can't hold is null: it tells of a measured value near zero, and not of the forecast. */
export const tellableMape = (ratio: number | null): number | null =>
  ratio === null || rounded(ratio, 6) >= 1_000_000 ? null : ratio

/** Each half-hour of the day is a target of one issue an hour, two days long. */
function expectedCount(date: string, { from_minutes, to_minutes }: Horizon): number {
  const [day] = localDays(date, date)
  if (day === undefined) return 0
  const halfHours = (day.end_epoch_s - day.start_epoch_s) / HALF_HOUR_S
  return (halfHours * (Math.min(to_minutes, 2880) - from_minutes)) / 60
}

/** Local date of a half-hour, asked of the calendar once for each UTC day. */
function localDates(): (timeKey: number) => string {
  const days = new Map<number, readonly string[]>()
  return timeKey => {
    const day = Math.floor(timeKey / 96)
    const known = days.get(day) ?? datesOfDay(day)
    days.set(day, known)
    return known[Math.floor((timeKey % 96) / 2)] as string
  }
}

function datesOfDay(day: number): string[] {
  const halfHours = localHalfHours(day * 48, 48)
  return Array.from(halfHours.day, at => halfHours.days[at]?.local_date ?? '')
}
