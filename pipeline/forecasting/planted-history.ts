/** For tests: histories whose structure is known, so that a model can be held to finding it. No values of any region. */
import type { AreaHistory } from './area-history.ts'
import { type LocalHalfHours, localHalfHours } from './local-half-hours.ts'
import type { MeasuredQuantity } from './model-card.ts'
import { sunHeight } from './sun.ts'

export interface Planted {
  readonly area_code?: string
  /** First local day, YYYY-MM-DD, and how many days there are weather and values for. */
  readonly from: string
  readonly days: number
  readonly seed?: number
  /** Standard deviation of what nothing explains, MW. */
  readonly noise_mw?: number
}

/** Demand follows clock, weekday and cold; wind its power curve; sun the irradiance. */
export function plantedHistory({
  area_code = '44',
  from,
  days,
  seed = 1,
  noise_mw = 80,
}: Planted): AreaHistory {
  const first_half_hour = Date.parse(`${from}T00:00Z`) / 1_800_000
  const length = days * 48
  const halfHours = localHalfHours(first_half_hour, length)
  const gauss = gaussian(seed)
  const fill = (value: (index: number) => number) => Float64Array.from({ length }, (_, index) => value(index))
  const weather = wandering(gauss, length)
  const temperature_celsius = fill(
    index =>
      9 -
      8 * Math.cos((2 * Math.PI * (first_half_hour + index)) / 48 / 365.25) +
      3 * (weather[index] as number),
  )
  const gusts = wandering(gauss, length)
  const wind_speed_100m_m_s = fill(index => Math.abs(7 + 3.5 * (gusts[index] as number)))
  const clouds = wandering(gauss, length)
  const cloud_cover_percent = fill(index => 100 / (1 + Math.exp(-1.5 * (clouds[index] as number))))
  const solar_irradiance_w_m2 = fill(
    index =>
      Math.max(0, 900 * sunHeight(first_half_hour + index)) *
      (1 - 0.7 * ((cloud_cover_percent[index] as number) / 100)),
  )
  return {
    area_code,
    first_half_hour,
    consumption_mw: fill(
      index =>
        usualDemand(halfHours, index) +
        100 * Math.max(0, 15 - (temperature_celsius[index] as number)) +
        noise_mw * gauss(),
    ),
    wind_mw: fill(index =>
      Math.max(0, powerOf(wind_speed_100m_m_s[index] as number) + (noise_mw / 16) * gauss()),
    ),
    solar_mw: fill(index => (solar_irradiance_w_m2[index] as number) * (0.5 + (noise_mw / 16_000) * gauss())),
    temperature_celsius,
    wind_speed_100m_m_s,
    solar_irradiance_w_m2,
    cloud_cover_percent,
  }
}

function usualDemand({ slot, day, days }: LocalHalfHours, index: number): number {
  const at = slot[index] as number
  const shape =
    4000 + 800 * Math.sin((2 * Math.PI * (at - 14)) / 48) + 300 * Math.sin((4 * Math.PI * at) / 48)
  return shape * (days[day[index] as number]?.day_type === 'working_day' ? 1 : 0.85)
}

/** A farm of 1,000 MW: from 3 m/s, full at 13. */
const powerOf = (speed: number) => 1000 * Math.min(1, Math.max(0, (speed - 3) / 10)) ** 1.5

/** Wanders around zero with a memory of a day, standard deviation 1. */
function wandering(gauss: () => number, length: number): Float64Array {
  const memory = Math.exp(-1 / 48)
  const values = new Float64Array(length)
  for (let index = 0, value = gauss(); index < length; index++) {
    value = memory * value + Math.sqrt(1 - memory * memory) * gauss()
    values[index] = value
  }
  return values
}

/** The same numbers for the same seed: mulberry32, then Box and Muller. */
export function gaussian(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** The same history as it was known before a half-hour, an index: nothing measured from there on. Weather stays. */
export function knownBefore(history: AreaHistory, end: number): AreaHistory {
  const cut = (values: Float64Array) => values.slice().fill(Number.NaN, Math.max(0, end))
  return {
    ...history,
    consumption_mw: cut(history.consumption_mw),
    wind_mw: cut(history.wind_mw),
    solar_mw: cut(history.solar_mw),
  }
}

/** The same history with nothing measured but one quantity: a third of the work. */
export function only(history: AreaHistory, quantity: MeasuredQuantity): AreaHistory {
  const nothing = history.consumption_mw.map(() => Number.NaN)
  const { consumption_mw, wind_mw, solar_mw } = history
  return {
    ...history,
    consumption_mw: quantity === 'consumption' ? consumption_mw : nothing,
    wind_mw: quantity === 'wind' ? wind_mw : nothing,
    solar_mw: quantity === 'solar' ? solar_mw : nothing,
  }
}

/** Index of an instant in a history. */
export const indexOf = (history: AreaHistory, instant: string): number =>
  Math.ceil(Date.parse(instant) / 1_800_000) - history.first_half_hour
