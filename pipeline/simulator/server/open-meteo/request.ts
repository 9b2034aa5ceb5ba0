/** What a request to Open-Meteo asks for. */
import { parisOffsetSeconds } from '../../paris-clock.ts'
import type { HourKey, Point } from './point-weather.ts'
import { type Service, SPEED_UNITS, type SpeedUnit, VARIABLES, type Variable } from './variables.ts'

/** 400, with the publisher's reason. */
export class RejectedRequestError extends Error {
  override readonly name = 'RejectedRequestError'
}

export interface WeatherRequest {
  readonly points: readonly Point[]
  readonly variables: readonly Variable[]
  readonly speed: SpeedUnit
  readonly zone: Zone
  readonly isUnixTime: boolean
  /** Half-open, hours UTC. */
  readonly from: HourKey
  readonly to: HourKey
}

/** One offset for the whole answer, that of the moment of asking: no summer time. */
interface Zone {
  readonly name: string
  readonly abbreviation: string
  readonly offset_seconds: number
}

const DAY_SECONDS = 86_400

/** @throws RejectedRequestError */
export function parseRequest(parameters: URLSearchParams, service: Service, now: Date): WeatherRequest {
  const zone = parseZone(parameters.get('timezone'), now)
  const days = service === 'archive' ? archiveDays(parameters, now) : forecastDays(parameters, now, zone)
  const startOf = (day: number) => (day * DAY_SECONDS - zone.offset_seconds) / 3600
  return {
    points: parsePoints(parameters),
    variables: parseVariables(parameters.getAll('hourly').join(',')),
    speed: parseSpeed(parameters.get('wind_speed_unit') ?? 'kmh'),
    zone,
    isUnixTime: parameters.get('timeformat') === 'unixtime',
    from: startOf(days.first),
    to: startOf(days.last + 1),
  }
}

/** Days since 1970, both inclusive. */
interface Days {
  readonly first: number
  readonly last: number
}

function forecastDays(parameters: URLSearchParams, now: Date, zone: Zone): Days {
  const today = Math.floor((now.getTime() / 1000 + zone.offset_seconds) / DAY_SECONDS)
  const start = parameters.get('start_date')
  const end = parameters.get('end_date')
  if (start !== null && end !== null) {
    return daysBetween(parseDate('start_date', start), parseDate('end_date', end), today - 92, today + 15)
  }
  const past = countOf(parameters, 'past_days', 'Past days', 0, 92)
  const ahead = countOf(parameters, 'forecast_days', 'Forecast days', 7, 16)
  return { first: today - past, last: today + ahead - 1 }
}

function archiveDays(parameters: URLSearchParams, now: Date): Days {
  const [first, last] = ['start_date', 'end_date'].map(name => {
    const date = parameters.get(name)
    if (date === null) throw new RejectedRequestError(`Parameter '${name}' is required`)
    return parseDate(name, date)
  })
  const today = Math.floor(now.getTime() / 1000 / DAY_SECONDS)
  return daysBetween(first ?? 0, last ?? 0, Date.UTC(1940, 0, 1) / 86_400_000, today)
}

function daysBetween(first: number, last: number, earliest: number, latest: number): Days {
  for (const [name, day] of [
    ['start_date', first],
    ['end_date', last],
  ] as const) {
    if (day >= earliest && day <= latest) continue
    throw new RejectedRequestError(
      `Parameter '${name}' is out of allowed range from ${dateOf(earliest)} to ${dateOf(latest)}`,
    )
  }
  if (last < first) throw new RejectedRequestError('End-date must be larger or equals than start-date')
  return { first, last }
}

function parseDate(name: string, date: string): number {
  const day = Date.parse(date) / 86_400_000
  if (/^\d{4}-\d{2}-\d{2}$/.test(date) && Number.isInteger(day)) return day
  throw new RejectedRequestError(`Invalid date format for '${name}'. Make sure to use 'YYYY-MM-DD'`)
}

const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

function countOf(
  parameters: URLSearchParams,
  name: string,
  title: string,
  usual: number,
  most: number,
): number {
  const count = Number(parameters.get(name) ?? usual)
  if (Number.isInteger(count) && count >= 0 && count <= most) return count
  throw new RejectedRequestError(
    `${title} is invalid. Allowed range 0 to ${most}. Given ${parameters.get(name)}.`,
  )
}

function parsePoints(parameters: URLSearchParams): Point[] {
  const latitudes = numbersOf(parameters, 'latitude', 'Latitude', 90)
  const longitudes = numbersOf(parameters, 'longitude', 'Longitude', 180)
  if (latitudes.length !== longitudes.length) {
    throw new RejectedRequestError(
      "Parameter 'latitude' and 'longitude' must have the same number of elements",
    )
  }
  return latitudes.map((latitude, index) => ({ latitude, longitude: longitudes[index] ?? 0 }))
}

function numbersOf(parameters: URLSearchParams, name: string, title: string, most: number): number[] {
  const given = parameters.getAll(name).join(',')
  if (!given) throw new RejectedRequestError(`Parameter '${name}' is required`)
  return given.split(',').map(text => {
    const degrees = Number(text)
    if (text.trim() !== '' && Math.abs(degrees) <= most) return degrees
    throw new RejectedRequestError(`${title} must be in range of -${most} to ${most}°. Given: ${text}.`)
  })
}

function parseVariables(names: string): Variable[] {
  return names
    .split(',')
    .filter(Boolean)
    .map(name => {
      const variable = VARIABLES.find(candidate => candidate.name === name)
      if (variable) return variable
      throw new RejectedRequestError(
        `Data corrupted at path ''. Cannot initialize SurfacePressureAndHeightVariable from invalid String value ${name}.`,
      )
    })
}

const isSpeedUnit = (unit: string): unit is SpeedUnit => Object.hasOwn(SPEED_UNITS, unit)

function parseSpeed(unit: string): SpeedUnit {
  if (isSpeedUnit(unit)) return unit
  throw new RejectedRequestError(
    `Data corrupted at path ''. Cannot initialize WindspeedUnit from invalid String value ${unit}.`,
  )
}

function parseZone(name: string | null, now: Date): Zone {
  if (name === null || name === 'GMT' || name === 'UTC') {
    return { name: name ?? 'GMT', abbreviation: name ?? 'GMT', offset_seconds: 0 }
  }
  if (name !== 'Europe/Paris' && name !== 'auto') throw new RejectedRequestError('Invalid timezone')
  const offset_seconds = parisOffsetSeconds(now.getTime() / 1000)
  return { name: 'Europe/Paris', abbreviation: `GMT+${offset_seconds / 3600}`, offset_seconds }
}
