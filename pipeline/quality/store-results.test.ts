import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CheckResult } from './check.ts'
import { openGold } from './planted-gold.ts'
import { storeResults } from './store-results.ts'

let gold: DuckDBConnection
beforeEach(async () => {
  gold = await openGold()
})

const passed: CheckResult = {
  check_name: 'key_unique',
  table_name: 'fact_energy_flow',
  severity: 'fail',
  passed: true,
  rows_checked: 12,
  violation_count: 0,
  sample: [],
  data_watermark: '2024-03-01T10:00:00.000Z',
}
const violated: CheckResult = {
  ...passed,
  check_name: 'jump',
  severity: 'warn',
  passed: false,
  violation_count: 21,
  sample: [{ region_code: '28', found: "l'écart", expected: 'none' }],
}

const stored = async () =>
  (await gold.runAndReadAll('SELECT * FROM quality_result ORDER BY check_name')).getRowObjectsJson()

describe('storeResults', () => {
  it('stores what was found, the sample as JSON text', async () => {
    expect(await storeResults(gold, [passed, violated])).toBe(2)
    expect(await stored()).toEqual([
      {
        check_name: 'jump',
        table_name: 'fact_energy_flow',
        severity: 'warn',
        passed: false,
        rows_checked: '12',
        violation_count: '21',
        sample: '[{"region_code":"28","found":"l\'écart","expected":"none"}]',
        data_watermark: '2024-03-01 10:00:00',
      },
      expect.objectContaining({ check_name: 'key_unique', passed: true, sample: '[]' }),
    ])
  })

  it('changes nothing when the results are the same', async () => {
    const withoutData = { ...violated, data_watermark: null }
    await storeResults(gold, [passed, withoutData])
    expect(await storeResults(gold, [passed, withoutData])).toBe(0)
  })

  it('replaces a result that differs, and drops one that is no longer there', async () => {
    await storeResults(gold, [passed, violated])
    expect(await storeResults(gold, [{ ...passed, rows_checked: 13 }])).toBe(3)
    expect(await stored()).toEqual([
      expect.objectContaining({ check_name: 'key_unique', rows_checked: '13' }),
    ])
  })

  it('keeps what was stored when the new results are refused', async () => {
    await storeResults(gold, [passed])
    await expect(storeResults(gold, [violated, violated])).rejects.toThrow(/constraint/i)
    expect(await stored()).toEqual([expect.objectContaining({ check_name: 'key_unique' })])
    expect(await storeResults(gold, [violated])).toBe(2)
  })
})
