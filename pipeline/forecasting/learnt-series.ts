/**
 * Consumption, wind or sun of a region, learnt: a regression on calendar and weather, what is carried forward of its errors, and what is
 * usual. Reads nothing from the end on that it is given.
 */
import { setImmediate } from 'node:timers/promises'
import type { AreaHistory } from './area-history.ts'
import { climatologyOf } from './baselines.ts'
import { fitCarrying, toErrors } from './error-carrying.ts'
import { type ColumnName, design, type Surroundings } from './features.ts'
import { fitGrouped, PARTS, type RegressionDesign } from './grouped-ridge.ts'
import { SLOTS } from './local-half-hours.ts'
import type { Grouping, LearntCard, MeasuredQuantity } from './model-card.ts'

/** As in the card, with arrays to count with. */
export interface LearntSeries {
  readonly columns: readonly ColumnName[]
  readonly grouping: Grouping
  readonly penalty: number
  readonly learnt_days: number
  readonly coefficients: Float64Array
  readonly coefficients_before: Float64Array
  readonly carrying: Float64Array
  readonly climatology: Float64Array
}

/** Clocks rule people, and the sun is told by UTC. Wind answers to wind at any time. */
const GROUPING: Readonly<Record<MeasuredQuantity, Grouping>> = {
  consumption: 'local_slot',
  wind: 'one',
  solar: 'utc_slot',
}

/** A shorter history than this tells no season. */
const SEASONS_FROM_DAYS = 300
/** Below it nothing is learnt. */
export const FEWEST_DAYS = 40
/** Weather is used where that much of the history has it, or that many days. */
const WEATHER_SHARE = 0.6
const WEATHER_DAYS = 150
const FORTNIGHT_DAYS = 14
/** A day that is this much older counts half: habits change, and farms are built. */
const HALF_LIFE_DAYS = 180

const CALENDAR = [
  'monday',
  'tuesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'holiday',
  'bridge',
  'year_end',
  'school_holiday',
] as const satisfies readonly ColumnName[]
const YEAR = ['year_sin1', 'year_cos1', 'year_sin2', 'year_cos2'] as const satisfies readonly ColumnName[]
const TEMPERATURE = [
  'heating',
  'heating_h6',
  'heating_day',
  'heating_days',
  'heating_weekend',
  'cooling',
  'cooling_day',
] as const satisfies readonly ColumnName[]
const LIGHT = ['daylight', 'twilight'] as const satisfies readonly ColumnName[]
const WIND = [
  'wind_from_0',
  'wind_from_3',
  'wind_from_5',
  'wind_from_7',
  'wind_from_9',
  'wind_from_11',
  'wind_from_13',
  'wind_from_16',
] as const satisfies readonly ColumnName[]

export const valuesOf = (history: AreaHistory, quantity: MeasuredQuantity): Float64Array =>
  ({ consumption: history.consumption_mw, wind: history.wind_mw, solar: history.solar_mw })[quantity]

/**
 * @param like learnt a few weeks before: what is carried forward, columns and penalty are taken from it, which saves most of the time
 * @returns null where fewer than {@link FEWEST_DAYS} days can be learnt from
 */
export async function learnSeries(
  around: Surroundings,
  quantity: MeasuredQuantity,
  end: number,
  like: LearntSeries | null = null,
): Promise<LearntSeries | null> {
  // Counted from the end of the array where it is negative: all that lies ahead would be learnt from.
  if (end <= 0) return null
  const target = valuesOf(around.history, quantity).slice()
  target.fill(Number.NaN, end)
  const columns = like?.columns ?? columnsFor(around, quantity, target)
  const regression = regressionDesign(around, columns, GROUPING[quantity])
  const grouped = { ...regression, part: partsBefore(target.length, end) }
  const learnt_days = countLearnt(regression, target) / SLOTS
  if (learnt_days < FEWEST_DAYS) return null
  const ridge = fitGrouped(
    grouped,
    target,
    index => 0.5 ** ((end - index) / SLOTS / HALF_LIFE_DAYS),
    like ? [like.penalty] : undefined,
  )
  if (ridge === null) return null
  // Others in the process have their turn.
  await setImmediate()
  return {
    columns,
    grouping: GROUPING[quantity],
    penalty: ridge.penalty,
    coefficients: ridge.coefficients,
    coefficients_before: ridge.withoutNewest,
    carrying:
      like?.carrying ??
      fitCarrying(toErrors(around.halfHours, target, ridge.outOfSample, scaleOf(around, quantity))),
    climatology: climatologyOf({ halfHours: around.halfHours, values: target }, end, quantity),
    learnt_days,
  }
}

