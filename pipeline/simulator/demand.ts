/**
 * Demand of a region: a base, heating below about 15 °C and cooling above about 22 °C, shaped by the
 * hour, the type of day and the time of the year.
 *
 * Levels follow 2025–2026, heating slopes the winters 2016–2017 (MW per °C of daily mean).
 */
import type { Region } from '../catalog/regions.ts'
import { REGIONAL_SHAPES, SUMMER_SHAPES, WINTER_SHAPES } from './demand-shapes.ts'
import type { DayHour, Moment } from './moment.ts'
import { curveOf, normalAt, type Scales, streamOf } from './noise.ts'
import type { Weather } from './weather.ts'

export interface Demand {
  readonly demand_mw: number
  /** The same without the shape of the hours: what the day as a whole asks for. */
  readonly day_level_mw: number
}

interface DemandProfile {
  /** Demand of a mild working day, MW. */
  readonly base_mw: number
  readonly heating_mw_per_celsius: number
  readonly cooling_mw_per_celsius: number
  readonly saturday_ratio: number
  readonly sunday_ratio: number
}

const profile = (
  base_mw: number,
  heating_mw_per_celsius: number,
  cooling_mw_per_celsius: number,
  saturday_ratio: number,
  sunday_ratio: number,
): DemandProfile => ({
  base_mw,
  heating_mw_per_celsius,
  cooling_mw_per_celsius,
  saturday_ratio,
  sunday_ratio,
})

const PROFILES: Readonly<Record<string, DemandProfile>> = {
  '11': profile(6_870, 302, 100, 0.9, 0.858),
  '24': profile(1_645, 86, 25, 0.894, 0.84),
  '27': profile(1_940, 71, 22, 0.867, 0.803),
  '28': profile(2_500, 112, 15, 0.912, 0.862),
  '32': profile(5_120, 140, 30, 0.908, 0.856),
  '44': profile(4_510, 122, 40, 0.887, 0.819),
  '52': profile(2_520, 122, 35, 0.853, 0.789),
  '53': profile(2_030, 102, 10, 0.871, 0.802),
  '75': profile(3_370, 210, 115, 0.91, 0.862),
  '76': profile(3_200, 206, 130, 0.922, 0.873),
  '84': profile(6_400, 232, 110, 0.889, 0.844),
  '93': profile(3_730, 225, 135, 0.955, 0.92),
}

const MOODS: Scales = [
  [0.75, 40],
  [0.25, 6],
]

/** Where heating and cooling set in. */
const BEND_CELSIUS = 1.3
/** Above the lowest demand, as a share of it. */
const BEND_RATIO = 0.05

/** @throws RangeError when the region has no demand profile. */
export function demandOf(seed: number, region: Region): (moment: Moment, weather: Weather) => Demand {
  const code = region.region_code
  const here = PROFILES[code]
  const regionalShape = REGIONAL_SHAPES[code]
  if (!here || !regionalShape) throw new RangeError(`region ${code}: no demand to simulate`)
  const everywhere = curveOf(seed, 'demand', MOODS)
  const own = curveOf(seed, `demand:${code}`, MOODS)
  const flicker = streamOf(seed, `demand:flicker:${code}`)
  const lowest_mw = region.consumption_range_mw[0]

  return (moment, weather) => {
    const need =
      here.base_mw * activity(moment) +
      here.heating_mw_per_celsius * softly(15 - weather.felt_celsius, BEND_CELSIUS) +
      here.cooling_mw_per_celsius * softly(weather.felt_celsius - 21, BEND_CELSIUS)
    const mood =
      1 +
      0.011 * everywhere(moment.hours) +
      0.015 * own(moment.hours) +
      0.002 * normalAt(flicker, moment.time_key)
    const day_level_mw = need * mood * dayRatio(here, moment.hours_around[1])
    const shaped = need * mood * hourRatio(here, regionalShape, moment)
    // An unlucky August night comes near the lowest value ever published, and goes on moving there.
    const demand_mw = lowest_mw + softly(shaped - lowest_mw, BEND_RATIO * lowest_mw)
    return { demand_mw, day_level_mw }
  }
}

/** Between the hourly means, which hold at the half hours, demand runs straight. */
function hourRatio(here: DemandProfile, regionalShape: readonly number[], moment: Moment): number {
  const [before, after] = moment.hours_around
  const ratioAt = (at: DayHour) =>
    dayRatio(here, at) * shapeAt(at, moment.winterness) * (regionalShape[at.hour] ?? 100)
  return ((1 - moment.hour_share) * ratioAt(before) + moment.hour_share * ratioAt(after)) / 100
}

function shapeAt({ day_type, hour }: DayHour, winterness: number): number {
  const winter = (1 + winterness) / 2
  const inWinter = WINTER_SHAPES[day_type][hour] ?? 0
  const inSummer = SUMMER_SHAPES[day_type][hour] ?? 0
  return (winter * inWinter + (1 - winter) * inSummer) / 1000
}

function dayRatio(here: DemandProfile, { day_type, is_monday }: DayHour): number {
  if (day_type === 'saturday') return here.saturday_ratio
  if (day_type === 'sunday') return here.sunday_ratio
  return is_monday ? 0.98 : 1
}

/** More light in winter; the country rests in mid-August and between the years. */
function activity({ day_of_year: day, winterness }: Moment): number {
  const august = Math.exp(-(((day - 226) / 13) ** 2))
  const yearEnd = Math.exp(-((Math.min(Math.abs(day - 361), Math.abs(day + 4)) / 5) ** 2))
  return 1 + 0.07 * winterness - 0.09 * august - 0.07 * yearEnd
}

/** A bend instead of a corner: near zero below 0, near x above; how wide the bend is has the unit of x. */
function softly(x: number, bend: number): number {
  return bend * Math.log1p(Math.exp(x / bend))
}
