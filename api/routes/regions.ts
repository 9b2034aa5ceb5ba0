/** GET /v1/regions: the twelve mainland regions. */
import { z } from 'zod'
import { readRegions } from '../../pipeline/gold/queries/regions.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { Meta } from '../envelope.ts'

const Query = z.strictObject({})

const Region = z.object({
  region_code: z.string().meta({ description: 'INSEE code.' }),
  region_name: z.string(),
  population: z.int(),
  area_km2: z.int(),
  first_interval_utc: z.iso.datetime().nullable().meta({ description: 'Start of the first interval held.' }),
  last_interval_utc: z.iso.datetime().nullable().meta({ description: 'Start of the last interval held.' }),
})

export const regions: Endpoint<typeof Query, typeof Region> = {
  path: '/v1/regions',
  operationId: 'listRegions',
  summary: 'Regions, with the range of their data',
  description: 'The twelve mainland regions of France, ordered by code.',
  access: READ_DATA,
  query: Query,
  row: Region,
  isRanged: false,
  meta: Meta,
  example: {
    region_code: '53',
    region_name: 'Bretagne',
    population: 3_449_370,
    area_km2: 27_208,
    first_interval_utc: '2012-12-31T23:00:00.000Z',
    last_interval_utc: '2013-12-31T22:30:00.000Z',
  },
  read: async (_query, { engine, signal }) => ({ data: await readRegions(engine, signal) }),
}