export function regressionDesign(
  around: Surroundings,
  columns: readonly ColumnName[],
  grouping: Grouping,
): RegressionDesign {
  const { halfHours } = around
  const group = {
    local_slot: () => halfHours.slot,
    utc_slot: () =>
      Uint8Array.from(halfHours.slot, (_, index) => (halfHours.first_half_hour + index) % SLOTS),
    one: () => new Uint8Array(halfHours.length),
  }[grouping]()
  return {
    rows: design(around, columns),
    width: columns.length,
    group,
    groups: grouping === 'one' ? 1 : SLOTS,
  }
}

/** Fortnights, counted from the end: the newest one is in part 0. */
const partsBefore = (length: number, end: number): Uint8Array =>
  Uint8Array.from(
    { length },
    (_, index) => Math.max(0, Math.floor((end - 1 - index) / (FORTNIGHT_DAYS * SLOTS))) % PARTS,
  )

function columnsFor(around: Surroundings, quantity: MeasuredQuantity, target: Float64Array): ColumnName[] {
  const { history } = around
  const days = (weather: Float64Array | null) => commonDays(target, weather)
  const has = (weather: Float64Array) =>
    days(weather) >= WEATHER_DAYS || days(weather) >= WEATHER_SHARE * days(null)
  const temperature = has(history.temperature_celsius)
  const cloud = has(history.cloud_cover_percent)
  const irradiance = has(history.solar_irradiance_w_m2)
  const wind = has(history.wind_speed_100m_m_s)
  const year = days(null) >= SEASONS_FROM_DAYS ? YEAR : []
  if (quantity === 'wind') return ['one', ...year, ...(wind ? WIND : LIGHT)]
  if (quantity === 'solar') {
    const sun = irradiance
      ? ([
          'irradiance',
          ...(year.length > 0 ? (['irradiance_year_sin', 'irradiance_year_cos'] as const) : []),
        ] as const)
      : []
    return ['one', ...year, ...LIGHT, ...sun, ...(cloud ? (['cloud'] as const) : [])]
  }
  return [
    'one',
    ...CALENDAR,
    ...year,
    ...(year.length > 0 ? (['august'] as const) : []),
    ...LIGHT,
    ...(temperature ? TEMPERATURE : []),
    ...(cloud ? (['cloud'] as const) : []),
    ...(irradiance ? (['irradiance'] as const) : []),
  ]
}

function commonDays(target: Float64Array, weather: Float64Array | null): number {
  let count = 0
  for (let index = 0; index < target.length; index++) {
    if (!Number.isNaN(target[index]) && !(weather && Number.isNaN(weather[index]))) count++
  }
  return count / SLOTS
}

function countLearnt({ rows, width }: RegressionDesign, target: Float64Array): number {
  let count = 0
  for (let index = 0; index < target.length; index++) {
    if (Number.isNaN(target[index])) continue
    let isWhole = true
    for (let at = index * width; at < (index + 1) * width && isWhole; at++) isWhole = !Number.isNaN(rows[at])
    if (isWhole) count++
  }
  return count
}

/** Sun that is too low tells nothing of clouds. */
const LOW_SUN = 0.05

/** What errors are in proportion to; null: they are in MW. A sky that is clearer than told is so morning and noon. */
export const scaleOf = (around: Surroundings, quantity: MeasuredQuantity): Float64Array | null =>
  quantity === 'solar' ? around.sun.map(height => (height < LOW_SUN ? Number.NaN : height)) : null

const MEANINGFUL_DIGITS = 8
const short = (values: Float64Array): number[] =>
  Array.from(values, value => Number(value.toPrecision(MEANINGFUL_DIGITS)))

export function toCard(learnt: LearntSeries): LearntCard {
  return {
    columns: learnt.columns,
    grouping: learnt.grouping,
    penalty: learnt.penalty,
    learnt_days: Math.floor(learnt.learnt_days),
    coefficients: short(learnt.coefficients),
    coefficients_before: short(learnt.coefficients_before),
    carrying: short(learnt.carrying),
    climatology: short(learnt.climatology).map(value => (Number.isNaN(value) ? null : value)),
  }
}

export function fromCard(card: LearntCard): LearntSeries {
  return {
    ...card,
    coefficients: Float64Array.from(card.coefficients),
    coefficients_before: Float64Array.from(card.coefficients_before),
    carrying: Float64Array.from(card.carrying),
    climatology: Float64Array.from(card.climatology, value => value ?? Number.NaN),
  }
}
