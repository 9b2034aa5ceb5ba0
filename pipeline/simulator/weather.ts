/**
 * Weather of a region at a moment: what drives demand, wind and solar.
 *
 * Climate normals fit ten years of daily regional temperatures; neighbours share their weather, and
 * fronts travel from west to east.
 */
import type { Region } from '../catalog/regions.ts'
import type { Moment } from './moment.ts'
import { curveOf, logistic, type Scales } from './noise.ts'

export interface Weather {
  /** Temperature that buildings feel: the air of the last half day, with little of the daily swing. */
  readonly felt_celsius: number
  /** Share of the installed wind capacity that runs. */
  readonly wind_load_ratio: number
  /** Share of the installed solar capacity that runs. */
  readonly solar_load_ratio: number
}

/** The same weather as instruments see it. */
export interface Sky {
  readonly air_celsius: number
  readonly wind_load_ratio: number
  readonly solar_load_ratio: number
  /** Share of the sky that clouds cover. */
  readonly cloud_ratio: number
}

interface Climate {
  readonly latitude: number
  readonly longitude: number
  readonly mean_celsius: number
  /** Half of the difference between summer and winter. */
  readonly year_swing: number
  /** Half of the difference between afternoon and dawn. */
  readonly day_swing: number
  /** How much the region follows the oceanic (+) or the Mediterranean (−) air. */
  readonly oceanic: number
  /** Weights of the northern, Atlantic and Mediterranean winds. */
  readonly winds: readonly [north: number, west: number, south: number]
  /** How much better (+) or worse (−) than usual the wind sites are, in log-odds. */
  readonly windiness: number
  /** How much cloudier (+) or sunnier (−) than usual the sky is, in log-odds. */
  readonly cloudiness: number
}

const climate = (
  [latitude, longitude]: readonly [number, number],
  [mean_celsius, year_swing, day_swing]: readonly [number, number, number],
  oceanic: number,
  winds: Climate['winds'],
  windiness: number,
  cloudiness: number,
): Climate => ({
  latitude,
  longitude,
  mean_celsius,
  year_swing,
  day_swing,
  oceanic,
  winds,
  windiness,
  cloudiness,
})

const CLIMATES: Readonly<Record<string, Climate>> = {
  '11': climate([48.7, 2.4], [12.9, 8.0, 3.7], 0.2, [0.85, 0.4, 0], 0.1, 0.15),
  '24': climate([47.5, 1.7], [12.7, 7.9, 4.4], 0.1, [0.75, 0.55, 0.05], -0.15, 0.1),
  '27': climate([47.2, 4.8], [12.4, 8.7, 4.5], -0.1, [0.8, 0.25, 0.15], -0.25, 0.1),
  '28': climate([49.1, 0.1], [11.9, 6.8, 3.6], 0.4, [0.6, 0.6, 0], 0.3, 0.35),
  '32': climate([49.9, 2.8], [11.9, 7.3, 3.5], 0.3, [0.85, 0.3, 0], 0, 0.35),
  '44': climate([48.7, 5.6], [11.8, 8.6, 4.4], 0, [0.9, 0.1, 0.1], -0.2, 0.2),
  '52': climate([47.5, -0.8], [13.4, 7.4, 4.1], 0.2, [0.4, 0.85, 0], 0.05, 0),
  '53': climate([48.2, -2.9], [12.5, 5.9, 3.5], 0.5, [0.3, 0.85, 0], 0.1, 0.15),
  '75': climate([45.2, 0.2], [14.3, 7.5, 4.3], -0.1, [0.3, 0.8, 0.15], -0.35, -0.15),
  '76': climate([43.7, 2.2], [14.8, 8.4, 4.6], -0.4, [0, 0.15, 0.95], 0.1, -0.4),
  '84': climate([45.5, 4.6], [12.7, 8.8, 4.8], -0.2, [0.1, 0.1, 0.85], -0.2, -0.2),
  '93': climate([43.9, 6.1], [15.5, 8.8, 4.6], -0.6, [0, 0.05, 0.8], -0.15, -0.75),
}

const AIR_MASSES: Scales = [
  [0.65, 50],
  [0.35, 160],
]
const WINDS: Scales = [
  [0.4, 60],
  [0.35, 20],
  [0.2, 9],
  [0.05, 3],
]
const LOCAL_WINDS: Scales = [
  [0.7, 7],
  [0.3, 1.5],
]
const CLOUDS: Scales = [
  [0.5, 40],
  [0.35, 10],
  [0.15, 2],
]

/** Hours a front takes for one degree of longitude. */
const HOURS_PER_DEGREE = 0.8

/** @throws RangeError when the region has no climate. */
export function weatherOf(seed: number, region: Region): (moment: Moment) => Weather {
  const { temperature, wind, sun } = weatherCurvesOf(seed, region)
  return moment => ({
    felt_celsius: temperature.felt(moment),
    wind_load_ratio: wind(moment),
    solar_load_ratio: sun.loadRatio(moment),
  })
}

