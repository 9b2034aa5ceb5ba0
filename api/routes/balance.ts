/** GET /v1/balance: demand, production and exchange of the regions over a range. */
import { z } from 'zod'
import { readBalance } from '../../pipeline/gold/queries/balance.ts'
import { ROW_QUALITIES } from '../../pipeline/gold/queries/row-quality.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { SeriesMeta } from '../envelope.ts'
import { resolveSeries, SeriesQuery } from '../series-request.ts'

const Position = z.strictObject({ time_key: z.int32(), region_code: z.string() })

const power = (description: string) => z.number().nullable().meta({ description })
const energy = z.number().nullable().meta({ description: 'Energy over what was measured of the step.' })

const Balance = z.object({
  region_code: z.string().meta({ description: 'INSEE code.' }),
  interval_start_utc: z.iso.datetime(),
  step_minutes: z.int().meta({
    description: 'Length of the interval. A day has 1380, 1440 or 1500 minutes, also when the range cuts it.',
  }),
  consumption_mw: power('Demand, mean over what was measured.'),
  production_mw: power(
    'What the region generates, storage and imports apart. null when a generation type was not available.',
  ),
  net_exchange_mw: power('Imports − exports: positive for imports.'),
  storage_mw: power('Battery discharge − charge − pumping.'),
  consumption_mwh: energy,
  production_mwh: energy,
  net_exchange_mwh: energy,
  storage_mwh: energy,
  coverage_ratio: z.number().meta({
    description: 'Share of the step whose demand was measured and lies in the range, 0 to 1.',
  }),
  vintage: z.string().meta({ description: 'Least settled vintage: real-time, consolidated or definitive.' }),
  quality: z.enum(ROW_QUALITIES).meta({
    description: 'partial: something is not available, or the range cuts the step. suspect: implausible.',
  }),
})

export const balance: Endpoint<typeof SeriesQuery, typeof Balance> = {
  path: '/v1/balance',
  operationId: 'readBalance',
  summary: 'Balance of production and consumption',
  description:
    'One row per region and step, ordered by interval and region. An interval counts when it starts within [from, to).',
  access: READ_DATA,
  query: SeriesQuery,
  row: Balance,
  isRanged: true,
  meta: SeriesMeta,
  example: {
    region_code: '53',
    interval_start_utc: '2024-10-26T22:00:00.000Z',
    step_minutes: 1500,
    consumption_mw: 2054.12,
    production_mw: 611.4,
    net_exchange_mw: 1442.8,
    storage_mw: -0.08,
    consumption_mwh: 51353,
    production_mwh: 15285,
    net_exchange_mwh: 36070,
    storage_mwh: -2,
    coverage_ratio: 1,
    vintage: 'consolidated',
    quality: 'ok',
  },
  async read(query, context) {
    const series = await resolveSeries(query, Position, context)
    const page = await readBalance(context.engine, series.request, context.signal)
    const next_cursor = page.hasMore && page.last ? series.next(page.last) : null
    return { data: page.rows, interval: series.interval, meta: { ...series.meta, next_cursor } }
  },
}
