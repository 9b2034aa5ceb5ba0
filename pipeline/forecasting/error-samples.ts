/** Errors that were made out of sample, brought together for intervals: of a tryout, or of what the ledger holds. */
import { FORECAST_HALF_HOURS, type ForecastQuantity } from '../catalog/forecasting.ts'
import type { PastErrors } from './forecast-row.ts'
import type { ErrorSample } from './intervals.ts'
import { localHalfHours, SLOTS } from './local-half-hours.ts'
import type { Trial } from './tryout.ts'

/** The ledger speaks for itself from four weeks on; beyond eight it is another season. */
const FEWEST_LEDGER_DAYS = 28
const MOST_LEDGER_DAYS = 56
/** Values are known that many half-hours after they began, as a rule. */
const USUAL_DELAY = 3

/** @param issues half-hours counted from 1970 */
export function errorsOfTrial(trial: Trial, p50: Float64Array, issues: readonly number[]): ErrorSample {
  const first = issues[0] as number
  const halfHours = localHalfHours(first, (issues[issues.length - 1] as number) - first + FORECAST_HALF_HOURS)
  const at = (cell: number) =>
    (issues[Math.floor(cell / FORECAST_HALF_HOURS)] as number) + (cell % FORECAST_HALF_HOURS) - first
  const error_mw = trial.actual.map((actual, cell) => actual - (p50[cell] as number))
  const days = new Set<number>()
  error_mw.forEach((error, cell) => {
    if (!Number.isNaN(error)) days.add(halfHours.day[at(cell)] as number)
  })
  return {
    lead: trial.lead,
    slot: Uint8Array.from(error_mw, (_, cell) => halfHours.slot[at(cell)] as number),
    p50_mw: p50,
    error_mw,
    day_count: days.size,
  }
}

/** Null where the ledger is not long enough to speak. Targets from the fit on are not read. */
export function errorsOfLedger(
  pastErrors: readonly PastErrors[],
  areaCode: string,
  quantity: ForecastQuantity,
  fittedHalfHour: number,
): ErrorSample | null {
  const past = pastErrors.find(errors => errors.area_code === areaCode && errors.quantity_code === quantity)
  if (past === undefined) return null
  const first = fittedHalfHour - MOST_LEDGER_DAYS * SLOTS
  const halfHours = localHalfHours(first, fittedHalfHour - first)
  const index = (at: number) => Math.floor((past.time_key[at] as number) / 2) - first
  const error = (at: number) => (past.actual_mw[at] as number) - (past.p50_mw[at] as number)
  const kept = [...past.time_key.keys()].filter(
    at => index(at) >= 0 && index(at) < halfHours.length && !Number.isNaN(error(at)),
  )
  const days = new Set(kept.map(at => halfHours.day[index(at)]))
  if (days.size < FEWEST_LEDGER_DAYS) return null
  return {
    lead: kept.map(at => Math.floor((past.horizon_minutes[at] as number) / 30) + USUAL_DELAY),
    slot: kept.map(at => halfHours.slot[index(at)] as number),
    p50_mw: kept.map(at => past.p50_mw[at] as number),
    error_mw: kept.map(error),
    day_count: days.size,
  }
}
