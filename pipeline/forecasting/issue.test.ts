import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { REGION_CODES } from '../catalog/regions.ts'
import type { AreaHistory } from './area-history.ts'
import { fitModels } from './fit-models.ts'
import { issue } from './issue.ts'
import type { ModelCard } from './model-card.ts'
import { indexOf, knownBefore, only, plantedHistory } from './planted-history.ts'

const FITTED = '2017-03-20T03:40Z'
const ISSUED = '2017-03-20T10:27Z'
const history = plantedHistory({ from: '2017-01-01', days: 125 })
const known = (at = ISSUED, late = 2) => knownBefore(history, indexOf(history, at) - late)

let card: ModelCard
beforeAll(async () => {
  card = await fitModels([history], { fittedAt: new Date(FITTED), weatherKind: 'forecast' })
})
const issued = (of: AreaHistory, at = ISSUED) => issue(card, [of], new Date(at))

describe('issue', () => {
  it('tells 96 half-hours of four quantities from the first that starts at or after it', () => {
    const { rows, left_out } = issued(known())
    expect(rows).toHaveLength(4 * 96)
    const consumption = rows.filter(row => row.quantity_code === 'consumption')
    const start = Date.parse('2017-03-20T10:30Z') / 900_000
    expect(consumption.map(row => row.time_key)).toEqual(Array.from({ length: 96 }, (_, n) => start + 2 * n))
    expect(consumption.map(row => row.horizon_minutes)).toEqual(
      Array.from({ length: 96 }, (_, n) => 3 + 30 * n),
    )
    // Only what was never given is missing: the country.
    expect(new Set(left_out.filter(({ area_code }) => area_code === '44'))).toEqual(new Set())
  })

  it('begins with the half-hour that starts right then', () => {
    const [row] = issued(known('2017-03-20T10:30Z'), '2017-03-20T10:30Z').rows
    expect(row).toMatchObject({ time_key: Date.parse('2017-03-20T10:30Z') / 900_000, horizon_minutes: 0 })
  })

  it('tells residual load as the difference of the three', () => {
    const { rows } = issued(known())
    const p50 = (quantity: string) =>
      rows.filter(row => row.quantity_code === quantity).map(row => row.p50_mw)
    const [consumption, wind, solar] = [p50('consumption'), p50('wind'), p50('solar')]
    p50('residual_load').forEach((value, at) => {
      expect(value).toBeCloseTo((consumption[at] as number) - (wind[at] as number) - (solar[at] as number), 2)
    })
  })

  it('tells no sun at night, and wind and sun never below zero', () => {
    const { rows } = issued(known())
    const solar = rows.filter(row => row.quantity_code === 'solar')
    const midnight = solar.find(row => row.time_key === Date.parse('2017-03-21T00:00Z') / 900_000)
    expect(midnight).toMatchObject({ p10_mw: 0, p50_mw: 0, p90_mw: 0 })
    for (const row of rows.filter(({ quantity_code }) => quantity_code !== 'residual_load')) {
      expect(row.p10_mw).toBeGreaterThanOrEqual(0)
    }
  })

  it.each([
    ['spring', '2017-03-25T10:27Z'],
    ['autumn', '2017-10-28T10:27Z'],
  ])(
    'tells each half-hour once over the %s change of the clock, as well as on other days',
    async (season, at) => {
      const around = only(
        season === 'spring' ? history : plantedHistory({ from: '2017-08-15', days: 80 }),
        'consumption',
      )
      const fittedAt = new Date(Date.parse(at) - 6 * 3_600_000)
      const fitted = await fitModels([around], { fittedAt, weatherKind: 'forecast' })
      const { rows } = issue(fitted, [knownBefore(around, indexOf(around, at) - 2)], new Date(at))
      const consumption = rows.filter(row => row.quantity_code === 'consumption')
      expect(consumption).toHaveLength(96)
      const errors = consumption.map(
        row => row.p50_mw - (around.consumption_mw[row.time_key / 2 - around.first_half_hour] as number),
      )
      // An hour's slip would be wrong by 150 MW in the mean, besides the noise of 80.
      expect(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / 96)).toBeLessThan(130)
    },
  )

  it('reads nothing measured from the issue on', () => {
    const end = indexOf(history, ISSUED)
    const poisoned = {
      ...known(),
      consumption_mw: known().consumption_mw.map((value, index) => (index < end ? value : 1e9)),
      wind_mw: known().wind_mw.map((value, index) => (index < end ? value : 1e9)),
      solar_mw: known().solar_mw.map((value, index) => (index < end ? value : 1e9)),
    }
    expect(issued(poisoned)).toEqual(issued(known()))
  })

  it('needs no more than the last two weeks', () => {
    const end = indexOf(history, ISSUED)
    const cut = (values: Float64Array) => values.slice(end - 14 * 48)
    const short = Object.fromEntries(
      Object.entries(known()).map(([name, value]) => [
        name,
        value instanceof Float64Array ? cut(value) : value,
      ]),
    ) as unknown as AreaHistory
    const near = issue(
      card,
      [{ ...short, first_half_hour: history.first_half_hour + end - 14 * 48 }],
      new Date(ISSUED),
    )
    const { rows } = issued(known())
    expect(near.rows).toHaveLength(rows.length)
    near.rows.forEach((row, at) => {
      expect(Math.abs(row.p50_mw - (rows[at]?.p50_mw as number))).toBeLessThan(5)
    })
  })

  it('leaves out half-hours without weather, and says so', () => {
    const dry = known()
    const end = indexOf(history, ISSUED)
    const temperature_celsius = dry.temperature_celsius.slice().fill(Number.NaN, end + 40)
    const { rows, left_out } = issued({ ...dry, temperature_celsius })
    expect(rows.filter(row => row.quantity_code === 'consumption')).toHaveLength(40)
    expect(rows.filter(row => row.quantity_code === 'residual_load')).toHaveLength(40)
    expect(rows.filter(row => row.quantity_code === 'wind')).toHaveLength(96)
    expect(left_out).toContainEqual({
      area_code: '44',
      quantity_code: 'consumption',
      half_hours: 56,
      reason: 'no weather is known for them, or no value that they follow',
    })
    expect(left_out).toContainEqual({
      area_code: '44',
      quantity_code: 'residual_load',
      half_hours: 56,
      reason: 'follows from others that are missing: consumption of 44',
    })
  })

  it('goes on from values that are hours old, and stops when they are more than a day old', () => {
    expect(issued(known(ISSUED, 14)).rows).toHaveLength(384)
    const { rows, left_out } = issued(known(ISSUED, 50))
    expect(rows).toEqual([])
    expect(left_out[0]).toMatchObject({
      half_hours: 96,
      reason:
        'the feed stands still: the newest value is of 2017-03-19T09:00:00.000Z, more than a day before',
    })
  })

  it('says nothing of an area without a value, or without a history', () => {
    const nothing = known().consumption_mw.map(() => Number.NaN)
    expect(issued({ ...known(), consumption_mw: nothing }).left_out[0]).toMatchObject({
      reason: 'no value is known',
    })
    expect(issue(card, [], new Date(ISSUED)).left_out[0]).toMatchObject({
      reason: 'no history was given of it',
    })
  })

  it('refuses a card of another format, or of a later fit', () => {
    const other = { ...card, format: 2 } as unknown as ModelCard
    expect(() => issue(other, [known()], new Date(ISSUED))).toThrow('model card of format 2: expected 1')
    expect(() => issued(known('2017-03-20T03:00Z'), '2017-03-20T03:00Z')).toThrow(
      'expected one fitted before the issue',
    )
  })

  it('keeps quantiles in order and half-hours apart, whatever is missing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 * 24 * 30 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(
          fc.tuple(
            fc.integer({ min: -700, max: 130 }),
            fc.integer({ min: 1, max: 60 }),
            fc.integer({ min: 0, max: 6 }),
          ),
        ),
        (minutes, late, holes) => {
          const at = new Date(Date.parse(ISSUED) + minutes * 60_000)
          const holed = structuredClone(known(at.toISOString(), late))
          const arrays = Object.values(holed).filter(value => value instanceof Float64Array)
          const end = indexOf(history, at.toISOString())
          for (const [from, length, which] of holes) {
            arrays[which]?.fill(Number.NaN, Math.max(0, end + from), Math.max(0, end + from + length))
          }
          const { rows, left_out } = issue(card, [holed], at)
          const missing = left_out
            .filter(({ area_code }) => area_code === '44')
            .reduce((sum, { half_hours }) => sum + half_hours, 0)
          expect(rows.length + missing).toBe(4 * 96)
          for (const row of rows) {
            expect(row.p10_mw).toBeLessThanOrEqual(row.p50_mw)
            expect(row.p50_mw).toBeLessThanOrEqual(row.p90_mw)
            expect(row.time_key * 900_000).toBeGreaterThanOrEqual(at.getTime())
            for (const value of [row.p10_mw, row.p90_mw, row.d1_mw ?? 0, row.d7_mw ?? 0])
              expect(Number.isFinite(value)).toBe(true)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the country', () => {
  it('is the sum of its regions, and missing when one of them is', async () => {
    const regions = REGION_CODES.map((area_code, at) =>
      plantedHistory({ area_code, from: '2017-01-20', days: 64, seed: at + 1 }),
    )
    const fitted = await fitModels(regions, { fittedAt: new Date(FITTED), weatherKind: 'analysis' })
    const knownAll = regions.map(region => knownBefore(region, indexOf(region, ISSUED) - 2))
    const { rows, left_out } = issue(fitted, knownAll, new Date(ISSUED))
    expect(left_out).toEqual([])
    expect(rows).toHaveLength(13 * 4 * 96)
    for (const quantity of ['consumption', 'residual_load']) {
      const of = (isCountry: boolean) =>
        rows.filter(
          row =>
            row.quantity_code === quantity &&
            (row.area_code === 'FR') === isCountry &&
            row.horizon_minutes === 303,
        )
      const [country] = of(true)
      const sum = of(false).reduce((total, row) => total + row.p50_mw, 0)
      expect(country?.p50_mw).toBeCloseTo(sum, 1)
      // Errors of regions cancel out: narrower than all of their intervals laid end to end.
      const width = of(false).reduce((total, row) => total + row.p90_mw - row.p10_mw, 0)
      expect((country?.p90_mw as number) - (country?.p10_mw as number)).toBeLessThan(width)
    }
    const eleven = issue(fitted, knownAll.slice(1), new Date(ISSUED))
    expect(eleven.rows.filter(row => row.area_code === 'FR')).toEqual([])
    expect(eleven.left_out).toContainEqual(expect.objectContaining({ area_code: 'FR', half_hours: 96 }))
  })
})
