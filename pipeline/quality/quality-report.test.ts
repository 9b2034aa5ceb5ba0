import { describe, expect, it } from 'vitest'
import type { CheckResult } from './check.ts'
import { qualityReport } from './quality-report.ts'

const passed: CheckResult = {
  check_name: 'key_unique',
  table_name: 'fact_energy_flow',
  severity: 'fail',
  passed: true,
  rows_checked: 1_699_053,
  violation_count: 0,
  sample: [],
  data_watermark: '2013-12-31T22:30:00.000Z',
}
const violated: CheckResult = { ...passed, check_name: 'balance_identity', severity: 'warn', passed: false }

describe('qualityReport', () => {
  it('lines up the results and tells the findings in words', () => {
    const finding = {
      region_code: '28',
      local_date: '2013-04-14',
      interval_start_utc: '2013-04-14T03:00:00Z',
      intervals: 46,
      found: 'demand less net injections is 582 MW',
      expected: 'within 20 MW of zero',
    }
    const report = qualityReport([
      passed,
      { ...violated, rows_checked: 210_204, violation_count: 1, sample: [finding] },
    ])
    expect(report.split('\n')).toEqual([
      'check             table             severity  result      checked  violations',
      'key_unique        fact_energy_flow  fail      passed    1,699,053           0',
      'balance_identity  fact_energy_flow  warn      VIOLATED    210,204           1',
      '    expected: What is injected into a region equals what is withdrawn, within the rounding of the publisher.',
      '    - Normandie, 2013-04-14, 46 intervals, at 2013-04-14 03:00 UTC: demand less net injections is 582 MW (expected within 20 MW of zero)',
      '',
      '2 checks: 1 passed, 1 to look at, 0 failed. Data until 2013-12-31 22:30 UTC.',
    ])
  })

  it('reads the sample of a stored result from its JSON text', () => {
    const sample = '[{"region_code":"28","found":"9000 MW","expected":"at most 2420 MW"}]'
    expect(qualityReport([{ ...violated, violation_count: 1, sample }])).toContain(
      '- Normandie: 9000 MW (expected at most 2420 MW)',
    )
  })

  it('shows the first findings and how many more there are', () => {
    const sample = Array.from({ length: 20 }, (_, index) => ({ found: `finding ${index}`, expected: 'none' }))
    const lines = qualityReport([{ ...violated, violation_count: 1234, sample }]).split('\n')
    expect(lines.filter(line => line.includes('finding'))).toHaveLength(5)
    expect(lines).toContain('    … and 1,229 more')
  })

  it('names the energy type and the instant of a single interval, and a region it does not know by its code', () => {
    const finding = {
      region_code: '94',
      local_date: '2024-03-02',
      interval_start_utc: '2024-03-01T23:15:00Z',
      energy_type: 'wind',
      intervals: 1,
      found: '9000 MW',
      expected: 'at most 2420 MW',
    }
    expect(qualityReport([{ ...violated, violation_count: 1, sample: [finding] }])).toContain(
      '- 94, wind, 2024-03-01 23:15 UTC: 9000 MW (expected at most 2420 MW)',
    )
  })

  it('counts failed checks apart, and says when there is no data', () => {
    const failed = { ...passed, passed: false, violation_count: 2, data_watermark: null }
    expect(qualityReport([failed, { ...violated, data_watermark: null }])).toMatch(
      /2 checks: 0 passed, 1 to look at, 1 failed\. No data yet\.$/,
    )
  })
})