/** @throws RangeError when the region has no climate. */
export function skyOf(seed: number, region: Region): (moment: Moment) => Sky {
  const { temperature, wind, sun } = weatherCurvesOf(seed, region)
  return moment => ({
    air_celsius: temperature.air(moment),
    wind_load_ratio: wind(moment),
    solar_load_ratio: sun.loadRatio(moment),
    cloud_ratio: sun.cloudRatio(moment),
  })
}

function weatherCurvesOf(seed: number, { region_code: code }: Region) {
  const climateHere = CLIMATES[code]
  if (!climateHere) throw new RangeError(`region ${code}: no climate to simulate`)
  const delay = (climateHere.longitude + 4) * HOURS_PER_DEGREE
  return {
    temperature: temperatureOf(seed, code, climateHere, delay),
    wind: windOf(seed, code, climateHere, delay),
    sun: sunOf(seed, code, climateHere, delay),
  }
}

function temperatureOf(seed: number, code: string, climateHere: Climate, delay: number) {
  const everywhere = curveOf(seed, 'temperature', AIR_MASSES)
  const contrast = curveOf(seed, 'temperature:contrast', AIR_MASSES)
  const here = curveOf(seed, `temperature:${code}`, AIR_MASSES)
  const { mean_celsius, year_swing, day_swing, oceanic } = climateHere
  const norm = Math.hypot(0.88, oceanic, 0.22)

  const anomaly = (hours: number) =>
    (0.88 * everywhere(hours - delay) + oceanic * contrast(hours - delay) + 0.22 * here(hours)) / norm
  const season = (moment: Moment) => mean_celsius - year_swing * Math.cos(moment.year_angle - 0.35)
  const spread = (moment: Moment) => 2.7 + 0.4 * moment.winterness
  const swing = (moment: Moment, warmestHour: number) =>
    day_swing *
    (1 - 0.3 * moment.winterness) *
    Math.cos((2 * Math.PI * (moment.local_hour - warmestHour)) / 24)

  return {
    /** Buildings follow the air half a day late and know a quarter of its daily swing. */
    felt: (moment: Moment) =>
      season(moment) + spread(moment) * anomaly(moment.hours - 10) + 0.25 * swing(moment, 18.5),
    air: (moment: Moment) => season(moment) + spread(moment) * anomaly(moment.hours) + swing(moment, 16.5),
  }
}

function windOf(seed: number, code: string, climateHere: Climate, delay: number) {
  const here = curveOf(seed, `wind:${code}`, LOCAL_WINDS)
  const [north, west, south] = climateHere.winds
  const own = 0.35
  const norm = Math.hypot(north, west, south, own)
  const fronts = Object.entries({ north, west, south })
    .filter(([, weight]) => weight > 0)
    .map(([name, weight]) => ({ weight, curve: curveOf(seed, `wind:${name}`, WINDS) }))

  return (moment: Moment) => {
    let force = own * here(moment.hours)
    for (const { weight, curve } of fronts) force += weight * curve(moment.hours - delay)
    // Calm at noon, stronger at night, most of all in summer.
    const daily = (0.3 - 0.15 * moment.winterness) * Math.cos((2 * Math.PI * (moment.local_hour - 0.5)) / 24)
    const logOdds = -1.7 + 0.85 * moment.winterness + climateHere.windiness + daily
    return 0.93 * logistic(logOdds + (1.75 * force) / norm)
  }
}

function sunOf(seed: number, code: string, climateHere: Climate, delay: number) {
  const everywhere = curveOf(seed, climateHere.winds[2] > 0.5 ? 'cloud:south' : 'cloud:north', CLOUDS)
  const here = curveOf(seed, `cloud:${code}`, CLOUDS)
  const cloudRatio = (moment: Moment) => {
    const cover = 0.85 * everywhere(moment.hours - delay) + 0.53 * here(moment.hours)
    return logistic(-0.35 + climateHere.cloudiness + 0.4 * moment.winterness + 1.4 * cover)
  }
  return {
    cloudRatio,
    loadRatio(moment: Moment) {
      const height = sineOfSunHeight(moment, climateHere)
      return height <= 0 ? 0 : 0.77 * height ** 1.1 * (1 - 0.72 * cloudRatio(moment))
    },
  }
}

function sineOfSunHeight(moment: Moment, { latitude, longitude }: Climate): number {
  const degree = Math.PI / 180
  const declination = -23.44 * degree * Math.cos((2 * Math.PI * (moment.day_of_year + 10)) / 365.25)
  const solarHour = (moment.hours % 24) + longitude / 15
  const hourAngle = (solarHour - 12) * 15 * degree
  const phi = latitude * degree
  return Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hourAngle)
}
