/** GET /v1/weather: the weather of the regions by the hour, measured or forecast. */
import { z } from 'zod'
import { OPEN_METEO_LICENCE } from '../../pipeline/catalog/licences.ts'
import { WEATHER_KINDS, WEATHER_MEASURES } from '../../pipeline/catalog/weather-measures.ts'
import { readWeather, readWeatherEnd } from '../../pipeline/gold/queries/weather.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { AsOfMeta } from '../envelope.ts'
import { timeKeyMs } from '../instant.ts'
import { instant } from '../parameters.ts'
import { asOf, asOfMeta, DAY_MS, knownAsOf, RangeQuery, resolvePage } from '../series-request.ts'

const { region, limit, cursor } = RangeQuery.shape
const KINDS = `one of ${WEATHER_KINDS.join(', ')}`
const Query = z.strictObject({
  region,
  from: instant(
    'First instant of the range; absent: 24 hours before to or, without to, before the end of the measured flows',
    '2024-10-27',
  ).optional(),
  to: instant(
    'End of the range, exclusive; absent: the end of the weather, forecasts included',
    '2024-10-28',
  ).optional(),
  kind: z
    .enum(WEATHER_KINDS, KINDS)
    .meta({
      description: 'Kind: forecast or analysis. Absent: the analysis where there is one.',
      examples: ['forecast'],
    })
    .optional(),
  asOf,
  limit,
  cursor,
})

const Position = z.strictObject({ time_key: z.int32(), region_code: z.string() })

const meaningOf = (column: string): string => {
  const measure = WEATHER_MEASURES.find(known => known.column === column)
  if (!measure) throw new RangeError(`weather measure ${column}: not in the catalogue`)
  return measure.meaning
}
const measure = (column: string) =>
  z
    .number()
    .nullable()
    .meta({ description: meaningOf(column) })

const Weather = z.object({
  region_code: z.string().meta({ description: 'INSEE code.' }),
  hour_utc: z.iso.datetime(),
  temperature_celsius: measure('temperature_celsius'),
  wind_speed_10m_m_s: measure('wind_speed_10m_m_s'),
  wind_speed_100m_m_s: measure('wind_speed_100m_m_s'),
  solar_irradiance_w_m2: measure('solar_irradiance_w_m2'),
  cloud_cover_percent: measure('cloud_cover_percent'),
  kind: z.enum(WEATHER_KINDS).meta({
    description: 'forecast: as it was forecast when it was fetched. analysis: as it is known afterwards.',
  }),
  first_seen_at: z.iso.datetime().meta({ description: 'When these values were first fetched.' }),
})

export const weather: Endpoint<typeof Query, typeof Weather> = {
  path: '/v1/weather',
  operationId: 'readWeather',
  summary: 'Weather of the regions, measured or forecast',
  description:
    'One row per region and hour, ordered by hour and region: of all that was fetched of the hour, the best known, that is the analysis before a forecast, and of these the latest. Means over the points of the region, weighted by the people around them.',
  access: READ_DATA,
  query: Query,
  row: Weather,
  isRanged: true,
  meta: AsOfMeta,
  licence: OPEN_METEO_LICENCE,
  example: {
    region_code: '53',
    hour_utc: '2024-10-27T12:00:00.000Z',
    temperature_celsius: 14.3,
    wind_speed_10m_m_s: 5.2,
    wind_speed_100m_m_s: 8.9,
    solar_irradiance_w_m2: 212,
    cloud_cover_percent: 71,
    kind: 'analysis',
    first_seen_at: '2024-11-01T05:30:00.000Z',
  },
  async read({ kind, ...query }, context) {
    const known = await knownAsOf(query.asOf, context)
    const present = query.asOf ?? context.now().getTime()
    const end_key = await readWeatherEnd(context.engine, query.asOf, context.signal)
    const measuredTo = known.end_key === null ? present : timeKeyMs(known.end_key)
    const page = resolvePage({
      query,
      more: ['weather', kind ?? '', query.asOf ?? ''],
      position: Position,
      known: { ...known, end_key },
      present,
      // The past day, and what is ahead.
      start: Math.min(measuredTo, end_key === null ? present : timeKeyMs(end_key)) - DAY_MS,
    })
    const found = await readWeather(
      context.engine,
      {
        range: page.range,
        regionCodes: query.region ?? [],
        kind,
        asOf: query.asOf,
        limit: query.limit,
        after: page.after,
      },
      context.signal,
    )
    return {
      data: found.rows,
      interval: page.interval,
      meta: {
        ...asOfMeta(known, query.asOf),
        next_cursor: found.hasMore && found.last ? page.next(found.last) : null,
      },
    }
  },
}
