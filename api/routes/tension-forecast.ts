/** GET /v1/tension/forecast: how tense the areas will be, as the newest forecast has it. */
import { z } from 'zod'
import { AREA_CODES } from '../../pipeline/catalog/forecasting.ts'
import { readNormVersion } from '../../pipeline/gold/queries/norm-state.ts'
import { readTensionForecast } from '../../pipeline/gold/queries/tension-forecast.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { Meta } from '../envelope.ts'
import { areaList } from '../parameters.ts'
import { areaHour, level, normFields } from './tension.ts'

const Query = z.strictObject({ region: areaList })

const index = (description: string) => z.number().min(0).max(100).nullable().meta({ description })
const power = (description: string) => z.number().nullable().meta({ description })

const TensionAhead = z.object({
  ...areaHour,
  issued_at: z.iso.datetime().meta({ description: 'When the forecast was made.' }),
  horizon_minutes: z.int().meta({ description: 'From the issue to the start of the hour.' }),
  tension_index_p10: index('Index that is fallen short of once in ten times.'),
  tension_index_p50: index('Index expected: as often above as below.'),
  tension_index_p90: index('Index that is passed once in ten times.'),
  level,
  residual_need_p10_mw: power('Residual need that is fallen short of once in ten times.'),
  residual_need_p50_mw: power('Residual load forecast − usual_exchange_mw.'),
  residual_need_p90_mw: power('Residual need that is passed once in ten times.'),
  ...normFields,
  unknown_reason: z.enum(['no_norm', 'thin_norm']).nullable().meta({
    description: 'Why there is no index: the month has no norm, or one of too few days.',
  }),
})

export const tensionForecast: Endpoint<typeof Query, typeof TensionAhead> = {
  path: '/v1/tension/forecast',
  operationId: 'readTensionForecast',
  summary: 'Tension index of the next two days',
  description:
    'One row per area and hour of the newest issue, ordered by hour and area: what its forecast of consumption − wind − solar means against the norm of the hour. An hour of which only one half was forecast is left out. No rows: nothing was issued yet.',
  access: READ_DATA,
  query: Query,
  row: TensionAhead,
  isRanged: false,
  meta: Meta,
  version: readNormVersion,
  example: {
    area_code: '53',
    interval_start_utc: '2024-10-28T17:00:00.000Z',
    issued_at: '2024-10-28T09:27:00.000Z',
    horizon_minutes: 453,
    tension_index_p10: 71.2,
    tension_index_p50: 83.4,
    tension_index_p90: 92.8,
    level: 'raised',
    residual_need_p10_mw: 310.2,
    residual_need_p50_mw: 388.9,
    residual_need_p90_mw: 470.1,
    usual_exchange_mw: 1519.6,
    norm_p50_mw: 120.25,
    norm_month: '2024-10',
    norm_day_count: 41,
    unknown_reason: null,
  },
  read: async ({ region }, { engine, signal }) => ({
    data: await readTensionForecast(engine, region ?? AREA_CODES, signal),
  }),
}
