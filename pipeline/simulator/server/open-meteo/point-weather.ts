/**
 * Weather at a point, hour by hour, as a weather service sees it: that of the grid model in degrees, metres per second,
 * watts and per cent. So demand, wind and solar power follow from what a forecast can know.
 */
import { REGIONS, type Region } from '../../../catalog/regions.ts'
import { WEATHER_POINTS } from '../../../catalog/weather-points.ts'
import { momentAt } from '../../moment.ts'
import { curveOf, normalAt, type Scales, streamOf } from '../../noise.ts'
import { type Sky, skyOf } from '../../weather.ts'

/** Hours since 1970 UTC. */
export type HourKey = number

export interface HourlyWeather {
  readonly temperature_celsius: number
  readonly wind_100m_m_per_s: number
  /** Wind at 10 m by wind at 100 m: calm nights decouple the two. */
  readonly wind_10m_ratio: number
  /** Mean of the hour before. */
  readonly radiation_w_per_m2: number
  readonly cloud_percent: number
}

export interface Point {
  readonly latitude: number
  readonly longitude: number
}

export type WeatherAt = (hour: HourKey) => HourlyWeather

const LOCAL: Scales = [
  [0.5, 10],
  [0.5, 3],
]

/** Remembers the sky of each region and hour while it lives: its points share it. */
export function pointWeatherOf(seed: number): (point: Point) => WeatherAt {
  const skies = new Map(REGIONS.map(region => [region.region_code, hourlySkyOf(seed, region)]))
  return point => {
    const { region_code } = nearestPoint(point)
    const skyAt = skies.get(region_code)
    if (!skyAt) throw new RangeError(`region ${region_code}: no sky to simulate`)
    const name = `point:${point.latitude.toFixed(2)}:${point.longitude.toFixed(2)}`
    const habits = streamOf(seed, name)
    const local = curveOf(seed, name, LOCAL)
    const warmer = 0.5 * normalAt(habits, 0)
    const windier = 1 + 0.06 * normalAt(habits, 1)
    return hour => {
      const here = skyAt(hour)
      const own = local(hour)
      return {
        ...here,
        temperature_celsius: here.temperature_celsius + warmer + 0.4 * own,
        wind_100m_m_per_s: Math.max(0.2, here.wind_100m_m_per_s * windier + 0.2 * own),
      }
    }
  }
}

export function nearestPoint({ latitude, longitude }: Point): { readonly region_code: string } {
  const distance = (point: Point) =>
    Math.hypot(point.latitude - latitude, 0.7 * (point.longitude - longitude))
  return WEATHER_POINTS.reduce((best, point) => (distance(point) < distance(best) ? point : best))
}

function hourlySkyOf(seed: number, region: Region): WeatherAt {
  const skyAt = skyOf(seed, region)
  const known = new Map<HourKey, HourlyWeather>()
  return hour => {
    const remembered = known.get(hour)
    if (remembered) return remembered
    const moment = momentAt(hour * 4)
    const sky = skyAt(moment)
    const before = [4, 3, 2, 1].map(quarters => skyAt(momentAt(hour * 4 - quarters)).solar_load_ratio)
    const weather = {
      temperature_celsius: sky.air_celsius,
      wind_100m_m_per_s: windSpeed(sky),
      wind_10m_ratio: 0.64 + 0.08 * Math.cos((2 * Math.PI * (moment.local_hour - 15)) / 24),
      radiation_w_per_m2: 1_450 * (before.reduce((sum, ratio) => sum + ratio, 0) / before.length),
      cloud_percent: 100 * sky.cloud_ratio,
    }
    known.set(hour, weather)
    return weather
  }
}

/** The power curve of a region's turbines, read backwards: half of their best at 9 m/s. */
function windSpeed({ wind_load_ratio: load }: Sky): number {
  return Math.min(30, Math.max(0.3, 9 + 1.6 * Math.log(load / (0.93 - load))))
}
