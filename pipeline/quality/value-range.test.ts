import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CHECK_THRESHOLDS } from '../catalog/checks.ts'
import { REGIONS } from '../catalog/regions.ts'
import { clearFlows, openGold, outcomeOf, plant, series } from './planted-gold.ts'
import { valueRange } from './value-range.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
afterEach(() => clearFlows(gold))

const limits = CHECK_THRESHOLDS.value_range
const bretagne = REGIONS.find(region => region.region_code === '53')
const windLimit = (bretagne?.capacity_mw.wind ?? 0) * limits.capacity_ratio + limits.capacity_slack_mw
const [lowest, highest] = bretagne?.consumption_range_mw ?? [0, 0]
const toKw = (mw: number) => Math.round(mw * 1000) / 1000
const demandLowest = toKw(lowest * limits.lowest_demand_ratio)
const demandHighest = toKw(highest * limits.highest_demand_ratio)

const at = '2024-03-01T10:00Z'
const found = async () => (await outcomeOf(gold, valueRange)).sample

describe('value_range', () => {
  it.each([
    ['generation at its limit', 'wind', windLimit, 0],
    ['generation above it', 'wind', windLimit + 0.001, 1],
    ['demand at its lowest', 'demand', demandLowest, 0],
    ['demand below it', 'demand', demandLowest - 0.001, 1],
    ['demand at its highest', 'demand', demandHighest, 0],
    ['demand above it', 'demand', demandHighest + 0.001, 1],
    ['auxiliaries of a plant', 'thermal', -27, 0],
    ['no nuclear where there is none', 'nuclear', 0, 0],
    ['nuclear where there is none', 'nuclear', 1, 1],
    ['an import of any size', 'import', 15_000, 0],
    ['a missing value', 'wind', null, 0],
  ])('%s: %s of %s MW makes %i findings', async (_, type, mw, expected) => {
    await plant(gold, [{ region: '53', at, type, mw }])
    expect((await outcomeOf(gold, valueRange)).violation_count).toBe(expected)
  })

  it('gathers a local day and energy type in one finding, and shows the worst', async () => {
    const wind = { region: '53', type: 'wind' }
    // 22:30 UTC is 23:30 in Paris; the third value belongs to the next day.
    await plant(gold, series({ ...wind, at: '2024-03-01T22:30Z' }, [4000, 5000, 4500]))
    await plant(gold, [
      { region: '53', type: 'demand', at: '2024-03-01T22:30Z', mw: 400, quality: 'suspect' },
    ])
    expect(await found()).toEqual([
      {
        region_code: '53',
        local_date: '2024-03-01',
        interval_start_utc: '2024-03-01T22:45:00Z',
        energy_type: 'wind',
        intervals: 2,
        found: '5000 MW',
        expected: `at most ${windLimit} MW`,
      },
      expect.objectContaining({
        local_date: '2024-03-02',
        energy_type: 'wind',
        intervals: 1,
        found: '4500 MW',
      }),
      expect.objectContaining({
        energy_type: 'demand',
        found: '400 MW',
        expected: `from ${demandLowest} MW to ${demandHighest} MW`,
      }),
    ])
  })
})
