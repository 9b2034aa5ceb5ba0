import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { VintageCode } from '../catalog/vintages.ts'
import { clearFlows, openGold, outcomeOf, plant, plantRevisions } from './planted-gold.ts'
import { vintageMonotony } from './vintage-monotony.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
afterEach(() => clearFlows(gold))

const demand = { region: '28', type: 'demand', at: '2024-03-01T10:00Z', mw: 2500 } as const
const found = async () => (await outcomeOf(gold, vintageMonotony)).sample.map(finding => finding.found)

describe('vintage_monotony', () => {
  it.each<[VintageCode, VintageCode, string[]]>([
    ['real-time', 'real-time', []],
    ['real-time', 'consolidated', []],
    ['consolidated', 'definitive', []],
    ['definitive', 'definitive', []],
    ['consolidated', 'real-time', ['a consolidated value replaced by a real-time one']],
    ['definitive', 'consolidated', ['a definitive value replaced by a consolidated one']],
  ])('a %s value replaced by a %s one', async (vintage, replacedBy, expected) => {
    await plantRevisions(gold, [{ ...demand, vintage, replacedBy }])
    expect(await found()).toEqual(expected)
  })

  it.each<[VintageCode, VintageCode, string[]]>([
    ['definitive', 'consolidated', []],
    ['consolidated', 'consolidated', []],
    ['real-time', 'consolidated', ['a real-time value is current beside a replaced consolidated one']],
    ['consolidated', 'definitive', ['a consolidated value is current beside a replaced definitive one']],
  ])('a %s fact beside a %s revision', async (current, vintage, expected) => {
    await plant(gold, [{ ...demand, vintage: current, step: 30 }])
    await plantRevisions(gold, [{ ...demand, vintage, step: 30, replacedBy: 'definitive' }])
    expect(await found()).toEqual(expected)
  })

  it('finds a quarter of an hour that lies within a better half-hour', async () => {
    const half = { ...demand, step: 30, vintage: 'consolidated', replacedBy: 'consolidated' } as const
    await plant(gold, [{ ...demand, at: '2024-03-01T10:15Z' }])
    await plantRevisions(gold, [half, { ...half, type: 'wind' }])
    expect(await outcomeOf(gold, vintageMonotony)).toEqual({
      rows_checked: 2,
      violation_count: 1,
      sample: [
        {
          region_code: '28',
          interval_start_utc: '2024-03-01T10:15:00Z',
          found: 'a real-time value is current beside a replaced consolidated one',
          expected: 'definitive before consolidated before real-time',
        },
      ],
    })
  })

  it('accepts a less settled fact beside the half-hour, and in another region', async () => {
    await plant(gold, [
      { ...demand, at: '2024-03-01T10:30Z' },
      { ...demand, at: '2024-03-01T09:45Z' },
      { ...demand, region: '84' },
    ])
    await plantRevisions(gold, [{ ...demand, step: 30, vintage: 'consolidated', replacedBy: 'definitive' }])
    expect(await found()).toEqual([])
  })
})
