/** GET /v1/quality: the stored results of the data-quality checks. */
import { z } from 'zod'
import { readQualityResults } from '../../pipeline/gold/queries/quality-results.ts'
import type { Endpoint } from '../endpoint.ts'

const Query = z.strictObject({})

const Result = z.object({
  check_name: z.string(),
  table_name: z.string(),
  severity: z.string().meta({ description: 'fail: the data must not be used. warn: a person should look.' }),
  passed: z.boolean(),
  rows_checked: z.int(),
  violation_count: z.int(),
  sample: z.string().meta({ description: 'Some of the violations.' }),
  data_watermark: z.iso.datetime().nullable().meta({ description: 'How far the data reached when checked.' }),
})

export const quality: Endpoint<typeof Query, typeof Result> = {
  path: '/v1/quality',
  operationId: 'listQualityResults',
  summary: 'Results of the data-quality checks',
  description: 'The last result of each check; those that failed first.',
  query: Query,
  row: Result,
  isSeries: false,
  example: {
    check_name: 'balance_identity',
    table_name: 'fact_energy_flow',
    severity: 'warn',
    passed: false,
    rows_checked: 210_240,
    violation_count: 4,
    sample: '[{"region_code":"84","local_date":"2013-06-19"}]',
    data_watermark: '2013-12-31T22:30:00.000Z',
  },
  read: async (_query, { engine, signal }) => ({ data: await readQualityResults(engine, signal) }),
}
