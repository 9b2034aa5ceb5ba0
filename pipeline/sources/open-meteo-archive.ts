/**
 * Source: Open-Meteo archive: weather as it was analysed afterwards (ERA5 and others), since 1940.
 *
 * A few days late: the last days of an answer are nulls, or replaced by a later analysis.
 */
import type { Connector } from './connector.ts'
import { parseEndpoint } from './endpoint.ts'
import type { Publisher } from './http/publisher.ts'
import { nothingNew } from './keep-publication.ts'
import { fetchWeather } from './open-meteo.ts'
import { DAY_MS, refuseUnfit, toDay } from './window.ts'

const FEED_ID = 'open-meteo-archive'

const VARIABLES = [
  'temperature_2m',
  'wind_speed_10m',
  'wind_speed_100m',
  'shortwave_radiation',
  'cloud_cover',
]

/** A year of all points is 15 MB, and counts as a thousand calls. */
const LONGEST_WINDOW_DAYS = 366

export function openWeatherArchive(endpoint: string, publisher: Publisher): Connector {
  return {
    feed_id: FEED_ID,
    longest_window_days: LONGEST_WINDOW_DAYS,
    async fetch(window, context) {
      refuseUnfit(FEED_ID, window, LONGEST_WINDOW_DAYS)
      const first = window.from
      // Both days are inclusive, and none may lie ahead.
      const last = new Date(Math.min(window.to.getTime() - 1, context.now().getTime()))
      const url = parseEndpoint(FEED_ID, endpoint)
      if (last < first) return nothingNew(publisher.inquire(context))
      const question = {
        feed_id: FEED_ID,
        endpoint: url,
        variables: VARIABLES,
        span: { start_date: toDay(first), end_date: toDay(last) },
        days: (Date.parse(toDay(last)) - Date.parse(toDay(first))) / DAY_MS + 1,
        window,
      }
      return fetchWeather(question, publisher, context)
    },
  }
}
