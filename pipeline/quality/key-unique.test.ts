import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { factKeyUnique, revisionKeyUnique, silverKeyUnique } from './key-unique.ts'
import { clearFlows, openGold, outcomeOf, plant, plantRevisions } from './planted-gold.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
afterEach(() => clearFlows(gold))

const demand = { region: '28', type: 'demand', mw: 2500 }

describe('key_unique on the fact', () => {
  it('finds a flow that is there twice, once', async () => {
    await plant(gold, [
      { ...demand, at: '2024-03-01T10:00Z' },
      { ...demand, at: '2024-03-01T10:00Z', mw: 2600 },
      { ...demand, at: '2024-03-01T10:00Z', type: 'wind' },
      { ...demand, at: '2024-03-01T10:15Z' },
    ])
    expect(await outcomeOf(gold, factKeyUnique)).toEqual({
      rows_checked: 4,
      violation_count: 1,
      sample: [
        {
          region_code: '28',
          interval_start_utc: '2024-03-01T10:00:00Z',
          energy_type: 'demand',
          found: '2 rows',
          expected: 'one row for each region, time and energy type',
        },
      ],
    })
  })

  it('finds a quarter of an hour inside a half-hour of the same region', async () => {
    await plant(gold, [
      { ...demand, at: '2024-03-01T10:00Z', step: 30 },
      { ...demand, at: '2024-03-01T10:15Z', type: 'wind', step: 15 },
    ])
    const { violation_count, sample } = await outcomeOf(gold, factKeyUnique)
    expect(violation_count).toBe(1)
    expect(sample[0]).toMatchObject({
      interval_start_utc: '2024-03-01T10:00:00Z',
      found: '30 minutes, and the next row begins after 15',
    })
  })

  it('finds two lengths at one start', async () => {
    await plant(gold, [
      { ...demand, at: '2024-03-01T10:00Z', step: 30 },
      { ...demand, at: '2024-03-01T10:00Z', type: 'wind', step: 15 },
    ])
    const { sample } = await outcomeOf(gold, factKeyUnique)
    expect(sample.map(({ found }) => found)).toEqual(['rows of 15 and of 30 minutes'])
  })

  it('accepts half-hours and quarters side by side, and other regions at the same time', async () => {
    await plant(gold, [
      { ...demand, at: '2024-03-01T09:45Z', step: 15 },
      { ...demand, at: '2024-03-01T10:00Z', step: 30 },
      { ...demand, at: '2024-03-01T10:30Z', step: 15 },
      { ...demand, region: '84', at: '2024-03-01T10:15Z', step: 15 },
    ])
    expect(await outcomeOf(gold, factKeyUnique)).toEqual({ rows_checked: 4, violation_count: 0, sample: [] })
  })
})

describe('key_unique on the revisions', () => {
  const revision = { ...demand, at: '2024-03-01T10:00Z', replacedBy: 'consolidated' } as const

  it('accepts one value for each publication, and finds one that is there twice', async () => {
    await plantRevisions(gold, [
      { ...revision, firstSeen: '2024-03-01T11:00:00' },
      { ...revision, firstSeen: '2024-03-01T12:00:00' },
      { ...revision, firstSeen: '2024-03-01T12:00:00', vintage: 'consolidated' },
    ])
    expect((await outcomeOf(gold, revisionKeyUnique)).violation_count).toBe(0)
    await plantRevisions(gold, [{ ...revision, firstSeen: '2024-03-01T12:00:00' }])
    const { violation_count, sample } = await outcomeOf(gold, revisionKeyUnique)
    expect(violation_count).toBe(1)
    expect(sample[0]).toMatchObject({ region_code: '28', found: '2 rows of one real-time publication' })
  })
})

describe('key_unique on a silver table', () => {
  it.each([
    ['region_code, interval_start_utc, vintage_code', { region_code: '28' }],
    ['interval_start_utc, vintage_code', {}],
  ])('finds a repeated key of %s', async (key, region) => {
    const row = `('28', TIMESTAMP '2024-03-01 10:00', 'definitive')`
    const relation = (rows: string[]) =>
      `(SELECT * FROM (VALUES ${rows.join(', ')}) AS v(region_code, interval_start_utc, vintage_code))`
    const check = (rows: string[]) => silverKeyUnique('eco2mix_regional', relation(rows), key.split(', '))
    expect((await outcomeOf(gold, check([row, row.replace('10:00', '10:30')]))).violation_count).toBe(0)
    expect((await outcomeOf(gold, check([row, row]))).sample).toEqual([
      {
        ...region,
        interval_start_utc: '2024-03-01T10:00:00Z',
        found: '2 rows of one definitive publication',
        expected: 'one row for each publication',
      },
    ])
  })
})
