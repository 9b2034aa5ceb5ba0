import type { DuckDBConnection } from '@duckdb/node-api'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { completeness } from './completeness.ts'
import { clearFlows, openGold, outcomeOf, type PlantedFlow, plant, quiet, series } from './planted-gold.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
afterEach(() => clearFlows(gold))

const demand = { region: '28', type: 'demand' }
const found = async () =>
  (await outcomeOf(gold, completeness)).sample.map(
    ({ region_code, local_date, found }) => `${region_code} ${local_date}: ${found}`,
  )

/** Demand from the first to the last instant, exclusive, without the instants left out. */
const measured = (
  from: string,
  to: string,
  step: 15 | 30 = 15,
  without: (at: string) => boolean = () => false,
) =>
  series(
    { ...demand, at: from, step },
    quiet(2500, (Date.parse(to) - Date.parse(from)) / (step * 60_000)),
  ).filter(flow => !without(flow.at))

const threeDays = ['2024-03-01T23:00Z', '2024-03-04T23:00Z'] as const

describe('completeness', () => {
  it('finds nothing in whole days, nor before the first and after the last interval', async () => {
    await plant(gold, measured('2024-03-01T15:00Z', '2024-03-04T08:30Z'))
    expect(await outcomeOf(gold, completeness)).toEqual({ rows_checked: 4, violation_count: 0, sample: [] })
  })

  it('finds a local day with a hole', async () => {
    await plant(
      gold,
      measured(...threeDays, 15, at => at >= '2024-03-03T10:00' && at < '2024-03-03T12:00'),
    )
    expect(await outcomeOf(gold, completeness)).toEqual({
      rows_checked: 3,
      violation_count: 1,
      sample: [
        {
          region_code: '28',
          local_date: '2024-03-03',
          found: '1320 minutes measured',
          expected: 'at least 95 % of 1440 minutes',
        },
      ],
    })
  })

  it('finds a day without any row', async () => {
    await plant(
      gold,
      measured(...threeDays, 30, at => at >= '2024-03-02T23:00' && at < '2024-03-03T23:00'),
    )
    expect(await found()).toEqual(['28 2024-03-03: 0 minutes measured'])
  })

  it.each([
    ['at the limit', '11:00', 0],
    ['below it', '11:15', 1],
  ])('accepts 95 %% of a day: %s', async (_, until, expected) => {
    // 1,440 minutes less 72 are 95 %: 60 missing minutes are fine, 75 are not.
    await plant(
      gold,
      measured(...threeDays, 15, at => at >= '2024-03-03T10:00' && at < `2024-03-03T${until}`),
    )
    expect(await found()).toHaveLength(expected)
  })

  it('counts a missing demand as not measured, and half-hours as thirty minutes', async () => {
    await plant(gold, measured('2024-03-01T23:00Z', '2024-03-02T23:00Z', 30))
    await plant(
      gold,
      measured('2024-03-02T23:00Z', '2024-03-03T23:00Z', 15).map(
        (flow, index): PlantedFlow => (index < 6 ? { ...flow, mw: null } : flow),
      ),
    )
    expect(await found()).toEqual(['28 2024-03-03: 1350 minutes measured'])
  })

  it('does not take another quantity for the demand', async () => {
    await plant(
      gold,
      measured(...threeDays, 30, at => at >= '2024-03-02T23:00' && at < '2024-03-03T23:00'),
    )
    await plant(
      gold,
      measured(...threeDays, 30).map(flow => ({ ...flow, type: 'wind' })),
    )
    expect(await found()).toHaveLength(1)
  })

  it('does not let a value that is there twice stand for a missing one', async () => {
    const whole = measured(...threeDays, 15, at => at >= '2024-03-03T10:00' && at < '2024-03-03T12:00')
    await plant(gold, [...whole, ...whole.filter(({ at }) => at.startsWith('2024-03-03'))])
    expect(await found()).toEqual(['28 2024-03-03: 1320 minutes measured'])
  })

  it('looks at each region between its own first and last interval', async () => {
    await plant(gold, measured(...threeDays))
    await plant(gold, [
      { ...demand, region: '84', at: '2024-03-02T10:00Z', mw: 6000 },
      { ...demand, region: '84', at: '2024-03-02T20:00Z', mw: 6000 },
    ])
    expect((await outcomeOf(gold, completeness)).sample).toEqual([
      {
        region_code: '84',
        local_date: '2024-03-02',
        found: '30 minutes measured',
        expected: 'at least 95 % of 615 minutes',
      },
    ])
  })

  describe('on days on which the clock changes', () => {
    const autumnHole = (at: string) => at >= '2024-10-27T00:00' && at < '2024-10-27T01:00'

    it('expects 23 hours in spring', async () => {
      await plant(gold, measured('2024-03-29T23:00Z', '2024-04-01T22:00Z'))
      expect(await found()).toEqual([])
      await clearFlows(gold)
      await plant(
        gold,
        measured('2024-03-29T23:00Z', '2024-04-01T22:00Z', 15, at => /^2024-03-31T0[456]/.test(at)),
      )
      expect((await outcomeOf(gold, completeness)).sample[0]).toMatchObject({
        local_date: '2024-03-31',
        found: '1200 minutes measured',
        expected: 'at least 95 % of 1380 minutes',
      })
    })

    it.each([15, 30] as const)('does not alarm the autumn hole in steps of %i minutes', async step => {
      await plant(gold, measured('2024-10-25T22:00Z', '2024-10-28T23:00Z', step, autumnHole))
      expect(await outcomeOf(gold, completeness)).toEqual({ rows_checked: 3, violation_count: 0, sample: [] })
    })

    it('finds what else is missing on that day, even where the hole has been published', async () => {
      const alsoMissing = (at: string) => at >= '2024-10-27T05:00' && at < '2024-10-27T06:30'
      await plant(gold, measured('2024-10-25T22:00Z', '2024-10-28T23:00Z', 15, alsoMissing))
      expect(await found()).toEqual(['28 2024-10-27: 1350 minutes measured'])
      await clearFlows(gold)
      await plant(
        gold,
        measured('2024-10-25T22:00Z', '2024-10-28T23:00Z', 15, at => autumnHole(at) || alsoMissing(at)),
      )
      expect(await found()).toEqual(['28 2024-10-27: 1350 minutes measured'])
    })

    it('finds the second hour of the two when that one is missing', async () => {
      await plant(
        gold,
        measured('2024-10-25T22:00Z', '2024-10-28T23:00Z', 15, at => /^2024-10-27T0[12]/.test(at)),
      )
      expect(await found()).toEqual(['28 2024-10-27: 1320 minutes measured'])
    })
  })
})
