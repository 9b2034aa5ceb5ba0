/** GET /v1/forecasts: what was forecast of an area, half-hour by half-hour, with an 80 % interval. */
import { z } from 'zod'
import {
  FORECAST_MODELS,
  FORECAST_QUANTITIES,
  FORECAST_STEP_MINUTES,
} from '../../pipeline/catalog/forecasting.ts'
import { FORECAST_LICENCE } from '../../pipeline/catalog/licences.ts'
import {
  type ForecastValueRow,
  type Issue,
  readForecasts,
  readNewestIssue,
} from '../../pipeline/gold/queries/forecasts.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint, ReadContext } from '../endpoint.ts'
import { PageMeta } from '../envelope.ts'
import { END_MS, timeKeyMs, toIso } from '../instant.ts'
import { areaList, instant, quantity } from '../parameters.ts'
import { invalidParameters } from '../problem.ts'
import { RangeQuery, refuseUnpassed, resolvePage } from '../series-request.ts'

const { limit, cursor } = RangeQuery.shape
const Query = z.strictObject({
  region: areaList,
  quantity: quantity.default('consumption'),
  issuedBy: instant(
    'The newest issue at or before this instant, which must have passed; absent: the newest',
    '2024-10-28T06:00:00Z',
  ).optional(),
  from: instant(
    'First instant of the range; absent: the start of the issue or, with to, 24 hours before it',
    '2024-10-28',
  ).optional(),
  to: instant('End of the range, exclusive; absent: the end of the issue', '2024-10-29').optional(),
  limit,
  cursor,
})

/** The following pages are of the same issue, whatever has been issued since. */
const Position = z.strictObject({
  issued_at: z
    .int()
    .min(0)
    .max(END_MS - 1),
  time_key: z.int32(),
  area_code: z.string(),
})

const Forecast = z.object({
  region_code: z.string().meta({ description: 'INSEE code, or FR: the sum of the twelve regions.' }),
  quantity: z.enum(FORECAST_QUANTITIES),
  issued_at: z.iso.datetime().meta({ description: 'When it was made; nothing learnt later went into it.' }),
  interval_start_utc: z.iso.datetime(),
  step_minutes: z.int(),
  horizon_minutes: z.int().meta({ description: 'From the issue to the start of the half-hour.' }),
  p10_mw: z.number().meta({ description: 'Mean power that is fallen short of once in ten times.' }),
  p50_mw: z.number().meta({ description: 'Mean power expected: as often above as below.' }),
  p90_mw: z.number().meta({ description: 'Mean power that is passed once in ten times.' }),
  model: z.enum(FORECAST_MODELS).meta({
    description:
      'How it was made: ridge where that beats the baselines, else the best of them: the day before (d1), the week before (d7) or what is usual (climatology).',
  }),
})

const issueTime = (description: string) => z.iso.datetime().nullable().meta({ description })

const ForecastMeta = PageMeta.extend({
  issued_at: issueTime('When the answered issue was made. null: nothing has been forecast yet.'),
  fitted_at: issueTime('When its model was learnt, and the width of its intervals.'),
})

export const forecasts: Endpoint<typeof Query, typeof Forecast> = {
  path: '/v1/forecasts',
  operationId: 'readForecasts',
  summary: 'Forecasts of the next two days',
  description:
    'One row per area and half-hour of one issue, ordered by half-hour and area. Issues of the last eight days are kept here. No rows: nothing was forecast yet, or not of this area and quantity.',
  access: READ_DATA,
  query: Query,
  row: Forecast,
  isRanged: true,
  meta: ForecastMeta,
  licence: FORECAST_LICENCE,
  example: {
    region_code: '53',
    quantity: 'consumption',
    issued_at: '2024-10-28T09:27:04.512Z',
    interval_start_utc: '2024-10-28T17:00:00.000Z',
    step_minutes: 30,
    horizon_minutes: 452,
    p10_mw: 2611.4,
    p50_mw: 2688.1,
    p90_mw: 2770.9,
    model: 'ridge',
  },
  async read({ quantity, issuedBy, ...query }, context) {
    const { engine, state, now, signal } = context
    if (issuedBy !== undefined) refuseUnpassed('issuedBy', issuedBy, now())
    const newest = await readNewestIssue(engine, issuedBy, signal)
    const present = state.end_key === null ? now().getTime() : timeKeyMs(state.end_key)
    const page = resolvePage({
      query,
      more: ['forecasts', quantity, issuedBy ?? ''],
      position: Position,
      known: { watermark_key: null, end_key: newest?.range.to ?? null },
      present,
      start: newest ? timeKeyMs(newest.range.from) : present,
    })
    const issue = page.after ? await sameIssue(page.after.issued_at, query.cursor, context) : newest
    if (!issue) return { data: [], interval: page.interval, meta: NOTHING_ISSUED }
    const issuedAt = Date.parse(issue.issued_at)
    const { range, after } = page
    const areaCodes = query.region ?? []
    const request = { issuedAt, quantity, areaCodes, range, limit: query.limit, after }
    const { rows, hasMore } = await readForecasts(engine, request, signal)
    const last = hasMore ? rows.at(-1) : undefined
    const next_cursor = last
      ? page.next({ issued_at: issuedAt, time_key: last.time_key, area_code: last.area_code })
      : null
    return {
      data: rows.map(row => toRow(issue, row)),
      interval: page.interval,
      meta: { issued_at: issue.issued_at, fitted_at: issue.fitted_at, next_cursor },
    }
  },
}

const NOTHING_ISSUED = { issued_at: null, fitted_at: null, next_cursor: null }

/** @throws ProblemError 400 when the issue that a cursor goes on with is kept no longer. */
async function sameIssue(issuedAt: number, cursor = '', { engine, signal }: ReadContext): Promise<Issue> {
  const issue = await readNewestIssue(engine, issuedAt, signal)
  if (issue && Date.parse(issue.issued_at) === issuedAt) return issue
  const expected = 'a page of an issue that is still kept: begin again without it'
  throw invalidParameters([{ parameter: 'cursor', value: cursor, expected }])
}

const toRow = ({ issued_at }: Issue, row: ForecastValueRow): z.output<typeof Forecast> => ({
  region_code: row.area_code,
  quantity: row.quantity,
  issued_at,
  interval_start_utc: toIso(timeKeyMs(row.time_key)),
  step_minutes: FORECAST_STEP_MINUTES,
  horizon_minutes: row.horizon_minutes,
  p10_mw: row.p10_mw,
  p50_mw: row.p50_mw,
  p90_mw: row.p90_mw,
  model: row.model,
})
