/** The hourly variables that can be asked for, with their units and heights. */
import type { HourlyWeather } from './point-weather.ts'

export type Service = 'forecast' | 'archive'

export interface Variable {
  readonly name: string
  /** Undefined for a speed: the request names its unit. */
  readonly unit: string | undefined
  readonly decimals: number
  /** Elsewhere its values are null. */
  readonly services: readonly Service[]
  readonly read: (weather: HourlyWeather) => number
}

const everywhere: readonly Service[] = ['forecast', 'archive']

const wind = (metres: number, services: readonly Service[], ratio: number): Variable => ({
  name: `wind_speed_${metres}m`,
  unit: undefined,
  decimals: 2,
  services,
  read: weather => weather.wind_100m_m_per_s * ratio,
})

export const VARIABLES: readonly Variable[] = [
  {
    name: 'temperature_2m',
    unit: '°C',
    decimals: 1,
    services: everywhere,
    read: weather => weather.temperature_celsius,
  },
  {
    name: 'wind_speed_10m',
    unit: undefined,
    decimals: 2,
    services: everywhere,
    read: weather => weather.wind_100m_m_per_s * weather.wind_10m_ratio,
  },
  wind(80, ['forecast'], 0.965),
  // No model of the forecast reaches this height here.
  wind(100, ['archive'], 1),
  wind(120, ['forecast'], 1.03),
  wind(180, ['forecast'], 1.1),
  {
    name: 'shortwave_radiation',
    unit: 'W/m²',
    decimals: 1,
    services: everywhere,
    read: weather => weather.radiation_w_per_m2,
  },
  {
    name: 'cloud_cover',
    unit: '%',
    decimals: 0,
    services: everywhere,
    read: weather => weather.cloud_percent,
  },
]

export const SPEED_UNITS = {
  kmh: { label: 'km/h', per_m_per_s: 3.6, decimals: 1 },
  ms: { label: 'm/s', per_m_per_s: 1, decimals: 2 },
  mph: { label: 'mp/h', per_m_per_s: 2.236_936, decimals: 1 },
  kn: { label: 'kn', per_m_per_s: 1.943_844, decimals: 1 },
} as const
export type SpeedUnit = keyof typeof SPEED_UNITS
