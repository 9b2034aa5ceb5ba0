/**
 * What is forecast, for whom and how far, and the words tension is told in: declared once for the models, the tables,
 * the API, the page and the timers.
 */
import { REGION_CODES } from './regions.ts'

/** The country as the sum of its regions: known when all twelve are. */
export const NATIONAL_AREA = 'FR'
/** A region by its INSEE code, or the country. */
export const AREA_CODES: readonly string[] = [...REGION_CODES, NATIONAL_AREA]

export const FORECAST_QUANTITIES = ['consumption', 'wind', 'solar', 'residual_load'] as const
/**
 * `residual_load` is consumption − wind − solar: what dispatchable plants, storage and neighbours have to bring. It is
 * below zero where wind and sun bring more than is consumed.
 */
export type ForecastQuantity = (typeof FORECAST_QUANTITIES)[number]

/** Half-hours of a forecast: two days. */
export const FORECAST_STEP_MINUTES = 30
export const FORECAST_HALF_HOURS = 96

export interface Horizon {
  readonly horizon_code: 'h00_06' | 'h06_24' | 'h24_48'
  /** From the issue to the start of the target, in minutes: at least, and less than. */
  readonly from_minutes: number
  readonly to_minutes: number
  readonly name_en: string
  readonly name_fr: string
}

/** Scores are kept apart by how far ahead was looked. The last one takes in the half-hour that begins right at its end. */
export const HORIZONS = [
  {
    horizon_code: 'h00_06',
    from_minutes: 0,
    to_minutes: 360,
    name_en: 'up to 6 hours',
    name_fr: 'jusqu’à 6 heures',
  },
  {
    horizon_code: 'h06_24',
    from_minutes: 360,
    to_minutes: 1440,
    name_en: '6 to 24 hours',
    name_fr: 'de 6 à 24 heures',
  },
  {
    horizon_code: 'h24_48',
    from_minutes: 1440,
    to_minutes: 2910,
    name_en: '24 to 48 hours',
    name_fr: 'de 24 à 48 heures',
  },
] as const satisfies readonly Horizon[]
export type HorizonCode = (typeof HORIZONS)[number]['horizon_code']

/** @throws RangeError beyond the longest forecast. */
export function horizonOf(minutes: number): Horizon {
  const horizon = HORIZONS.find(
    ({ from_minutes, to_minutes }) => minutes >= from_minutes && minutes < to_minutes,
  )
  if (horizon === undefined)
    throw new RangeError(`horizon of ${minutes} minutes: expected 0 to less than 2910`)
  return horizon
}

/**
 * What a forecast is held against, made only of what was known at its issue: the same local time of the latest day that
 * was known by then (`d1`: a day before, beyond 24 hours two days before), of a week before, and its usual value.
 */
export const BASELINES = ['d1', 'd7', 'climatology'] as const
export type Baseline = (typeof BASELINES)[number]

/** How a forecast was made: a model that beats the baselines where it was tried, or the best of them. */
export const FORECAST_MODELS = ['ridge', ...BASELINES] as const
export type ForecastModel = (typeof FORECAST_MODELS)[number]

/** An 80 % interval: the value lies below P10 once in ten times, and above P90 once in ten. */
export const INTERVAL_COVERAGE = 0.8

/** Six fields, UTC. Real time comes hour by hour, after the half; each hour is issued once. */
export const FORECAST_SCHEDULE = '0 27 * * * *'
/** Once the night's repairs are in: fit the models again, and score the days that are whole. */
export const FIT_SCHEDULE = '0 40 3 * * *'

/** Season (a month with the one before and the one after) × local hour × day type: what is usual then. */
export const NORM_DAY_TYPES = ['working_day', 'saturday', 'sunday'] as const
export type NormDayType = (typeof NORM_DAY_TYPES)[number]
/** Of the residual need of a norm, in percent; between two of them it is taken to run straight. */
export const NORM_PERCENTS = [0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100] as const

export const NORM_RULES = {
  /** A norm looks back this far from the start of its month. */
  longest_years: 3,
  /** Less than this is no norm: history has to reach back at least so far. */
  shortest_days: 365,
  /** Of the season's hours in the last `shortest_days`, so many have to be known: a norm is never made again, and gaps are few. */
  lowest_known_ratio: 0.95,
  /** Days of the season and day type that a norm needs at each hour. */
  fewest_days: 8,
  /** A norm may be made so many days before its month begins: forecasts look two days ahead, and a night may be missed. */
  ahead_days: 3,
} as const

export interface TensionLevel {
  readonly level_code: 'relaxed' | 'usual' | 'raised' | 'high'
  /** Index from which it holds, up to the next one. */
  readonly from_index: number
  readonly name_en: string
  readonly name_fr: string
}

/** An index of 95 is passed once in twenty hours of that season, hour and day type. */
export const TENSION_LEVELS: readonly TensionLevel[] = [
  { level_code: 'relaxed', from_index: 0, name_en: 'relaxed', name_fr: 'détendue' },
  { level_code: 'usual', from_index: 20, name_en: 'usual', name_fr: 'habituelle' },
  { level_code: 'raised', from_index: 80, name_en: 'raised', name_fr: 'élevée' },
  { level_code: 'high', from_index: 95, name_en: 'high', name_fr: 'forte' },
]
