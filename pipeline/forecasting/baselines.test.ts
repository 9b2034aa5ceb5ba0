import { describe, expect, it } from 'vitest'
import { baselinesOf, climatologyOf, type Measured } from './baselines.ts'
import { localHalfHours } from './local-half-hours.ts'

/** Values are their own index, so that it is seen where one comes from. */
function counted(from: string, days: number): Measured {
  const halfHours = localHalfHours(Date.parse(`${from}T00:00Z`) / 1_800_000, days * 48)
  return { halfHours, values: Float64Array.from(halfHours.slot, (_, index) => index) }
}
const NONE = new Float64Array(144).fill(Number.NaN)

describe('baselinesOf', () => {
  const measured = counted('2017-06-01', 20)
  const newest = 12 * 48

  it.each([
    ['half an hour on', 1, newest + 1 - 48],
    ['a day on', 48, newest],
    ['a day and a half-hour on, where the day before is not known yet', 49, newest + 49 - 96],
    ['two days on', 96, newest],
    ['beyond', 97, newest + 97 - 144],
  ])('tells the latest day known: %s', (_, lead, expected) => {
    expect(baselinesOf(measured, NONE, newest, newest + lead).d1).toBe(expected)
  })

  it('tells a week before', () => {
    expect(baselinesOf(measured, NONE, newest, newest + 60).d7).toBe(newest + 60 - 336)
  })

  it('goes back another day where the latest has a hole, and knows nothing of a week before that has one', () => {
    const values = measured.values.slice()
    values[newest + 10 - 48] = Number.NaN
    values[newest + 10 - 336] = Number.NaN
    const told = baselinesOf({ ...measured, values }, NONE, newest, newest + 10)
    expect(told.d1).toBe(newest + 10 - 96)
    expect(told.d7).toBeNaN()
  })

  it.each([
    ['spring', '2017-03-20', '2017-03-26T12:00Z'],
    ['autumn', '2017-10-23', '2017-10-29T12:00Z'],
  ])('keeps to local time over the %s change', (_, from, target) => {
    const run = counted(from, 14)
    const index = Date.parse(target) / 1_800_000 - run.halfHours.first_half_hour
    const { d1 } = baselinesOf(run, NONE, index - 1, index)
    expect(run.halfHours.slot[d1]).toBe(run.halfHours.slot[index])
    expect(index - d1).toBe(from.startsWith('2017-03') ? 46 : 50)
  })
})

describe('climatologyOf', () => {
  it('tells what is usual at that half-hour and on that kind of day, in the last six weeks', () => {
    const halfHours = localHalfHours(Date.parse('2017-06-01T22:00Z') / 1_800_000, 80 * 48)
    const end = 70 * 48
    const values = Float64Array.from(halfHours.slot, (slot, index) => {
      const type = halfHours.days[halfHours.day[index] as number]?.day_type
      // What lies farther back, or from the end on, must not count.
      if (index < end - 42 * 48 || index >= end) return 99_999
      return slot * 10 + (type === 'working_day' ? 1 : type === 'saturday' ? 2 : 3)
    })
    const usual = climatologyOf({ halfHours, values }, end, 'consumption')
    expect([usual[20], usual[48 + 20], usual[96 + 20]]).toEqual([201, 202, 203])
    const target = end + 48 * 5 + 11
    const told = baselinesOf({ halfHours, values }, usual, end - 1, target).climatology
    expect(told).toBe(values[target - 7 * 48] as number)
  })

  it('looks at the same time of former years where history goes back that far', () => {
    const halfHours = localHalfHours(Date.parse('2015-12-31T23:00Z') / 1_800_000, 500 * 48)
    const end = 450 * 48
    const values = Float64Array.from(halfHours.slot, (_, index) =>
      Math.abs(end - index - 365.25 * 48) <= 15 * 48 ? 7 : 1,
    )
    const usual = climatologyOf({ halfHours, values }, end, 'wind')
    expect(new Set(usual)).toEqual(new Set([7]))
  })
})
