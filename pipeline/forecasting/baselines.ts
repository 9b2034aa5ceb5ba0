/**
 * What a forecast is held against: the same local time of the latest day known, of a week before, and the usual value. None of them
 * reads beyond the newest half-hour known at the issue.
 */
import type { Baseline } from '../catalog/forecasting.ts'
import { type LocalHalfHours, SLOTS, sameTimeDaysBefore } from './local-half-hours.ts'
import type { MeasuredQuantity } from './model-card.ts'

export type BaselineValues = Readonly<Record<Baseline, number>>

/** Usual values by day type and slot: 3 × 48, NaN where none is known. */
export type Climatology = Float64Array

const DAY_TYPES = ['working_day', 'saturday', 'sunday'] as const
/** Days before and after the time of year. */
const SEASON_DAYS = 15
const YEAR_DAYS = 365.25
/** Days of former years that tell more than the last weeks do. */
const FEWEST_SEASON_DAYS = 20
const LAST_WEEKS_DAYS = 42

export interface Measured {
  readonly halfHours: LocalHalfHours
  /** MW, by half-hour; NaN where not known. */
  readonly values: Float64Array
}

/** Value of a target as the baselines tell it, MW; NaN where they cannot. */
export function baselinesOf(
  measured: Measured,
  climatology: Climatology,
  newest: number,
  target: number,
): BaselineValues {
  return {
    d1: latestDay(measured, newest, target),
    d7: weekBefore(measured, newest, target),
    climatology: climatology[climatologyAt(measured.halfHours, target)] ?? Number.NaN,
  }
}

/** A hole in the latest day known is answered by the day before it. */
function latestDay({ halfHours, values }: Measured, newest: number, target: number): number {
  const nearest = Math.ceil((target - newest) / SLOTS)
  for (let days = nearest; days < nearest + 3; days++) {
    const index = sameTimeDaysBefore(halfHours, target, days)
    const value = index <= newest ? values[index] : Number.NaN
    if (value !== undefined && !Number.isNaN(value)) return value
  }
  return Number.NaN
}

function weekBefore({ halfHours, values }: Measured, newest: number, target: number): number {
  const index = sameTimeDaysBefore(halfHours, target, 7)
  return index <= newest ? (values[index] ?? Number.NaN) : Number.NaN
}

const climatologyAt = ({ slot, day, days }: LocalHalfHours, index: number) => {
  const type = days[day[index] as number]?.day_type ?? 'working_day'
  return DAY_TYPES.indexOf(type) * SLOTS + (slot[index] as number)
}

/**
 * Means over the days of former years that lie near the time of year of `end`, or over the last weeks where history has too few of them.
 * Wind and sun do not know what day it is.
 *
 * @param end half-hours from here on are not read
 */
export function climatologyOf(measured: Measured, end: number, quantity: MeasuredQuantity): Climatology {
  const former = usualOver(measured, end, quantity, age => {
    const years = Math.round(age / YEAR_DAYS)
    return years >= 1 && Math.abs(age - years * YEAR_DAYS) <= SEASON_DAYS
  })
  if (former.day_count >= FEWEST_SEASON_DAYS) return former.usual
  return usualOver(measured, end, quantity, age => age <= LAST_WEEKS_DAYS).usual
}

function usualOver(
  { halfHours, values }: Measured,
  end: number,
  quantity: MeasuredQuantity,
  isMeant: (ageDays: number) => boolean,
): { usual: Climatology; day_count: number } {
  const sums = new Float64Array(DAY_TYPES.length * SLOTS)
  const counts = new Float64Array(sums.length)
  const days = new Set<number>()
  for (let index = 0; index < end; index++) {
    const value = values[index] as number
    if (Number.isNaN(value) || !isMeant((end - index) / SLOTS)) continue
    days.add(halfHours.day[index] as number)
    for (const at of placesOf(quantity, climatologyAt(halfHours, index))) {
      sums[at] = (sums[at] as number) + value
      counts[at] = (counts[at] as number) + 1
    }
  }
  return { usual: sums.map((sum, at) => sum / (counts[at] as number)), day_count: days.size }
}

const placesOf = (quantity: MeasuredQuantity, at: number): readonly number[] =>
  quantity === 'consumption' ? [at] : DAY_TYPES.map((_, type) => type * SLOTS + (at % SLOTS))
