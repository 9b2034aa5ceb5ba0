import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parisDateTime } from '../catalog/paris-calendar.ts'
import { localHalfHours, sameTimeDaysBefore } from './local-half-hours.ts'

const at = (instant: string) => Date.parse(instant) / 1_800_000
/** Two weeks around an instant, and the index of it. */
const around = (instant: string) => {
  const first = at(instant) - 14 * 48
  return { halfHours: localHalfHours(first, 28 * 48), first, index: 14 * 48 }
}
const clock = (halfHour: number) => parisDateTime(halfHour * 1800)

describe('localHalfHours', () => {
  it.each([
    ['usual', '2017-05-01', 48, '2017-04-30T22:00Z'],
    ['spring', '2017-03-26', 46, '2017-03-25T23:00Z'],
    ['autumn', '2017-10-29', 50, '2017-10-28T22:00Z'],
  ])('counts the half-hours of the %s day', (_, date, count, midnight) => {
    const halfHours = localHalfHours(at(midnight), 60)
    const ofDay = [...halfHours.day].filter(day => halfHours.days[day]?.local_date === date)
    expect(ofDay).toHaveLength(count)
    expect(halfHours.slot[0]).toBe(0)
    expect(halfHours.slot[count]).toBe(0)
  })

  it('agrees with the calendar at any half-hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('2012-01-01T00:00Z'), max: at('2030-01-01T00:00Z') }), halfHour => {
        const { slot, days, day } = localHalfHours(halfHour - 3, 6)
        const { local_date, local_time } = clock(halfHour)
        const minutes = (slot[3] as number) * 30
        expect(days[day[3] as number]?.local_date).toBe(local_date)
        expect(local_time).toBe(
          `${`${Math.floor(minutes / 60)}`.padStart(2, '0')}:${`${minutes % 60}`.padStart(2, '0')}`,
        )
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['2017-05-01', { is_holiday: true, day_type: 'sunday', is_bridge: false }],
    ['2017-05-26', { is_bridge: true, day_type: 'working_day' }],
    ['2017-08-14', { is_bridge: true, school_holiday_share: 1 }],
    ['2016-12-27', { is_year_end: true }],
    ['2017-01-02', { is_year_end: false }],
    ['2017-02-15', { school_holiday_share: 2 / 3, weekday: 2 }],
    ['2029-02-15', { school_holiday_share: 16 / 52 }],
  ])('knows what kind of day %s is', (date, expected) => {
    const { days, day } = localHalfHours(at(`${date}T12:00Z`), 1)
    expect(days[day[0] as number]).toMatchObject(expected)
  })
})

describe('sameTimeDaysBefore', () => {
  it('finds the half-hour at which clocks showed the same time, where there was one', () => {
    const { halfHours, first } = around('2017-03-26T01:00Z')
    for (const days of [1, 2, 7]) {
      for (let index = 7 * 48 + 4; index < halfHours.length; index++) {
        const before = clock(first + sameTimeDaysBefore(halfHours, index, days))
        const { local_time, local_date } = clock(first + index)
        const isSkipped = before.local_date === '2017-03-26' && local_time.startsWith('02')
        if (isSkipped) expect(before.local_time).toBe(local_time.replace('02', '03'))
        else expect(before.local_time).toBe(local_time)
        expect(Date.parse(local_date) - Date.parse(before.local_date)).toBe(days * 86_400_000)
      }
    }
  })

  it('takes the first of two half-hours that showed the same time in autumn', () => {
    const { halfHours, first, index } = around('2017-10-29T01:00Z')
    // 02:00 of 29 October comes at 00:00 and at 01:00 UTC.
    expect(clock(first + index)).toEqual({ local_date: '2017-10-29', local_time: '02:00' })
    const dayBefore = at('2017-10-28T00:00Z') - first
    expect(sameTimeDaysBefore(halfHours, index, 1)).toBe(dayBefore)
    expect(sameTimeDaysBefore(halfHours, index - 2, 1)).toBe(dayBefore)
    const dayAfter = at('2017-10-30T01:00Z') - first
    expect(sameTimeDaysBefore(halfHours, dayAfter, 1)).toBe(index - 2)
  })
})
