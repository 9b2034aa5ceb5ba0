/**
 * Carries the latest known errors of a regression forward: a small ridge for each lead, which is how many half-hours the target lies after
 * the newest known error. Near by, the newest error counts; a day on, what was wrong at the same time and on the whole.
 */
import { FORECAST_HALF_HOURS } from '../catalog/forecasting.ts'
import { type LocalHalfHours, SLOTS, sameTimeDaysBefore } from './local-half-hours.ts'
import { NormalEquations } from './normal-equations.ts'

/** Farther than this nothing is carried: the feed stands still for more than a day. */
export const LONGEST_LEAD = FORECAST_HALF_HOURS + SLOTS

const TERMS = 6
/** In rows: what a coefficient of one has to be worth. */
const PENALTY = 50
/** More origins than this tell nothing new. */
const MOST_ORIGINS = 1500

export interface Errors {
  readonly halfHours: LocalHalfHours
  /** Measured − told, in MW or as a share of a scale; NaN where one of them is not known. */
  readonly error: Float64Array
  /** Σ and count of the known errors before each half-hour, one longer than `error`. */
  readonly sums: Float64Array
  readonly counts: Float64Array
}

/**
 * @param scale what errors are in proportion to: of sun, its height. NaN where there is nothing to be wrong about. Without one they are
 * in MW.
 */
export function toErrors(
  halfHours: LocalHalfHours,
  measured: Float64Array,
  told: Float64Array,
  scale: Float64Array | null,
): Errors {
  const error = measured.map(
    (value, index) => (value - (told[index] as number)) / (scale === null ? 1 : (scale[index] as number)),
  )
  const sums = new Float64Array(error.length + 1)
  const counts = new Float64Array(error.length + 1)
  error.forEach((value, index) => {
    const known = !Number.isNaN(value)
    sums[index + 1] = (sums[index] as number) + (known ? value : 0)
    counts[index + 1] = (counts[index] as number) + (known ? 1 : 0)
  })
  return { halfHours, error, sums, counts }
}

/** Coefficients, lead by lead from 1 to {@link LONGEST_LEAD}: leads × terms. */
export function fitCarrying(errors: Errors): Float64Array {
  const { error } = errors
  const scale = deviation(error)
  const coefficients = new Float64Array(LONGEST_LEAD * TERMS)
  if (!(scale > 0)) return coefficients
  const terms = new Float64Array(TERMS)
  const strength = new Float64Array(TERMS).fill(PENALTY * scale * scale)
  const step = strideOf(error.length)
  for (let lead = 1; lead <= LONGEST_LEAD; lead++) {
    const equations = new NormalEquations(TERMS)
    for (let origin = 0; origin + lead < error.length; origin += step) {
      const target = error[origin + lead] as number
      if (Number.isNaN(target) || !readTerms(errors, origin, lead, terms)) continue
      equations.add(terms, 0, target)
    }
    coefficients.set(equations.solve(strength), (lead - 1) * TERMS)
  }
  return coefficients
}

/** The error to expect `lead` half-hours after `origin`, in what errors are in. NaN where the one of the origin is not known. */
export function carriedError(
  errors: Errors,
  coefficients: Float64Array,
  origin: number,
  lead: number,
): number {
  const terms = new Float64Array(TERMS)
  if (lead < 1 || lead > LONGEST_LEAD || !readTerms(errors, origin, lead, terms)) return Number.NaN
  return terms.reduce((sum, term, at) => sum + term * (coefficients[(lead - 1) * TERMS + at] as number), 0)
}

/** False where the error of the origin is not known. What else is missing is taken as errors were on the whole. */
function readTerms(errors: Errors, origin: number, lead: number, terms: Float64Array): boolean {
  const newest = errors.error[origin] as number
  if (Number.isNaN(newest)) return false
  const target = origin + lead
  const day = mean(errors, origin, SLOTS)
  const week = mean(errors, origin, 7 * SLOTS)
  terms[0] = newest
  terms[1] = mean(errors, origin, 6)
  terms[2] = day
  terms[3] = week
  terms[4] = atSameTime(errors, origin, target, Math.ceil(lead / SLOTS), 1, day)
  terms[5] = atSameTime(errors, origin, target, lead <= 7 * SLOTS ? 7 : 14, 7, week)
  return true
}

function mean({ sums, counts }: Errors, newest: number, length: number): number {
  const from = Math.max(0, newest + 1 - length)
  const count = (counts[newest + 1] as number) - (counts[from] as number)
  return ((sums[newest + 1] as number) - (sums[from] as number)) / count
}

function atSameTime(
  { halfHours, error }: Errors,
  origin: number,
  target: number,
  days: number,
  step: number,
  otherwise: number,
): number {
  for (let tried = 0, back = days; tried < 3; tried++, back += step) {
    const index = sameTimeDaysBefore(halfHours, target, back)
    if (index < 0) break
    if (index <= origin && !Number.isNaN(error[index])) return error[index] as number
  }
  return otherwise
}

/** Not a divisor of a day, so that origins lie at all times of it. */
const strideOf = (length: number) => {
  const least = Math.ceil(length / MOST_ORIGINS)
  return [1, 5, 7, 11, 13, 17, 19, 23, 29].find(stride => stride >= least) ?? least + 1 - (least % 2)
}

function deviation(values: Float64Array): number {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    sum += value * value
    count++
  }
  return count < 2 ? Number.NaN : Math.sqrt(sum / count)
}
