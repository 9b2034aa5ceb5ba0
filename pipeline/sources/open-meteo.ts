/**
 * Source: Open-Meteo, weather at the points of each region (`WEATHER_POINTS`), hourly, GMT.
 *
 * One call asks for all points, in their order. It answers for the cell of its grid that a point lies in;
 * the wind is asked in m/s, for its default is km/h. Nulls at the end are hours that are not known yet.
 * Free use is limited by the minute, hour and day on a fixed clock, without `Retry-After`, and a call
 * counts as several when it asks for many points, variables or days.
 *
 * Docs:    https://open-meteo.com/en/docs
 * Licence: CC BY 4.0, Weather data by Open-Meteo.com.
 */
import { WEATHER_POINTS, type WeatherPoint } from '../catalog/weather-points.ts'
import type { FetchContext, Fetched, TimeWindow } from './connector.ts'
import type { ReadReset } from './http/classify-status.ts'
import type { Publisher } from './http/publisher.ts'
import { keepPublication } from './keep-publication.ts'
import { checkWeatherAnswer } from './open-meteo-answer.ts'
import { DAY_MS, HOUR_MS, toFileStamp } from './window.ts'

export interface WeatherQuestion {
  readonly feed_id: string
  readonly endpoint: URL
  /** By the publisher's names. */
  readonly variables: readonly string[]
  /** Parameters that say which days, and how many they are. */
  readonly span: Readonly<Record<string, string>>
  readonly days: number
  readonly window: TimeWindow
}

const MAX_ANSWER_BYTES = 64 * 2 ** 20

export async function fetchWeather(
  question: WeatherQuestion,
  publisher: Publisher,
  context: FetchContext,
): Promise<Fetched> {
  const { feed_id, variables, window, days } = question
  const inquiry = publisher.inquire(context)
  const answer = await inquiry.ask({
    url: weatherUrl(question, WEATHER_POINTS),
    expected: `hourly weather of ${WEATHER_POINTS.length} points over ${days} days`,
    headers: { accept: 'application/json' },
    maxBytes: MAX_ANSWER_BYTES,
    weight: callsCounted(WEATHER_POINTS.length, variables.length, days),
    check: ({ bytes }) => checkWeatherAnswer(bytes, WEATHER_POINTS, variables),
  })
  const name = `${feed_id}_${toFileStamp(window.from)}_${toFileStamp(window.to)}.json`
  return keepPublication(feed_id, name, answer, inquiry, context)
}

function weatherUrl({ endpoint, variables, span }: WeatherQuestion, points: readonly WeatherPoint[]): URL {
  const url = new URL(endpoint)
  const parameters = {
    latitude: points.map(point => point.latitude).join(','),
    longitude: points.map(point => point.longitude).join(','),
    hourly: variables.join(','),
    wind_speed_unit: 'ms',
    // Any other zone comes without clock changes, at the offset of the day it is asked on.
    timezone: 'GMT',
    ...span,
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url
}

/** What one call counts for: each point once, more for above ten variables or two weeks. */
export const callsCounted = (points: number, variables: number, days: number) =>
  Math.ceil(points * Math.max(1, variables / 10) * Math.max(1, days / 14))

const LIMITS = { minutely: 60_000, hourly: HOUR_MS, daily: DAY_MS } as const

/** Its limits end with the minute, hour or day (UTC) that the reason names. */
export const readWeatherReset: ReadReset = ({ reason }, now) => {
  const named = /^(minutely|hourly|daily)\b/i
    .exec(typeof reason === 'string' ? reason : '')?.[1]
    ?.toLowerCase()
  if (named !== 'minutely' && named !== 'hourly' && named !== 'daily') return null
  const period = LIMITS[named]
  return new Date((Math.floor(now.getTime() / period) + 1) * period)
}
