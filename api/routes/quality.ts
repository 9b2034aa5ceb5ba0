/** GET /v1/quality: the stored results of the data-quality checks. */
import { z } from 'zod'
import { readQualityResults } from '../../pipeline/gold/queries/quality-results.ts'
import { READ_DATA } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { Meta } from '../envelope.ts'

const Query = z.strictObject({})

const Finding = z
  .looseObject({
    region_code: z.string().optional(),
    local_date: z.iso.date().optional().meta({ description: 'Day of the Paris calendar.' }),
    interval_start_utc: z.string().optional(),
    energy_type: z.string().optional(),
    found: z.string().optional(),
    expected: z.string().optional(),
  })
  .meta({ description: 'One violation, in words.' })

const Result = z.object({
  check_name: z.string(),
  table_name: z.string(),
  severity: z.string().meta({ description: 'fail: the data must not be used. warn: a person should look.' }),
  passed: z.boolean(),
  rows_checked: z.int(),
  violation_count: z.int(),
  findings: z
    .array(Finding)
    .meta({ description: 'The first violations, at most 20; violation_count counts them all.' }),
  data_watermark: z.iso.datetime().nullable().meta({ description: 'How far the data reached when checked.' }),
})

export const quality: Endpoint<typeof Query, typeof Result> = {
  path: '/v1/quality',
  operationId: 'listQualityResults',
  summary: 'Results of the data-quality checks',
  description: 'The last result of each check; those that failed first.',
  access: READ_DATA,
  query: Query,
  row: Result,
  isRanged: false,
  meta: Meta,
  example: {
    check_name: 'balance_identity',
    table_name: 'fact_energy_flow',
    severity: 'warn',
    passed: false,
    rows_checked: 210_240,
    violation_count: 4,
    findings: [
      {
        region_code: '24',
        local_date: '2013-12-01',
        interval_start_utc: '2013-12-01T11:00:00Z',
        found: 'demand less net injections is -700 MW',
        expected: 'within 20 MW of zero',
      },
    ],
    data_watermark: '2013-12-31T22:30:00.000Z',
  },
  async read(_query, { engine, signal }) {
    const results = await readQualityResults(engine, signal)
    return {
      data: results.map(({ sample, ...result }) => ({
        ...result,
        findings: z.array(Finding).parse(JSON.parse(sample)),
      })),
    }
  },
}
