/** GET /v1/lineage: the passport of one value. */
import { z } from 'zod'
import { energyTypeKey } from '../../pipeline/catalog/energy-types.ts'
import { readLineage } from '../../pipeline/gold/queries/lineage.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { Meta } from '../envelope.ts'
import { holdingTimeKey, toIso } from '../instant.ts'
import { energyType, instant, oneRegion } from '../parameters.ts'
import { ProblemError } from '../problem.ts'

const Query = z.strictObject({
  region: oneRegion,
  interval: instant('Any instant inside the interval', '2024-10-27T12:00:00+01:00'),
  energyType,
})

const Passport = z.object({
  region_code: z.string(),
  energy_type: z.string(),
  interval_start_utc: z.iso.datetime(),
  step_minutes: z.int(),
  production_mw: z.number().nullable(),
  consumption_mw: z.number().nullable(),
  vintage: z.string(),
  quality: z.string().meta({
    description: 'ok, suspect, missing (not published) or quarantined (refused).',
  }),
  first_seen_at: z.iso.datetime(),
  replaced_at: z.iso.datetime().nullable().meta({ description: 'null: the current value.' }),
  replaced_by_vintage: z.string().nullable(),
  replaced_by_sha256: z.string().nullable().meta({ description: 'Publication that replaced the value.' }),
  dataset: z.string(),
  feed_id: z.string(),
  file_name: z.string().meta({ description: 'Name of the file as it was given.' }),
  bronze_path: z.string().meta({ description: 'Where its bytes are kept.' }),
  bronze_sha256: z.string().meta({ description: 'Digest of its bytes.' }),
  fetched_at: z.iso.datetime(),
  source_row: z.int().meta({ description: 'Row of the file.' }),
  is_simulated: z.boolean(),
  refused_value: z.string().nullable().meta({ description: 'What was published, when it was refused.' }),
  refused_reason: z.string().nullable(),
})

const SHA256 = '3f0a51d6b1c9b2c7a4c0f6f26f5a9a8f6f3f4b1f0c2d5e6a7b8c9d0e1f2a3b4c'

export const lineage: Endpoint<typeof Query, typeof Passport> = {
  path: '/v1/lineage',
  operationId: 'readLineage',
  summary: 'Passport of a value',
  description:
    'The current value of a region, interval and energy type, then the earlier ones that overlap its interval, newest first, each with the publication it came from.',
  access: READ_DATA,
  query: Query,
  row: Passport,
  isRanged: false,
  meta: Meta,
  example: {
    region_code: '53',
    energy_type: 'wind',
    interval_start_utc: '2024-10-27T11:00:00.000Z',
    step_minutes: 30,
    production_mw: 402,
    consumption_mw: null,
    vintage: 'consolidated',
    quality: 'ok',
    first_seen_at: '2024-12-03T07:12:00.000Z',
    replaced_at: null,
    replaced_by_vintage: null,
    replaced_by_sha256: null,
    dataset: 'eco2mix_regional',
    feed_id: 'eco2mix-files',
    file_name: 'eCO2mix_RTE_Bretagne_En-cours-Consolide.xls',
    bronze_path: `bronze/eco2mix-files/2024/12/03/20241203T071200Z-${SHA256}.xls`,
    bronze_sha256: SHA256,
    fetched_at: '2024-12-03T07:12:00.000Z',
    source_row: 14_305,
    is_simulated: false,
    refused_value: null,
    refused_reason: null,
  },
  problems: { 404: 'There is no value of this region, interval and energy type.' },
  async read({ region, interval, energyType }, { engine, signal }) {
    const data = await readLineage(
      engine,
      {
        regionCode: region,
        energyTypeKey: energyTypeKey(energyType),
        energyTypeCode: energyType,
        timeKey: holdingTimeKey(interval),
      },
      signal,
    )
    if (data.length > 0) return { data }
    throw new ProblemError(404, `${energyType} of region ${region} at ${toIso(interval)}: there is no value`)
  },
}
