/**
 * The newest weeks, forecast as if they were still to come: learnt from what lies before, issued every few hours. Its errors choose the
 * model and set the intervals.
 */
import { setImmediate } from 'node:timers/promises'
import { FORECAST_HALF_HOURS, FORECAST_MODELS, type ForecastModel } from '../catalog/forecasting.ts'
import type { Surroundings } from './features.ts'
import { type LearntSeries, learnSeries } from './learnt-series.ts'
import { SLOTS } from './local-half-hours.ts'
import type { MeasuredQuantity } from './model-card.ts'
import { candidatesOf, newestKnown, tellSeries } from './told-series.ts'

/** How long it is, and how often it learns anew from what is then known. */
const TRYOUT_DAYS = 56
const WEEK_DAYS = 7
/** Every five hours: all hours of the day within five days. */
const ISSUE_STEP = 10
/** The newest half-hour known at an issue ended an hour before: real time is that late. */
const HALF_HOURS_LATE = 2

/**
 * What was said and what came true: issues × 96 half-hours, MW, on the same issues for all series of a fit. NaN is what could not be
 * told, or was not measured.
 */
export interface Trial {
  readonly said: Readonly<Record<ForecastModel, Float64Array>>
  readonly actual: Float64Array
  /** Half-hours from the newest known value to the target. */
  readonly lead: Int16Array
}

const ISSUES = Math.floor((TRYOUT_DAYS * SLOTS) / ISSUE_STEP)
const CELLS = ISSUES * FORECAST_HALF_HOURS

/** Issues of all tryouts of a fit, as half-hours counted from 1970. */
export const trialIssues = (fittedHalfHour: number): readonly number[] =>
  Array.from({ length: ISSUES }, (_, nth) => fittedHalfHour - TRYOUT_DAYS * SLOTS + nth * ISSUE_STEP)

/** @param end index of the fit: nothing measured from there on is read */
export async function tryOut(around: Surroundings, quantity: MeasuredQuantity, end: number): Promise<Trial> {
  const trial = emptyTrial()
  const issues = trialIssues(around.history.first_half_hour + end).map(
    halfHour => halfHour - around.history.first_half_hour,
  )
  let like: LearntSeries | null = null
  for (let days = TRYOUT_DAYS; days > 0; days -= WEEK_DAYS) {
    const from = end - days * SLOTS
    await setImmediate()
    // All of it half-way again: what a young history says of its errors changes most.
    const learnt: LearntSeries | null = await learnSeries(
      around,
      quantity,
      from,
      days === TRYOUT_DAYS / 2 ? null : like,
    )
    like = learnt
    if (learnt === null) continue
    await setImmediate()
    const series = tellSeries(around, quantity, learnt, from)
    issues.forEach((issue, at) => {
      if (issue >= from && issue < from + WEEK_DAYS * SLOTS) sayFrom(series, issue, at, end, trial)
    })
  }
  return trial
}

type Series = ReturnType<typeof tellSeries>

function sayFrom(series: Series, issue: number, at: number, end: number, trial: Trial): void {
  const { values } = series.measured
  const newest = newestKnown(values, issue - HALF_HOURS_LATE)
  if (newest < 0) return
  for (let step = 0; step < FORECAST_HALF_HOURS && issue + step < end; step++) {
    const target = issue + step
    const cell = at * FORECAST_HALF_HOURS + step
    trial.actual[cell] = values[target] as number
    trial.lead[cell] = Math.min(target - newest, 32_767)
    const said = candidatesOf(series, newest, target)
    for (const model of FORECAST_MODELS) trial.said[model][cell] = said[model]
  }
}

export function emptyTrial(): Trial {
  const unknown = () => new Float64Array(CELLS).fill(Number.NaN)
  return {
    said: { ridge: unknown(), d1: unknown(), d7: unknown(), climatology: unknown() },
    actual: unknown(),
    lead: new Int16Array(CELLS),
  }
}
