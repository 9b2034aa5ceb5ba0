import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { balanceIdentity } from './balance-identity.ts'
import { clearFlows, openGold, outcomeOf, type PlantedFlow, plant, series } from './planted-gold.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
afterEach(() => clearFlows(gold))

const at = '2024-03-01T10:00Z'

/** AuRA at one instant: 6,500 of demand, in balance unless something is changed. */
const balanced = (changes: Readonly<Record<string, number | null>> = {}, flow: Partial<PlantedFlow> = {}) =>
  Object.entries<number | null>({
    demand: 6500,
    nuclear: 7000,
    thermal: -20,
    wind: 100,
    solar: 300,
    hydro: 2000,
    bioenergy: 80,
    pumping: 500,
    battery_charge: 30,
    battery_discharge: 10,
    export: 2440,
    ...changes,
  }).map(([type, mw]): PlantedFlow => ({ region: '84', at, type, mw, ...flow }))

describe('balance_identity', () => {
  it.each([
    ['in balance', {}, 0],
    ['out of it by the tolerance', { demand: 6520 }, 0],
    ['out of it by more', { demand: 6520.001 }, 1],
    ['out of it to the other side', { demand: 6479.999 }, 1],
    ['a plant counted with the wrong sign', { thermal: 20 }, 1],
  ])('%s', async (_, changes, expected) => {
    await plant(gold, balanced(changes))
    const { rows_checked, violation_count } = await outcomeOf(gold, balanceIdentity)
    expect([rows_checked, violation_count]).toEqual([1, expected])
  })

  it.each([
    ['the exchange is missing', { export: null, demand: 9000 }, {}],
    ['the demand is missing', { demand: null }, {}],
    ['a value was quarantined', { wind: null, demand: 9000 }, { quality: 'quarantined' }],
  ])('does not judge where %s', async (_, changes, flow) => {
    await plant(gold, balanced(changes, flow))
    expect(await outcomeOf(gold, balanceIdentity)).toEqual({
      rows_checked: 0,
      violation_count: 0,
      sample: [],
    })
  })

  it('names the generation types that were not published, where the balance shows it', async () => {
    await plant(gold, balanced({ wind: null, nuclear: null }))
    expect((await outcomeOf(gold, balanceIdentity)).sample.map(({ found }) => found)).toEqual([
      'demand less net injections is 7100 MW, without nuclear, wind',
    ])
  })

  it('says nothing of a generation type that was not published and would not have mattered', async () => {
    await plant(gold, balanced({ wind: null, demand: 6415 }))
    expect(await outcomeOf(gold, balanceIdentity)).toEqual({
      rows_checked: 1,
      violation_count: 0,
      sample: [],
    })
  })

  it.each(['export', 'demand'])('does not judge where there is no row of %s', async type => {
    await plant(
      gold,
      balanced({ nuclear: 9000 }).filter(flow => flow.type !== type),
    )
    expect((await outcomeOf(gold, balanceIdentity)).rows_checked).toBe(0)
  })

  it('judges a region without nuclear by what it has', async () => {
    const bretagne = (demand: number): PlantedFlow[] =>
      Object.entries({ demand, wind: 500, import: 1500 }).map(([type, mw]) => ({
        region: '53',
        at,
        type,
        mw,
      }))
    await plant(gold, bretagne(2000))
    expect(await outcomeOf(gold, balanceIdentity)).toEqual({
      rows_checked: 1,
      violation_count: 0,
      sample: [],
    })
    await clearFlows(gold)
    await plant(gold, bretagne(2100))
    expect((await outcomeOf(gold, balanceIdentity)).sample).toEqual([
      {
        region_code: '53',
        local_date: '2024-03-01',
        interval_start_utc: '2024-03-01T10:00:00Z',
        intervals: 1,
        found: 'demand less net injections is 100 MW',
        expected: 'within 20 MW of zero',
      },
    ])
  })

  /** Demand without anything to meet it: out of balance at every interval. */
  const broken = (first: string, count: number, step: 15 | 30) => [
    ...series(
      { region: '53', type: 'demand', at: first, step },
      Array.from({ length: count }, (_, i) => 2000 + i),
    ),
    ...series(
      { region: '53', type: 'import', at: first, step },
      Array.from({ length: count }, () => 0),
    ),
  ]

  it('makes one finding of a local day, its first interval of the next day included', async () => {
    // 23:00 UTC is midnight in Paris: from 00:30 to 00:00, as the publisher counts.
    await plant(gold, broken('2024-02-29T23:30Z', 48, 30))
    const { violation_count, sample } = await outcomeOf(gold, balanceIdentity)
    expect(violation_count).toBe(1)
    expect(sample[0]).toMatchObject({
      local_date: '2024-03-01',
      intervals: 48,
      interval_start_utc: '2024-03-01T23:00:00Z',
      found: 'demand less net injections is 2047 MW',
    })
  })

  it('makes a finding of the next day when the break goes on, or begins at midnight', async () => {
    await plant(gold, broken('2024-03-01T22:45Z', 3, 15))
    await plant(gold, broken('2024-03-05T23:00Z', 1, 15))
    const { sample } = await outcomeOf(gold, balanceIdentity)
    expect(sample.map(({ local_date, intervals }) => [local_date, intervals])).toEqual([
      ['2024-03-02', 1],
      ['2024-03-01', 2],
      ['2024-03-06', 1],
    ])
  })

  it.each([
    ['23 hours', '2024-03-30T23:00Z', 46, '2024-03-31'],
    ['25 hours', '2024-10-26T22:00Z', 50, '2024-10-27'],
  ])('keeps a local day of %s together', async (_, first, count, local_date) => {
    await plant(gold, broken(first, count, 30))
    const { sample } = await outcomeOf(gold, balanceIdentity)
    expect(sample).toEqual([expect.objectContaining({ local_date, intervals: count })])
  })
})
