import type { DuckDBConnection } from '@duckdb/node-api'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHECKS, CHECKS_BY_TABLE } from '../catalog/checks.ts'
import { SILVER_DATASETS } from '../catalog/silver-datasets.ts'
import { Finding, SAMPLE_SIZE } from './check.ts'
import {
  clearFlows,
  openGold,
  type PlantedFlow,
  plant,
  plantRevisions,
  quiet,
  series,
} from './planted-gold.ts'
import { GOLD_CHECKS, runChecks } from './run-checks.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
beforeEach(() => clearFlows(gold))

/** Two regions in balance, half-hours until an instant and quarters after it; a wind value refused in each part. */
function cleanFlows(from: string, change: string, to: string): PlantedFlow[] {
  const part = (region: string, at: string, until: string, step: 15 | 30): PlantedFlow[] => {
    const count = (Date.parse(until) - Date.parse(at)) / (step * 60_000)
    const demand = quiet(region === '28' ? 2500 : 2000, count)
    const wind = quiet(300, count)
    const isRefused = (index: number) => index === 3
    return [
      ...series({ region, type: 'demand', at, step }, demand),
      ...series({ region, type: 'wind', at, step }, wind).map(
        (flow, index): PlantedFlow =>
          isRefused(index) ? { ...flow, mw: null, quality: 'quarantined' } : flow,
      ),
      ...series(
        { region, type: 'import', at, step },
        demand.map((mw, index) => mw - (wind[index] ?? 0)),
      ),
    ]
  }
  return ['28', '53'].flatMap(region => [...part(region, from, change, 30), ...part(region, change, to, 15)])
}

describe('runChecks', () => {
  it.each([
    ['an ordinary week-end', '2024-03-01T23:00Z', '2024-03-02T23:00Z', '2024-03-03T23:00Z', []],
    ['spring', '2024-03-29T23:00Z', '2024-03-31T10:00Z', '2024-04-01T22:00Z', []],
    ['autumn, with its hole', '2024-10-25T22:00Z', '2024-10-27T10:00Z', '2024-10-28T23:00Z', [0]],
  ])('finds nothing in clean data: %s', async (_, from, change, to, hourMissing) => {
    const flows = cleanFlows(from, change, to).filter(
      ({ at }) =>
        !hourMissing.some(
          hour =>
            Date.parse(at) >= Date.parse(`2024-10-27T0${hour}:00Z`) &&
            Date.parse(at) < Date.parse(`2024-10-27T0${hour + 1}:00Z`),
        ),
    )
    await plant(gold, flows)
    await plantRevisions(gold, [
      ...flows
        .slice(0, 10)
        .map(flow => ({ ...flow, vintage: 'real-time', replacedBy: 'consolidated' }) as const),
    ])
    const results = await runChecks(gold)
    expect(results.filter(result => !result.passed)).toEqual([])
    const looked = results.filter(({ table_name }) => !['quarantine', 'weather'].includes(table_name))
    expect(looked.filter(result => result.rows_checked === 0)).toEqual([])
    expect(new Set(results.map(({ data_watermark }) => data_watermark))).toEqual(
      new Set([new Date(Date.parse(to) - 900_000).toISOString()]),
    )
  })

  it('carries out every check declared for a gold table, with its severity, in the declared words', async () => {
    const declared = Object.entries(CHECKS_BY_TABLE)
      .filter(([table]) => !SILVER_DATASETS.some(({ table_name }) => table_name === table))
      .flatMap(([table, names]) => names.map(name => `${name} ${table}`))
    expect(GOLD_CHECKS.map(({ name, table }) => `${name} ${table}`).sort()).toEqual(declared.sort())
    for (const { check_name, severity } of await runChecks(gold)) {
      expect(CHECKS.find(check => check.check_name === check_name)?.severity).toBe(severity)
    }
  })

  it('passes on an empty warehouse, without a watermark', async () => {
    const results = await runChecks(gold)
    expect(results.filter(result => !result.passed)).toEqual([])
    const looked = results.filter(({ rows_checked }) => rows_checked > 0)
    expect(looked.map(({ table_name }) => table_name)).toEqual(['dim_region'])
    expect(results.every(result => result.data_watermark === null)).toBe(true)
  })

  it('counts all findings and shows the first, in the same order each time', async () => {
    const days = Array.from(
      { length: 30 },
      (_, index) => `2024-04-${String(index + 1).padStart(2, '0')}T10:00Z`,
    )
    await plant(
      gold,
      days.map(at => ({ region: '53', type: 'wind', at, mw: 9000 })),
    )
    const first = (await runChecks(gold)).find(({ check_name }) => check_name === 'value_range')
    expect(first).toMatchObject({ passed: false, severity: 'warn', violation_count: 30 })
    expect(first?.sample).toHaveLength(SAMPLE_SIZE)
    expect(first?.sample[0]).toMatchObject({ local_date: '2024-04-01' })
    for (const finding of first?.sample ?? []) expect(() => Finding.parse(finding)).not.toThrow()
    const second = (await runChecks(gold)).find(({ check_name }) => check_name === 'value_range')
    expect(JSON.stringify(second)).toBe(JSON.stringify(first))
  })

  it('takes a missing demand for no watermark', async () => {
    await plant(gold, [
      { region: '53', type: 'demand', at: '2024-04-01T10:00Z', mw: 2000 },
      { region: '53', type: 'demand', at: '2024-04-01T10:15Z', mw: null },
      { region: '53', type: 'wind', at: '2024-04-01T10:15Z', mw: 200 },
    ])
    const [result] = await runChecks(gold)
    expect(result?.data_watermark).toBe('2024-04-01T10:00:00.000Z')
  })
})
