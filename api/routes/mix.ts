/** GET /v1/mix: the flow of each energy type in the regions over a range. */
import { z } from 'zod'
import { ENERGY_TYPES } from '../../pipeline/catalog/energy-types.ts'
import { readMix } from '../../pipeline/gold/queries/mix.ts'
import { ROW_QUALITIES } from '../../pipeline/gold/queries/row-quality.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { SeriesMeta } from '../envelope.ts'
import { resolveSeries, SeriesQuery } from '../series-request.ts'

const Position = z.strictObject({ time_key: z.int32(), region_code: z.string(), energy_type_key: z.int32() })

const quantity = (description: string) => z.number().nullable().meta({ description })

const Flow = z.object({
  region_code: z.string().meta({ description: 'INSEE code.' }),
  interval_start_utc: z.iso.datetime(),
  step_minutes: z.int().meta({ description: 'Length of the interval.' }),
  energy_type: z.string().meta({
    description: `One of ${ENERGY_TYPES.map(type => type.energy_type_code).join(', ')}.`,
  }),
  production_mw: quantity('Injected, mean over what was measured. null: nothing, or not available.'),
  consumption_mw: quantity(
    'Withdrawn, mean over what was measured. A generation type that took more than it gave stands here.',
  ),
  production_mwh: quantity('Energy injected over what was measured.'),
  consumption_mwh: quantity('Energy withdrawn over what was measured.'),
  vintage: z.string().meta({ description: 'Least settled vintage: real-time, consolidated or definitive.' }),
  quality: z.enum(ROW_QUALITIES).meta({
    description: 'partial: something is not available, or the range cuts the step. suspect: implausible.',
  }),
})

export const mix: Endpoint<typeof SeriesQuery, typeof Flow> = {
  path: '/v1/mix',
  operationId: 'readMix',
  summary: 'Mix of energy types',
  description:
    'One row per region, step and energy type, ordered so. A type that was not available has neither production nor consumption.',
  access: READ_DATA,
  query: SeriesQuery,
  row: Flow,
  isRanged: true,
  meta: SeriesMeta,
  example: {
    region_code: '53',
    interval_start_utc: '2024-10-27T11:00:00.000Z',
    step_minutes: 60,
    energy_type: 'wind',
    production_mw: 402.5,
    consumption_mw: null,
    production_mwh: 402.5,
    consumption_mwh: null,
    vintage: 'consolidated',
    quality: 'ok',
  },
  async read(query, context) {
    const series = await resolveSeries(query, Position, context)
    const page = await readMix(context.engine, series.request, context.signal)
    const next_cursor = page.hasMore && page.last ? series.next(page.last) : null
    return { data: page.rows, interval: series.interval, meta: { ...series.meta, next_cursor } }
  },
}
