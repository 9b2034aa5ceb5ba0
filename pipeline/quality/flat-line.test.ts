import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { flatLine } from './flat-line.ts'
import { clearFlows, openGold, outcomeOf, plant, series } from './planted-gold.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
afterEach(() => clearFlows(gold))

const same = (mw: number, count: number): number[] => Array.from({ length: count }, () => mw)
const demand = { region: '28', type: 'demand', at: '2024-03-01T10:00Z' }
const findings = async () => (await outcomeOf(gold, flatLine)).violation_count

describe('flat_line', () => {
  it('tells from when, how long and at which value a quantity stood still', async () => {
    await plant(gold, series(demand, [2000, ...same(2100, 7), 2200]))
    expect(await outcomeOf(gold, flatLine)).toEqual({
      rows_checked: 9,
      violation_count: 1,
      sample: [
        {
          region_code: '28',
          local_date: '2024-03-01',
          interval_start_utc: '2024-03-01T10:15:00Z',
          energy_type: 'demand',
          intervals: 7,
          found: '2100 MW unchanged for 105 minutes',
          expected: 'another value after at most 90 minutes',
        },
      ],
    })
  })

  it.each([
    ['quarters, at the limit', 'demand', 2100, 6, 15, 0],
    ['quarters, beyond it', 'demand', 2100, 7, 15, 1],
    ['half-hours, at the limit', 'demand', 2100, 3, 30, 0],
    ['half-hours, beyond it', 'demand', 2100, 4, 30, 1],
    ['wind, at its limit', 'wind', 150, 6, 30, 0],
    ['wind, beyond it', 'wind', 150, 7, 30, 1],
    ['wind from which it counts', 'wind', 100, 20, 15, 1],
    ['wind too weak to count', 'wind', 99.999, 20, 15, 0],
    ['the sun at night', 'solar', 0, 40, 15, 0],
    ['nuclear, which may stand still', 'nuclear', 8000, 96, 15, 0],
    ['nothing published', 'demand', null, 20, 15, 0],
  ] as const)('%s', async (_, type, mw, count, step, expected) => {
    await plant(
      gold,
      series(
        { ...demand, type, step },
        Array.from({ length: count }, () => mw),
      ),
    )
    expect(await findings()).toBe(expected)
  })

  it('adds up quarters and half-hours of one run', async () => {
    await plant(gold, series(demand, same(2100, 2)))
    await plant(gold, series({ ...demand, at: '2024-03-01T10:30Z', step: 30 }, same(2100, 2)))
    expect(await findings()).toBe(0)
    await plant(gold, series({ ...demand, at: '2024-03-01T11:30Z' }, same(2100, 1)))
    expect((await outcomeOf(gold, flatLine)).sample[0]).toMatchObject({
      interval_start_utc: '2024-03-01T10:00:00Z',
      intervals: 5,
      found: '2100 MW unchanged for 105 minutes',
    })
  })

  it('ends a run at a gap, and keeps regions apart', async () => {
    await plant(gold, series(demand, same(2100, 5)))
    await plant(gold, series({ ...demand, at: '2024-03-01T11:30Z' }, same(2100, 5)))
    await plant(gold, series({ ...demand, region: '84', at: '2024-03-01T11:15Z' }, same(2100, 1)))
    expect(await findings()).toBe(0)
    await plant(gold, series({ ...demand, at: '2024-03-01T11:15Z' }, same(2100, 1)))
    expect(await findings()).toBe(1)
  })
})
