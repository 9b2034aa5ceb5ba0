/**
 * The newest weeks, forecast as if they were still to come: learnt from what lies before, issued every few hours. Its errors choose the
 * model and set the intervals.
 */
import { setImmediate } from 'node:timers/promises'
import { FORECAST_HALF_HOURS, FORECAST_MODELS, type ForecastModel } from '../catalog/forecasting.ts'
import type { Surroundings } from './features.ts'
import { learnSeries } from './learnt-series.ts'
import { SLOTS } from './local-half-hours.ts'
import type { MeasuredQuantity } from './model-card.ts'
import { candidatesOf, newestKnown, tellSeries } from './told-series.ts'

/** Where the tryout begins, and where it learns anew: days before the fit. */
const LEARN_DAYS_BEFORE = [56, 28, 14] as const
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

/** Issues of all tryouts of a fit, as half-hours counted from 1970. */
export const trialIssues = (fittedHalfHour: number): readonly number[] => {
  const span = LEARN_DAYS_BEFORE[0] * SLOTS
  return Array.from({ length: span / ISSUE_STEP }, (_, nth) => fittedHalfHour - span + nth * ISSUE_STEP)
}

export const TRIAL_SIZE = ((LEARN_DAYS_BEFORE[0] * SLOTS) / ISSUE_STEP) * FORECAST_HALF_HOURS

/** @param end index of the fit: nothing measured from there on is read */
export async function tryOut(around: Surroundings, quantity: MeasuredQuantity, end: number): Promise<Trial> {
  const trial = emptyTrial()
  const issues = trialIssues(around.history.first_half_hour + end).map(
    halfHour => halfHour - around.history.first_half_hour,
  )
  for (const [nth, days] of LEARN_DAYS_BEFORE.entries()) {
    const from = end - days * SLOTS
    const to = end - (LEARN_DAYS_BEFORE[nth + 1] ?? 0) * SLOTS
    await setImmediate()
    const learnt = learnSeries(around, quantity, from)
    if (learnt === null) continue
    await setImmediate()
    const series = tellSeries(around, quantity, learnt, from)
    issues.forEach((issue, at) => {
      if (issue >= from && issue < to) sayFrom(series, issue, at, end, trial)
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
  const unknown = () => new Float64Array(TRIAL_SIZE).fill(Number.NaN)
  return {
    said: { ridge: unknown(), d1: unknown(), d7: unknown(), climatology: unknown() },
    actual: unknown(),
    lead: new Int16Array(TRIAL_SIZE),
  }
}
