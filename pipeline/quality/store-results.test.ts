import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeEach, describe, expect, it } from 'vitest'
import { TABLES } from '../gold/schema.ts'
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
    await storeResults(gold, [passed, violated])
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

  it('writes nothing when the results are the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quality-result-'))
    const file = join(folder, 'warehouse.duckdb')
    const instance = await DuckDBInstance.create(file)
    const connection = await instance.connect()
    const logBytes = async () => (existsSync(`${file}.wal`) ? (await stat(`${file}.wal`)).size : 0)
    await connection.run(TABLES.quality_result ?? '')
    const withoutData = { ...violated, data_watermark: null }
    await storeResults(connection, [passed, withoutData])
    await connection.run('CHECKPOINT')
    await storeResults(connection, [passed, withoutData])
    expect(await logBytes()).toBe(0)
    await storeResults(connection, [passed, violated])
    expect(await logBytes()).toBeGreaterThan(0)
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true })
  })

  it('replaces a result that differs, and drops one that is no longer there', async () => {
    await storeResults(gold, [passed, violated])
    await storeResults(gold, [{ ...passed, rows_checked: 13 }])
    expect(await stored()).toEqual([
      expect.objectContaining({ check_name: 'key_unique', rows_checked: '13' }),
    ])
  })

  it('keeps what was stored when the new results are refused', async () => {
    await storeResults(gold, [passed])
    await expect(storeResults(gold, [violated, violated])).rejects.toThrow(/constraint/i)
    expect(await stored()).toEqual([expect.objectContaining({ check_name: 'key_unique' })])
  })

  it('is undone with the transaction that it is part of', async () => {
    await storeResults(gold, [passed])
    await gold.run('BEGIN TRANSACTION')
    await storeResults(gold, [{ ...passed, rows_checked: 13 }, violated])
    expect(await stored()).toHaveLength(2)
    await gold.run('ROLLBACK')
    expect(await stored()).toEqual([
      expect.objectContaining({ check_name: 'key_unique', rows_checked: '12' }),
    ])
  })
})
