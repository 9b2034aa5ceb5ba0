/**
 * Consumption, wind or sun of a region as its card tells it, with what was measured: ready to be asked what each candidate says of a
 * target, knowing nothing measured beyond an origin.
 */
import {
  FORECAST_HALF_HOURS,
  type ForecastModel,
  HORIZONS,
  type HorizonCode,
} from '../catalog/forecasting.ts'
import { baselinesOf, type Measured } from './baselines.ts'
import { carriedError, type Errors, LONGEST_LEAD, toErrors } from './error-carrying.ts'
import type { Surroundings } from './features.ts'
import { predictGrouped } from './grouped-ridge.ts'
import { type LearntSeries, regressionDesign, valuesOf } from './learnt-series.ts'
import { SLOTS } from './local-half-hours.ts'
import type { MeasuredQuantity } from './model-card.ts'
import { sunHeight } from './sun.ts'

export interface ToldSeries {
  readonly quantity: MeasuredQuantity
  readonly learnt: LearntSeries
  readonly measured: Measured
  /** What the regression says of each half-hour, MW; NaN where weather is not known. */
  readonly told: Float64Array
  readonly errors: Errors
}

export type Candidates = Readonly<Record<ForecastModel, number>>

/** Six degrees below the horizon it is dark everywhere in the country. */
const DARK_BELOW = -Math.sin((6 * Math.PI) / 180)

/** What an issue looks back on: a week, and what temperatures before it have left in walls. */
export const DAYS_BACK = 16

/**
 * @param end index from which on nothing was learnt from; the fortnight before is told by what had not learnt from it, what lies
 * before {@link DAYS_BACK} is not told
 */
export function tellSeries(
  around: Surroundings,
  quantity: MeasuredQuantity,
  learnt: LearntSeries,
  end: number,
): ToldSeries {
  const design = regressionDesign(around, learnt.columns, learnt.grouping)
  const told = new Float64Array(around.halfHours.length).fill(Number.NaN)
  predictGrouped(design, learnt.coefficients_before, end - DAYS_BACK * SLOTS, end, told)
  predictGrouped(design, learnt.coefficients, end, told.length, told)
  const measured = { halfHours: around.halfHours, values: valuesOf(around.history, quantity) }
  return { quantity, learnt, measured, told, errors: toErrors(around.halfHours, measured.values, told) }
}

/** The newest half-hour before `before` whose value is known; −1 where there is none. */
export function newestKnown(values: Float64Array, before: number): number {
  let index = Math.min(before, values.length) - 1
  while (index >= 0 && Number.isNaN(values[index])) index--
  return index
}

/** What each candidate says of `target`, MW, zero or more; NaN where it cannot. Reads nothing measured after `newest`. */
export function candidatesOf(series: ToldSeries, newest: number, target: number): Candidates {
  const { errors, learnt, measured, told } = series
  const origin = newestKnown(errors.error, newest + 1)
  const carried =
    origin >= 0 && target - origin <= LONGEST_LEAD
      ? carriedError(errors, learnt.carrying, origin, target - origin)
      : Number.NaN
  const isDark =
    series.quantity === 'solar' && sunHeight(measured.halfHours.first_half_hour + target) < DARK_BELOW
  const ridge = isDark ? carried * 0 : (told[target] as number) + carried
  return {
    ridge: Math.max(0, ridge),
    ...baselinesOf(measured, learnt.climatology, newest, target),
  }
}

/** Horizon of the nth half-hour of an issue, counted from 0. */
export function horizonOf(step: number): HorizonCode {
  const minutes = step * 30
  const last = HORIZONS[HORIZONS.length - 1] as (typeof HORIZONS)[number]
  return (HORIZONS.find(horizon => minutes < horizon.to_minutes) ?? last).horizon_code
}

/** Of the half-hours of an issue. */
export const HORIZON_OF_STEP: readonly HorizonCode[] = Array.from(
  { length: FORECAST_HALF_HOURS },
  (_, step) => horizonOf(step),
)
