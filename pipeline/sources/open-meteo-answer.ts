/** Whether an answer of Open-Meteo is weather of the points asked for, in the units asked for, in GMT. */
import { z } from 'zod'
import type { WeatherPoint } from '../catalog/weather-points.ts'
import { excerpt } from './http/printable.ts'
import { RequestFailure } from './http/request-failure.ts'
import type { WeatherVariables } from './open-meteo.ts'

const Place = z.object({
  latitude: z.number(),
  longitude: z.number(),
  utc_offset_seconds: z.literal(0),
  hourly_units: z.record(z.string(), z.string()),
  hourly: z
    .object({ time: z.array(z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:00$/)).min(1) })
    .catchall(z.array(z.number().nullable())),
})
type Place = z.infer<typeof Place>

/** A cell of its coarsest grid is a quarter of a degree wide. */
const FARTHEST_DEGREES = 0.5

interface Asked {
  readonly points: readonly WeatherPoint[]
  readonly variables: WeatherVariables
}

/** @throws RequestFailure `truncated` or `not-the-data`, naming the point and what was expected. */
export function checkWeatherAnswer(bytes: Uint8Array, { points, variables }: Asked): void {
  const parsed = parse(bytes)
  const places = Array.isArray(parsed) ? parsed : [parsed]
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) && !('hourly' in parsed)) {
    throw other(`answered 200 with something else than weather: ${excerpt(bytes)}`)
  }
  if (places.length !== points.length) {
    throw other(`sent weather of ${places.length} points, ${points.length} were asked for`)
  }
  for (const [index, point] of points.entries()) {
    const fault = faultOf(places[index], point, variables)
    if (fault !== undefined) throw other(`sent something else for ${point.name}: ${fault}`)
  }
}

function faultOf(answer: unknown, point: WeatherPoint, variables: WeatherVariables): string | undefined {
  const parsed = Place.safeParse(answer)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return `${issue?.path.join('.')}: ${issue?.message}`
  }
  return distanceFault(parsed.data, point) ?? seriesFault(parsed.data, variables)
}

function distanceFault({ latitude, longitude }: Place, point: WeatherPoint): string | undefined {
  const isNear =
    Math.abs(latitude - point.latitude) <= FARTHEST_DEGREES &&
    Math.abs(longitude - point.longitude) <= FARTHEST_DEGREES
  return isNear ? undefined : `it is of ${latitude}, ${longitude}, not of a place near`
}

/** Models differ in the heights of their winds, so a variable may be absent; what is there must fit. */
function seriesFault({ hourly, hourly_units }: Place, variables: WeatherVariables): string | undefined {
  const sent = Object.entries(variables).filter(([name]) => hourly[name] !== undefined)
  if (!('temperature_2m' in hourly)) return 'hourly.temperature_2m is not there'
  for (const [name, unit] of sent) {
    if (hourly[name]?.length !== hourly.time.length) {
      return `hourly.${name} has ${hourly[name]?.length} values for ${hourly.time.length} hours`
    }
    if (hourly_units[name] !== unit) return `${name} comes in ${hourly_units[name]}, expected ${unit}`
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
