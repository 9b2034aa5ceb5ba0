/** GET /v1/forecasts/scores: how good the forecasts were, beside naive ones. */
import { z } from 'zod'
import { FORECAST_QUANTITIES, HORIZONS } from '../../pipeline/catalog/forecasting.ts'
import { FORECAST_LICENCE } from '../../pipeline/catalog/licences.ts'
import { addDays, parisDateTime, startOfLocalDay } from '../../pipeline/catalog/paris-calendar.ts'
import { newestScoredDay, readForecastScores } from '../../pipeline/gold/queries/forecast-scores.ts'
import type { TimeRange } from '../../pipeline/gold/queries/step.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { PageMeta } from '../envelope.ts'
import { areaList, day, horizon, quantity } from '../parameters.ts'
import { RangeQuery, resolvePage } from '../series-request.ts'

/** Days that are looked back on where nothing else is asked for. */
const USUAL_DAYS = 30
const BY = ['range', 'day'] as const

const { limit, cursor } = RangeQuery.shape
const Query = z.strictObject({
  region: areaList,
  quantity: quantity.optional(),
  horizon: horizon.optional(),
  from: day(`First day; absent: ${USUAL_DAYS} days before to`, '2024-10-01').optional(),
  to: day('Day after the last one; absent: the day after the newest that is scored', '2024-10-28').optional(),
  by: z
    .enum(BY, `one of ${BY.join(', ')}`)
    .default('range')
    .meta({
      description:
        'range: one row over all days, in which every pair of forecast and measured value weighs the same. day: one row for each day.',
      examples: ['day'],
    }),
  limit,
  cursor,
})

const Position = z.strictObject({
  /** Empty over a range. */
  target_date: z.union([z.literal(''), z.iso.date()]),
  area_code: z.string(),
  quantity: z.string(),
  horizon: z.string(),
})

const power = (description: string) => z.number().meta({ description })
const skill = (of: string) =>
  z
    .number()
    .nullable()
    .meta({
      description: `1 − mae_mw / that of ${of}, as it was known at the issue: above 0, ours was better. null: that one was never wrong.`,
    })

const Score = z.object({
  region_code: z.string().meta({ description: 'INSEE code, or FR: the sum of the twelve regions.' }),
  quantity: z.enum(FORECAST_QUANTITIES),
  horizon: z.enum(HORIZONS.map(({ horizon_code }) => horizon_code)),
  first_day: z.iso.date().meta({ description: 'First day in Paris that was scored.' }),
  last_day: z.iso.date().meta({ description: 'Last day that was scored, included.' }),
  day_count: z.int(),
  expected_count: z.int().meta({ description: 'Pairs that there would be with hourly issues and no gap.' }),
  pair_count: z.int().meta({ description: 'Pairs of a forecast and a measured value that were scored.' }),
  mae_mw: power('Mean absolute error of P50.'),
  rmse_mw: power('Root of the mean squared error of P50.'),
  mape_ratio: z.number().nullable().meta({
    description:
      'Mean of the absolute error over the measured value. null: one of those was zero, or as good as.',
  }),
  wmape_ratio: z
    .number()
    .nullable()
    .meta({ description: 'mae_mw over the mean measured value. null: that is not above zero.' }),
  bias_mw: power('Mean of P50 − measured: above zero, too much was forecast.'),
  pinball_mw: power('Mean pinball loss of P10, P50 and P90.'),
  coverage_ratio: z.number().meta({
    description: 'Share of the pairs whose measured value lies within P10 and P90: 0.8 is aimed at.',
  }),
  skill_vs_d1: skill('the same local time of the latest day known'),
  skill_vs_d7: skill('the same local time of a week before'),
  skill_vs_climatology: skill('the usual value'),
})

export const forecastScores: Endpoint<typeof Query, typeof Score> = {
  path: '/v1/forecasts/scores',
  operationId: 'readForecastScores',
  summary: 'How good the forecasts were',
  description:
    'One row per area, quantity and horizon (and day, with by=day), ordered by day, area, quantity and horizon. A day is scored once, when it is as good as measured, and never again. No rows: nothing was scored yet.',
  access: READ_DATA,
  query: Query,
  row: Score,
  isRanged: true,
  meta: PageMeta,
  licence: FORECAST_LICENCE,
  example: {
    region_code: '53',
    quantity: 'consumption',
    horizon: 'h06_24',
    first_day: '2024-09-28',
    last_day: '2024-10-27',
    day_count: 30,
    expected_count: 25_956,
    pair_count: 25_844,
    mae_mw: 38.214,
    rmse_mw: 51.906,
    mape_ratio: 0.0164,
    wmape_ratio: 0.0161,
    bias_mw: -2.416,
    pinball_mw: 12.402,
    coverage_ratio: 0.8042,
    skill_vs_d1: 0.6127,
    skill_vs_d7: 0.7035,
    skill_vs_climatology: 0.7411,
  },
  async read({ quantity, horizon, by, from, to, ...query }, { engine, now, signal }) {
    const newest = await newestScoredDay(engine, signal)
    const today = parisDateTime(Math.floor(now().getTime() / 1000)).local_date
    const end = newest === undefined ? today : addDays(newest, 1)
    const first = from ?? (to === undefined ? undefined : addDays(to, -USUAL_DAYS))
    const page = resolvePage({
      query: { ...query, from: startIfGiven(first), to: startIfGiven(to) },
      more: ['scores', quantity ?? '', horizon ?? '', by],
      position: Position,
      known: { watermark_key: null, end_key: startMs(end) / QUARTER_MS },
      present: startMs(end),
      start: startMs(addDays(end, -USUAL_DAYS)),
    })
    const found = await readForecastScores(
      engine,
      {
        days: daysOf(page.range),
        by,
        areaCodes: query.region ?? [],
        quantity,
        horizon,
        limit: query.limit,
        after: page.after,
      },
      signal,
    )
    const next_cursor = found.hasMore && found.last ? page.next(found.last) : null
    return { data: found.rows, interval: page.interval, meta: { next_cursor } }
  },
}

const QUARTER_MS = 900_000

const startMs = (localDate: string): number => startOfLocalDay(localDate) * 1000

const startIfGiven = (localDate: string | undefined): number | undefined =>
  localDate === undefined ? undefined : startMs(localDate)

/** Ranges begin and end at midnight in Paris. */
const daysOf = ({ from, to }: TimeRange) => ({
  from: parisDateTime(from * 900).local_date,
  to: parisDateTime(to * 900).local_date,
})
