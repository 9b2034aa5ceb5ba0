/**
 * Whether an answer of Open-Meteo is weather of the points asked for, in GMT and in units that can be
 * converted. Single values are not looked at: silver judges them one by one.
 */
import { z } from 'zod'
import { CELL_TOLERANCE_DEGREES, WEATHER_MEASURES } from '../catalog/weather-measures.ts'
import type { WeatherPoint } from '../catalog/weather-points.ts'
import { excerpt } from './http/printable.ts'
import { RequestFailure } from './http/request-failure.ts'

const Place = z.object({
  latitude: z.number(),
  longitude: z.number(),
  utc_offset_seconds: z.literal(0),
  hourly_units: z.record(z.string(), z.string()),
  hourly: z
    .object({ time: z.array(z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:00$/)).min(1) })
    .catchall(z.array(z.unknown())),
})
type Place = z.infer<typeof Place>

/** @throws RequestFailure `truncated` or `not-the-data`, naming the point and what was expected. */
export function checkWeatherAnswer(
  bytes: Uint8Array,
  points: readonly WeatherPoint[],
  variables: readonly string[],
): void {
  const parsed = parse(bytes)
  if (!Array.isArray(parsed) && !(isObject(parsed) && 'hourly' in parsed)) {
    throw other(`answered 200 with something else than weather: ${excerpt(bytes)}`)
  }
  const places: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  if (places.length !== points.length) {
    throw other(`sent weather of ${places.length} points, ${points.length} were asked for`)
  }
  for (const [index, point] of points.entries()) {
    const fault = faultOf(places[index], point, variables)
    if (fault !== undefined) throw other(`sent something else for ${point.name}: ${fault}`)
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function faultOf(answer: unknown, point: WeatherPoint, variables: readonly string[]): string | undefined {
  const parsed = Place.safeParse(answer)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return `${issue?.path.join('.')}: ${issue?.message}`
  }
  return distanceFault(parsed.data, point) ?? seriesFault(parsed.data, variables)
}

function distanceFault({ latitude, longitude }: Place, point: WeatherPoint): string | undefined {
  const isNear =
    Math.abs(latitude - point.latitude) <= CELL_TOLERANCE_DEGREES &&
    Math.abs(longitude - point.longitude) <= CELL_TOLERANCE_DEGREES
  return isNear ? undefined : `it is of ${latitude}, ${longitude}, not of a place near`
}

/** Models differ in the heights of their winds, so variables may be absent, though not all of them. */
function seriesFault({ hourly, hourly_units }: Place, variables: readonly string[]): string | undefined {
  const sent = variables.filter(name => hourly[name] !== undefined)
  if (sent.length === 0) return `none of ${variables.join(', ')} is there`
  for (const name of sent) {
    if (hourly[name]?.length !== hourly.time.length) {
      return `hourly.${name} has ${hourly[name]?.length} values for ${hourly.time.length} hours`
    }
    const measure = WEATHER_MEASURES.find(({ publisher_name }) => publisher_name === name)
    const unit = hourly_units[name] ?? 'no unit'
    if (measure && !measure.conversions[unit]) {
      return `${name} comes in ${unit}, expected ${Object.keys(measure.conversions).join(', ')}`
    }
  }
  return undefined
}

function parse(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes).trim()
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (/^[[{]/.test(text) && !/[\]}]$/.test(text)) {
      throw new RequestFailure('truncated', `sent JSON that stops after ${text.length} characters`, { cause })
    }
    throw new RequestFailure(
      'not-the-data',
      `answered 200 with something else than JSON: ${excerpt(bytes)}`,
      {
        cause,
      },
    )
  }
}

const other = (message: string) => new RequestFailure('not-the-data', message)
