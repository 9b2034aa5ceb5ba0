/**
 * Consumption, wind or sun of a region as its card tells it, with what was measured: ready to be asked what each candidate says of a
 * target, knowing nothing measured beyond an origin.
 */
import {
  FORECAST_HALF_HOURS,
  FORECAST_STEP_MINUTES,
  type ForecastModel,
  type HorizonCode,
  horizonOf,
} from '../catalog/forecasting.ts'
import { baselinesOf, type Measured } from './baselines.ts'
import { carriedError, type Errors, LONGEST_LEAD, toErrors } from './error-carrying.ts'
import type { Surroundings } from './features.ts'
import { predictGrouped } from './grouped-ridge.ts'
import { type LearntSeries, regressionDesign, scaleOf, valuesOf } from './learnt-series.ts'
import { SLOTS } from './local-half-hours.ts'
import type { MeasuredQuantity } from './model-card.ts'

export interface ToldSeries {
  readonly quantity: MeasuredQuantity
  readonly learnt: LearntSeries
  readonly measured: Measured
  /** What the regression says of each half-hour, MW; NaN where weather is not known. */
  readonly told: Float64Array
  readonly errors: Errors
  readonly scale: Float64Array | null
  /** Sine of the height of the sun. */
  readonly sun: Float64Array
}

export type Candidates = Readonly<Record<ForecastModel, number>>

/** Six degrees below the horizon it is dark everywhere in the country. */
const DARK_BELOW = -Math.sin((6 * Math.PI) / 180)

/** What an issue looks back on: a week, and what temperatures before it have left in walls. */
export const DAYS_BACK = 16

/**
 * @param end index from which on nothing was learnt from; what lies before it is told by what had not learnt from the fortnight before
 * it, and not at all before {@link DAYS_BACK}
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
  const scale = scaleOf(around, quantity)
  const errors = toErrors(around.halfHours, measured.values, told, scale)
  return { quantity, learnt, measured, told, errors, scale, sun: around.sun }
}

/** The newest half-hour before `before` whose value is known; −1 where there is none. */
export function newestKnown(values: Float64Array, before: number): number {
  let index = Math.min(before, values.length) - 1
  while (index >= 0 && Number.isNaN(values[index])) index--
  return index
}

/** What each candidate says of `target`, MW, zero or more; NaN where it cannot. Reads nothing measured after `newest`. */
export function candidatesOf(series: ToldSeries, newest: number, target: number): Candidates {
  return {
    ridge: Math.max(0, ridgeOf(series, newest, target)),
    ...baselinesOf(series.measured, series.learnt.climatology, newest, target),
  }
}

function ridgeOf(
  { quantity, errors, learnt, told, scale, sun }: ToldSeries,
  newest: number,
  target: number,
): number {
  const origin = newestKnown(errors.error, newest + 1)
  const lead = target - origin
  if (origin < 0 || lead > LONGEST_LEAD) return Number.NaN
  // Also where it is dark: what cannot be told by day is not told by night.
  const known = (told[target] as number) * 0
  if (quantity === 'solar' && (sun[target] as number) < DARK_BELOW) return known
  const share = scale === null ? 1 : scale[target]
  if (share === undefined || Number.isNaN(share)) return told[target] as number
  return (told[target] as number) + share * carriedError(errors, learnt.carrying, origin, lead)
}

/** Of the half-hours of an issue. */
export const HORIZON_OF_STEP: readonly HorizonCode[] = Array.from(
  { length: FORECAST_HALF_HOURS },
  (_, step) => horizonOf(step * FORECAST_STEP_MINUTES).horizon_code,
)
