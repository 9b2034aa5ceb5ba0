import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { jump } from './jump.ts'
import { clearFlows, openGold, outcomeOf, plant, series } from './planted-gold.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
afterEach(() => clearFlows(gold))

const demand = { region: '28', type: 'demand', at: '2024-03-01T10:00Z' }

async function foundAfter(values: readonly (number | null)[], flow = demand, step: 15 | 30 = 15) {
  await plant(gold, series({ ...flow, step }, values))
  const { violation_count, sample } = await outcomeOf(gold, jump)
  expect(sample.length).toBe(violation_count)
  return sample.map(({ interval_start_utc, found }) => `${interval_start_utc?.slice(11, 16)} ${found}`)
}

describe('jump', () => {
  it('makes one finding of a spike of one interval', async () => {
    await plant(gold, series(demand, [2000, 2010, 4000, 2020, 2030]))
    expect(await outcomeOf(gold, jump)).toEqual({
      rows_checked: 5,
      violation_count: 1,
      sample: [
        {
          region_code: '28',
          local_date: '2024-03-01',
          interval_start_utc: '2024-03-01T10:30:00Z',
          energy_type: 'demand',
          found: '4000 MW after 2010 MW, and back after 15 minutes',
          expected: 'a change by at most 502.5 MW',
        },
      ],
    })
  })

  it('makes one finding of a dip that wavers on the way back', async () => {
    expect(await foundAfter([2000, 400, 900, 380, 1900, 1950])).toEqual([
      '10:15 400 MW after 2000 MW, and back after 45 minutes',
    ])
  })

  it('accepts a new level once the last good value is too old, and finds the next jump from there', async () => {
    const level = Array.from({ length: 10 }, () => 4000)
    expect(await foundAfter([2000, ...level, 2000, 4000])).toEqual([
      '10:15 4000 MW after 2000 MW, and stayed there',
      '12:45 2000 MW after 4000 MW, and back after 15 minutes',
    ])
  })

  it('finds a second spike after the first has come back', async () => {
    expect(await foundAfter([2000, 4000, 2000, 4000, 2000])).toHaveLength(2)
  })

  it.each([
    ['15 minutes, at the limit', [2000, 2500], 15, 0],
    ['15 minutes, beyond it', [2000, 2500.001], 15, 1],
    ['30 minutes, at the limit', [2000, 2600], 30, 0],
    ['30 minutes, beyond it', [2000, 1399.999], 30, 1],
    ['less than the smallest change that counts', [500, 700], 15, 0],
    ['a slow climb', [2000, 2400, 2900, 3500, 4200], 15, 0],
  ] as const)('%s', async (_, values, step, expected) => {
    expect(await foundAfter(values, demand, step)).toHaveLength(expected)
  })

  it('compares generation with the capacity of the region', async () => {
    // Normandie: 1,646 MW of wind, so 658.4 MW at once are allowed, however little there was before.
    const wind = { ...demand, type: 'wind' }
    expect(await foundAfter([10, 668.4], wind)).toEqual([])
    await clearFlows(gold)
    expect(await foundAfter([10, 668.5], wind)).toEqual(['10:15 668.5 MW after 10 MW, and stayed there'])
  })

  it('follows a plant from generating to drawing its auxiliaries', async () => {
    const nuclear = { ...demand, region: '76', type: 'nuclear' }
    expect(await foundAfter([1000, -60], nuclear)).toEqual(['10:15 -60 MW after 1000 MW, and stayed there'])
  })

  it('passes over missing and suspect values, to the last good one', async () => {
    const after = { ...demand, at: '2024-03-01T10:15Z' }
    await plant(gold, series(demand, [2000]))
    await plant(gold, [
      { ...after, mw: null },
      { ...after, at: '2024-03-01T10:30Z', mw: 300, quality: 'suspect' },
      { ...after, at: '2024-03-01T10:45Z', mw: 2100 },
    ])
    expect((await outcomeOf(gold, jump)).violation_count).toBe(0)
    await plant(gold, [
      { ...after, at: '2024-03-01T11:00Z', mw: null },
      { ...after, at: '2024-03-01T11:15Z', mw: 3000 },
    ])
    expect((await outcomeOf(gold, jump)).sample.map(({ found }) => found)).toEqual([
      '3000 MW after 2100 MW, and stayed there',
    ])
  })

  it('does not compare over a long gap, nor between regions or energy types', async () => {
    await plant(gold, [
      { ...demand, mw: 2000 },
      { ...demand, at: '2024-03-01T12:15Z', mw: 4000 },
      { ...demand, at: '2024-03-01T12:00Z', region: '84', mw: 9000 },
      { ...demand, at: '2024-03-01T10:15Z', type: 'nuclear', mw: 8000 },
    ])
    expect((await outcomeOf(gold, jump)).violation_count).toBe(0)
    await plant(gold, [{ ...demand, at: '2024-03-01T10:15Z', mw: 2100 }])
    expect((await outcomeOf(gold, jump)).violation_count).toBe(1)
  })
})
