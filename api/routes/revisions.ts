/** GET /v1/revisions: the values that were replaced, each with what took its place. */
import { z } from 'zod'
import { energyTypeKey } from '../../pipeline/catalog/energy-types.ts'
import { QUALITY_CODES } from '../../pipeline/catalog/quality-codes.ts'
import { readRevisions } from '../../pipeline/gold/queries/revisions.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { PageMeta } from '../envelope.ts'
import { energyType } from '../parameters.ts'
import { RangeQuery, resolvePage } from '../series-request.ts'

const { limit, cursor, ...range } = RangeQuery.shape
const Query = z.strictObject({ ...range, energyType: energyType.optional(), limit, cursor })

const Position = z.strictObject({
  time_key: z.int32(),
  region_code: z.string(),
  energy_type_key: z.int32(),
  nth: z.int32(),
})

const power = (description: string) => z.number().nullable().meta({ description })
const QUALITIES = QUALITY_CODES.map(({ quality_code }) => quality_code).join(', ')

const Revision = z.object({
  region_code: z.string().meta({ description: 'INSEE code.' }),
  interval_start_utc: z.iso.datetime(),
  step_minutes: z.int(),
  energy_type: z.string(),
  production_mw: power('What was known to be injected.'),
  consumption_mw: power('What was known to be withdrawn. Both null: the value was not available.'),
  vintage: z.string().meta({ description: 'real-time, consolidated or definitive.' }),
  quality: z.string().meta({ description: `One of ${QUALITIES}.` }),
  first_seen_at: z.iso.datetime(),
  replaced_at: z.iso.datetime().meta({
    description: 'It counted until then. As first_seen_at: a better vintage was there already.',
  }),
  replaced_by_vintage: z.string(),
  new_production_mw: power(
    'What was known of the same interval from then on. An import may be an export since.',
  ),
  new_consumption_mw: power(
    'Mean over the interval, where the step has changed. Both null: not available for the whole interval.',
  ),
  new_step_minutes: z.int().nullable().meta({ description: 'null: the new row has no such value.' }),
  new_quality: z
    .string()
    .nullable()
    .meta({ description: `The worst of what replaced it: ${QUALITIES}.` }),
})

export const revisions: Endpoint<typeof Query, typeof Revision> = {
  path: '/v1/revisions',
  operationId: 'listRevisions',
  summary: 'Values that were replaced, and by what',
  description:
    'One row per replaced value of an interval that starts within [from, to), ordered by interval, region, energy type and when it was first seen. Current values are in /v1/mix; asOf there gives any past view.',
  access: READ_DATA,
  query: Query,
  row: Revision,
  isRanged: true,
  meta: PageMeta,
  example: {
    region_code: '53',
    interval_start_utc: '2024-10-27T11:00:00.000Z',
    step_minutes: 15,
    energy_type: 'wind',
    production_mw: 398,
    consumption_mw: null,
    vintage: 'real-time',
    quality: 'ok',
    first_seen_at: '2024-10-27T11:41:00.000Z',
    replaced_at: '2024-12-03T07:12:00.000Z',
    replaced_by_vintage: 'consolidated',
    new_production_mw: 402,
    new_consumption_mw: null,
    new_step_minutes: 30,
    new_quality: 'ok',
  },
  async read({ energyType, ...query }, { engine, state, now, signal }) {
    const more = ['revisions', energyType ?? '']
    const page = resolvePage({ query, more, position: Position, known: state, present: now().getTime() })
    const found = await readRevisions(
      engine,
      {
        range: page.range,
        regionCodes: query.region ?? [],
        energyTypeKey: energyType === undefined ? undefined : energyTypeKey(energyType),
        limit: query.limit,
        after: page.after,
      },
      signal,
    )
    const next_cursor = found.hasMore && found.last ? page.next(found.last) : null
    return { data: found.rows, interval: page.interval, meta: { next_cursor } }
  },
}
