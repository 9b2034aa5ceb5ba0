/** GET /v1/tension: how tense the areas are, hour by hour, against what is usual for them. */
import { z } from 'zod'
import { AREA_CODES, NORM_RULES, TENSION_LEVELS } from '../../pipeline/catalog/forecasting.ts'
import { readNormVersion } from '../../pipeline/gold/queries/norm-state.ts'
import { readTension, UNKNOWN_TENSION } from '../../pipeline/gold/queries/tension.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { AsOfMeta } from '../envelope.ts'
import { areaList } from '../parameters.ts'
import { asOf, asOfMeta, knownAsOf, RangeQuery, resolvePage } from '../series-request.ts'

const { from, to, limit, cursor } = RangeQuery.shape
const Query = z.strictObject({ region: areaList, from, to, asOf, limit, cursor })

const Position = z.strictObject({ time_key: z.int32(), area_code: z.string() })

const power = (description: string) => z.number().nullable().meta({ description })
const LEVELS = TENSION_LEVELS.map(({ level_code }) => level_code)
const FROM = TENSION_LEVELS.map(({ level_code, from_index }) => `${level_code} from ${from_index}`).join(', ')

/** What both answers say of area, hour and norm. */
export const areaHour = {
  area_code: z.string().meta({ description: 'INSEE code of the region, or FR: the sum of the twelve.' }),
  interval_start_utc: z.iso.datetime().meta({ description: 'Start of the hour.' }),
}
export const level = z
  .enum(LEVELS)
  .nullable()
  .meta({ description: `Of the index: ${FROM}. null: unknown.` })
export const normFields = {
  usual_exchange_mw: power('Usual net imports: their median in the norm. Below zero, exports.'),
  norm_p50_mw: power('Residual need that is usual then: the median of the norm.'),
  norm_month: z.string().nullable().meta({ description: 'Month in Paris whose norm it is, YYYY-MM.' }),
  norm_day_count: z.int().nullable().meta({ description: 'Days that the norm is made of.' }),
}

const REASONS: Readonly<Record<(typeof UNKNOWN_TENSION)[number], string>> = {
  missing_region: 'an hour of the country lacks a value of a region',
  missing_demand: 'demand was not measured over all of the hour, or is suspect',
  missing_wind: 'wind was not',
  missing_solar: 'sun was not',
  no_norm: 'the month has no norm of this area, local hour and day type',
  thin_norm: `the norm has fewer than ${NORM_RULES.fewest_days} days`,
}

const Tension = z.object({
  ...areaHour,
  tension_index: z.number().min(0).max(100).nullable().meta({
    description:
      'Where the residual need stands in the norm: the share of its hours that needed less, in percent. null: unknown.',
  }),
  level,
  residual_need_mw: power('consumption_mw − wind_mw − solar_mw − usual_exchange_mw.'),
  consumption_mw: power('Demand, mean over the hour. null: not measured over all of it.'),
  wind_mw: power('Wind, mean over the hour.'),
  solar_mw: power('Sun, mean over the hour.'),
  ...normFields,
  unknown_reason: z
    .enum(UNKNOWN_TENSION)
    .nullable()
    .meta({
      description: `Why there is no index: ${Object.entries(REASONS)
        .map(([code, meaning]) => `${code}: ${meaning}`)
        .join('; ')}.`,
    }),
})

export const tension: Endpoint<typeof Query, typeof Tension> = {
  path: '/v1/tension',
  operationId: 'readTension',
  summary: 'Tension index, and what it is made of',
  description:
    'One row per area and hour of which something was published, ordered by hour and area. An hour counts when it starts within [from, to). The index is the percentile of the residual need in the norm of the area for the month, season, local hour and day type; a norm is fixed before its month begins, or when its past is first filled in, and never changed.',
  access: READ_DATA,
  query: Query,
  row: Tension,
  isRanged: true,
  meta: AsOfMeta,
  version: readNormVersion,
  example: {
    area_code: '53',
    interval_start_utc: '2024-10-27T17:00:00.000Z',
    tension_index: 83.4,
    level: 'raised',
    residual_need_mw: 388.9,
    consumption_mw: 2310.5,
    wind_mw: 402,
    solar_mw: 0,
    usual_exchange_mw: 1519.6,
    norm_p50_mw: 120.25,
    norm_month: '2024-10',
    norm_day_count: 41,
    unknown_reason: null,
  },
  async read(query, context) {
    const known = await knownAsOf(query.asOf, context)
    const page = resolvePage({
      query,
      more: ['tension', query.asOf ?? ''],
      position: Position,
      // An hour that is still being measured tells nothing yet: the last 24 hours are whole ones.
      known: { ...known, end_key: known.end_key === null ? null : Math.floor(known.end_key / 4) * 4 },
      present: query.asOf ?? context.now().getTime(),
    })
    const found = await readTension(
      context.engine,
      {
        range: page.range,
        areaCodes: query.region ?? AREA_CODES,
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
