/** How far a forecast is off: the more, the further it looks ahead, and differently in each model run. */
import { curveOf, type Scales } from '../../noise.ts'
import type { HourKey, HourlyWeather, WeatherAt } from './point-weather.ts'

/** A model runs every six hours, and its results come four hours later. */
const RUN_HOURS = 6
const RUN_DELAY_HOURS = 4

const ERRORS: Scales = [
  [0.5, 30],
  [0.5, 8],
]

/** Start of the newest run that is out. */
export function newestRun(nowSeconds: number): HourKey {
  return Math.floor((nowSeconds / 3600 - RUN_DELAY_HOURS) / RUN_HOURS) * RUN_HOURS
}

/** @param name Of what shares its errors: a region. */
export function forecastOf(seed: number, name: string, run: HourKey): (weather: WeatherAt) => WeatherAt {
  const errorOf = (measure: string) => {
    const lasting = curveOf(seed, `forecast:${measure}:${name}`, ERRORS)
    const ofRun = curveOf(seed, `forecast:${measure}:${name}:${run}`, ERRORS)
    return (hour: HourKey) => 0.8 * lasting(hour) + 0.6 * ofRun(hour)
  }
  const temperature = errorOf('temperature')
  const wind = errorOf('wind')
  const cloud = errorOf('cloud')
  return weather => hour => {
    const days = Math.max(0, hour - run) / 24
    const here = weather(hour)
    const cloudier = cloud(hour)
    return {
      ...here,
      temperature_celsius: here.temperature_celsius + (0.5 + 0.3 * days) * temperature(hour),
      // In proportion: a calm is foreseen as a calm.
      wind_100m_m_per_s: here.wind_100m_m_per_s * Math.exp(Math.min(0.5, 0.08 + 0.04 * days) * wind(hour)),
      radiation_w_per_m2: dimmed(here, Math.min(0.5, 0.08 + 0.05 * days) * cloudier),
      cloud_percent: Math.min(100, Math.max(0, here.cloud_percent + (8 + 5 * days) * cloudier)),
    }
  }
}

function dimmed({ radiation_w_per_m2 }: HourlyWeather, cloudier: number): number {
  return radiation_w_per_m2 * Math.min(1.5, Math.max(0.2, 1 - cloudier))
}
