import { describe, expect, it } from 'vitest'
import { MEASURES, plausibleRange } from '../catalog/measures.ts'
import { REGIONS } from '../catalog/regions.ts'
import { createGridModel, type Slot, suppliedBy } from './grid-model.ts'
import { type Observation, observeConsolidated, observeRealTime } from './observation.ts'

const slots = new Map<number, Slot>()
const fresh = createGridModel(1)
const model = (key: number) => slots.get(key) ?? slots.set(key, fresh(key)).get(key) ?? new Map()
const realTime = observeRealTime(1, model)
const consolidated = observeConsolidated(1, model)

const keyOf = (text: string) => Date.parse(text) / 900_000
const keysOf = (from: string, to: string, step: number) =>
  Array.from({ length: (keyOf(to) - keyOf(from)) / step }, (_, index) => keyOf(from) + index * step)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const codes = REGIONS.map(region => region.region_code)

/** Published mean of 2026-03-15 → 2026-08-22. */
const SUMMER_MW = {
  '11': 6_788,
  '24': 1_783,
  '27': 1_926,
  '28': 2_506,
  '32': 4_846,
  '44': 4_199,
  '52': 2_573,
  '53': 2_014,
  '75': 3_774,
  '76': 4_004,
  '84': 6_272,
  '93': 4_093,
}

describe('observations', () => {
  const keys = keysOf('2025-09-01T00:00:00Z', '2026-09-01T00:00:00Z', 22)

  it('are whole numbers that close the balance to one MW, in both vintages', () => {
    const observed = keys.flatMap(key =>
      codes.flatMap(code => [realTime(code, key), consolidated(code, key)]),
    )
    const isWhole = (value: number) => Number.isInteger(value) && !Object.is(value, -0)
    expect(observed.filter(values => !Object.values(values).every(isWhole))).toEqual([])
    const gap = (values: Observation) => values.consumption_mw - suppliedBy(values) - values.exchange_mw
    expect(observed.filter(values => Math.abs(gap(values)) > 1)).toEqual([])
    expect(observed.some(values => gap(values) !== 0)).toBe(true)
  })

  it('lie in the plausible range of the catalogue', () => {
    for (const region of REGIONS) {
      for (const measure of MEASURES) {
        const [lowest, highest] = plausibleRange(measure, region)
        const values = keys.map(key => realTime(region.region_code, key)[measure.column])
        expect(Math.min(...values), `${region.region_code} ${measure.column}`).toBeGreaterThanOrEqual(lowest)
        expect(Math.max(...values), `${region.region_code} ${measure.column}`).toBeLessThanOrEqual(highest)
      }
    }
  })

  it.each(Object.entries(SUMMER_MW))(
    'of demand in region %s are near %i MW from spring to August',
    (code, expected) => {
      const summer = keysOf('2026-03-15T00:00:00Z', '2026-08-23T00:00:00Z', 6)
      const level = mean(summer.map(key => realTime(code, key).consumption_mw))
      expect(Math.abs(level / expected - 1)).toBeLessThan(0.15)
    },
  )

  it('consolidate a half hour to the mean of its quarters', () => {
    const key = keyOf('2026-05-12T08:00:00Z')
    const quarters = [key, key + 1].map(quarter => model(quarter).get('84')?.consumption_mw ?? 0)
    expect(consolidated('84', key).consumption_mw).toBe(Math.round(mean(quarters)))
  })
})

describe('a forecast has something to learn', () => {
  const keys = keysOf('2025-09-01T00:00:00Z', '2026-08-22T00:00:00Z', 12)
  const persistence = (code: string, lag: number) =>
    100 *
    mean(
      keys.map(key => {
        const now = realTime(code, key).consumption_mw
        return Math.abs(realTime(code, key - lag).consumption_mw - now) / now
      }),
    )

  it('from yesterday and from last week, whose errors are near the published 4 to 12 %', () => {
    for (const code of codes) {
      expect(persistence(code, 96)).toBeGreaterThan(4)
      expect(persistence(code, 96)).toBeLessThan(10.5)
      expect(persistence(code, 672)).toBeGreaterThan(5)
      expect(persistence(code, 672)).toBeLessThan(13)
    }
    expect(mean(codes.map(code => persistence(code, 96)))).toBeLessThan(10)
    expect(mean(codes.map(code => persistence(code, 672)))).toBeLessThan(10)
  })

  it('while a quarter of an hour rarely moves demand by more than 6 %', () => {
    for (const code of codes) {
      const demand = keysOf('2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z', 1).map(
        key => realTime(code, key).consumption_mw,
      )
      const ramps = demand.slice(1).map((value, index) => Math.abs(value - (demand[index] ?? value)) / value)
      const [median, high] = [0.5, 0.95].map(
        share => ramps.toSorted((a, b) => a - b)[Math.floor(share * ramps.length)],
      )
      expect(high).toBeLessThan(0.06)
      expect(median).toBeGreaterThan(0.004)
    }
  })
})

describe('revisions from real time to consolidated', () => {
  const keys = keysOf('2026-05-01T00:00:00Z', '2026-07-01T00:00:00Z', 2)
  const revision = (code: string, measure: keyof Observation) => {
    const settled = keys.map(key => consolidated(code, key)[measure])
    const moved = keys.map((key, index) => Math.abs(realTime(code, key)[measure] - (settled[index] ?? 0)))
    return (100 * mean(moved)) / mean(settled.map(Math.abs))
  }

  it('move demand by 2 to 7.5 % of its mean, more in Occitanie, as published', () => {
    for (const code of codes.filter(candidate => candidate !== '76')) {
      expect(revision(code, 'consumption_mw'), code).toBeGreaterThan(2)
      expect(revision(code, 'consumption_mw'), code).toBeLessThan(7.5)
    }
    expect(revision('76', 'consumption_mw')).toBeGreaterThan(8)
    expect(revision('76', 'consumption_mw')).toBeLessThan(15)
  })

  it('move wind by 6 to 21 %, sun by 9 to 22 %, bioenergy by up to 54 %', () => {
    for (const code of codes) {
      expect(revision(code, 'wind_mw'), code).toBeGreaterThan(6)
      expect(revision(code, 'wind_mw'), code).toBeLessThan(21)
      expect(revision(code, 'solar_mw'), code).toBeGreaterThan(9)
      expect(revision(code, 'solar_mw'), code).toBeLessThan(22)
      expect(revision(code, 'bioenergy_mw'), code).toBeLessThan(54)
    }
  })

  it('leave hardly any demand untouched', () => {
    const untouched = keys.filter(
      key => realTime('32', key).consumption_mw === consolidated('32', key).consumption_mw,
    )
    expect(untouched.length / keys.length).toBeLessThan(0.015)
  })
})
