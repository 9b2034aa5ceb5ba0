/**
 * What demand, wind and sun are explained by: columns with a name, scaled so that their usual change is about one. A card keeps the names;
 * the same name always means the same numbers.
 */
import type { AreaHistory } from './area-history.ts'
import { type LocalHalfHours, localHalfHours } from './local-half-hours.ts'
import { sunHeight } from './sun.ts'

export interface Surroundings {
  readonly history: AreaHistory
  readonly halfHours: LocalHalfHours
  /** Temperature that buildings feel: running means with these time constants, hours. NaN where they began less than two of them ago. */
  readonly smoothed: Readonly<Record<'h6' | 'day' | 'days', Float64Array>>
  /** Sine of the height of the sun. */
  readonly sun: Float64Array
  /** Columns that were asked for before. */
  readonly columns: Map<ColumnName, Float64Array>
}

export function surroundingsOf(history: AreaHistory): Surroundings {
  const temperature = history.temperature_celsius
  return {
    history,
    sun: temperature.map((_, index) => sunHeight(history.first_half_hour + index)),
    columns: new Map(),
    halfHours: localHalfHours(history.first_half_hour, temperature.length),
    smoothed: {
      h6: runningMean(temperature, 12),
      day: runningMean(temperature, 48),
      days: runningMean(temperature, 144),
    },
  }
}

/** Exponential, in half-hours. Short holes keep the mean as it was; after long ones it begins anew. */
function runningMean(values: Float64Array, halfHours: number): Float64Array {
  const means = new Float64Array(values.length)
  const share = 1 - Math.exp(-1 / halfHours)
  let mean = Number.NaN
  let seen = 0
  let missing = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    if (Number.isNaN(value)) {
      missing++
      if (missing > 6) seen = 0
    } else {
      mean = seen === 0 ? value : mean + share * (value - mean)
      seen++
      missing = 0
    }
    means[index] = Number.isNaN(value) || seen < Math.min(2 * halfHours, 192) ? Number.NaN : mean
  }
  return means
}

type Column = (around: Surroundings, index: number) => number

const dayOf = ({ halfHours }: Surroundings, index: number) => halfHours.days[halfHours.day[index] as number]
const flag = (truth: boolean | undefined) => (truth ? 1 : 0)
const weekday =
  (number: number): Column =>
  (around, index) => {
    const day = dayOf(around, index)
    // A public holiday is a kind of day of its own.
    return flag(day !== undefined && !day.is_holiday && day.weekday === number)
  }
const yearly =
  (wave: (angle: number) => number, times: number): Column =>
  (around, index) =>
    wave(2 * Math.PI * times * (dayOf(around, index)?.year_share ?? Number.NaN))

const HEATING_BELOW_CELSIUS = 15
const COOLING_ABOVE_CELSIUS = 22
const below = (celsius: number) =>
  Number.isNaN(celsius) ? celsius : Math.max(0, HEATING_BELOW_CELSIUS - celsius) / 5
const above = (celsius: number) =>
  Number.isNaN(celsius) ? celsius : Math.max(0, celsius - COOLING_ABOVE_CELSIUS) / 3

const temperature = (around: Surroundings, index: number) =>
  around.history.temperature_celsius[index] as number
const irradiance = (around: Surroundings, index: number) =>
  (around.history.solar_irradiance_w_m2[index] as number) / 300
const hinge =
  (from: number): Column =>
  ({ history }, index) => {
    const speed = history.wind_speed_100m_m_s[index] as number
    return Number.isNaN(speed) ? speed : Math.max(0, speed - from) / 3
  }
const isWeekend = (around: Surroundings, index: number) =>
  flag(dayOf(around, index)?.day_type !== 'working_day')

/** Mid-August, when most are away, and three weeks on either side: shares of a year. */
const AUGUST = 225 / 365
const AUGUST_WIDTH = 21 / 365

const yearSine = yearly(Math.sin, 1)
const yearCosine = yearly(Math.cos, 1)

export const COLUMNS = {
  one: () => 1,
  monday: weekday(0),
  tuesday: weekday(1),
  thursday: weekday(3),
  friday: weekday(4),
  saturday: weekday(5),
  sunday: weekday(6),
  holiday: (around, index) => flag(dayOf(around, index)?.is_holiday),
  bridge: (around, index) => flag(dayOf(around, index)?.is_bridge),
  year_end: (around, index) => flag(dayOf(around, index)?.is_year_end),
  school_holiday: (around, index) => dayOf(around, index)?.school_holiday_share ?? Number.NaN,
  year_sin1: yearSine,
  year_cos1: yearCosine,
  year_sin2: yearly(Math.sin, 2),
  year_cos2: yearly(Math.cos, 2),
  year_sin3: yearly(Math.sin, 3),
  year_cos3: yearly(Math.cos, 3),
  august: (around, index) =>
    Math.max(0, 1 - Math.abs((dayOf(around, index)?.year_share ?? Number.NaN) - AUGUST) / AUGUST_WIDTH),
  heating: (around, index) => below(temperature(around, index)),
  heating_h6: ({ smoothed }, index) => below(smoothed.h6[index] as number),
  heating_day: ({ smoothed }, index) => below(smoothed.day[index] as number),
  heating_days: ({ smoothed }, index) => below(smoothed.days[index] as number),
  heating_weekend: (around, index) => isWeekend(around, index) * below(around.smoothed.day[index] as number),
  cooling: (around, index) => above(temperature(around, index)),
  cooling_day: ({ smoothed }, index) => above((smoothed.day[index] as number) + 2),
  cloud: ({ history }, index) => (history.cloud_cover_percent[index] as number) / 50,
  irradiance,
  daylight: ({ sun }, index) => Math.max(0, sun[index] as number),
  // From deep dusk to full day within some ten degrees.
  twilight: ({ sun }, index) => 1 / (1 + Math.exp(-25 * ((sun[index] as number) + 0.05))),
  irradiance_year_sin: (around, index) => irradiance(around, index) * yearSine(around, index),
  irradiance_year_cos: (around, index) => irradiance(around, index) * yearCosine(around, index),
  irradiance_warm: (around, index) => irradiance(around, index) * ((temperature(around, index) - 15) / 10),
  wind_from_0: hinge(0),
  wind_from_3: hinge(3),
  wind_from_5: hinge(5),
  wind_from_7: hinge(7),
  wind_from_9: hinge(9),
  wind_from_11: hinge(11),
  wind_from_13: hinge(13),
  wind_from_16: hinge(16),
} satisfies Record<string, Column>

export type ColumnName = keyof typeof COLUMNS

/** Row by row, one after the other: half-hours × columns. NaN where something is not known. */
export function design(around: Surroundings, names: readonly ColumnName[]): Float64Array {
  const length = around.halfHours.length
  const rows = new Float64Array(length * names.length)
  names.forEach((name, at) => {
    const values = columnOf(around, name)
    for (let index = 0, cell = at; index < length; index++, cell += names.length) {
      rows[cell] = values[index] as number
    }
  })
  return rows
}

function columnOf(around: Surroundings, name: ColumnName): Float64Array {
  const known = around.columns.get(name)
  if (known) return known
  const column: Column = COLUMNS[name]
  const values = Float64Array.from({ length: around.halfHours.length }, (_, index) => column(around, index))
  around.columns.set(name, values)
  return values
}
