/**
 * Source: Open-Meteo forecast: weather as it is forecast now, for the days ahead and the last few.
 *
 * Each hour's answer is kept: a forecast as it was issued can't be asked for again. Hours gone by come
 * from the same models, and serve until the archive has them.
 */
import { type Connector, FetchError } from './connector.ts'
import { parseEndpoint } from './endpoint.ts'
import type { Publisher } from './http/publisher.ts'
import { fetchWeather } from './open-meteo.ts'
import { DAY_MS, refuseUnfit } from './window.ts'

const FEED_ID = 'open-meteo-forecast'

/** Winds at 80 and 120 m as well: which of the heights around a hub is known depends on the model. */
const VARIABLES = [
  'temperature_2m',
  'wind_speed_10m',
  'wind_speed_80m',
  'wind_speed_100m',
  'wind_speed_120m',
  'shortwave_radiation',
  'cloud_cover',
]

/** What the publisher gives; hours further back are in its archive. */
const MOST_PAST_DAYS = 92
const MOST_FORECAST_DAYS = 16
/** Today and three more: 48 hours ahead of any hour, and a day to spare. */
const FEWEST_FORECAST_DAYS = 4

export function openWeatherForecast(endpoint: string, publisher: Publisher): Connector {
  return {
    feed_id: FEED_ID,
    async fetch(window, context) {
      refuseUnfit(FEED_ID, window, Number.POSITIVE_INFINITY)
      const today = Math.floor(context.now().getTime() / DAY_MS) * DAY_MS
      const past = clamp(Math.ceil((today - window.from.getTime()) / DAY_MS), 0, MOST_PAST_DAYS)
      if (window.to.getTime() <= today - MOST_PAST_DAYS * DAY_MS) {
        throw new FetchError(
          'misconfigured',
          `${FEED_ID}: a window that ends ${window.to.toISOString()}: forecasts are published for the last ${MOST_PAST_DAYS} days, older weather is in open-meteo-archive`,
        )
      }
      const ahead = clamp(
        Math.ceil((window.to.getTime() - today) / DAY_MS),
        FEWEST_FORECAST_DAYS,
        MOST_FORECAST_DAYS,
      )
      const question = {
        feed_id: FEED_ID,
        endpoint: parseEndpoint(FEED_ID, endpoint),
        variables: VARIABLES,
        span: { past_days: String(past), forecast_days: String(ahead) },
        days: past + ahead,
        window,
      }
      return fetchWeather(question, publisher, context)
    },
  }
}

const clamp = (value: number, lowest: number, highest: number) => Math.min(Math.max(value, lowest), highest)
