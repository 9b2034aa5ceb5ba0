import { describe, expect, it } from 'vitest'
import {
  addDays,
  localDays,
  localTimeExists,
  offsetMinutesWithin,
  parisDateTime,
  parisOffsetMinutes,
  startOfLocalDay,
  startOfLocalMonth,
  startOfLocalYear,
} from './paris-calendar.ts'

const epochSeconds = (iso: string) => Date.parse(iso) / 1000

/** An implementation that shares nothing with ours: the zone database of the JavaScript engine. */
const intl = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'short',
})

describe('localDays', () => {
  const days = localDays('2010-01-01', '2035-12-31')

  it('agrees with the JavaScript engine on every hour of 2010–2035', { timeout: 60_000 }, () => {
    const wrong: string[] = []
    for (const day of days) {
      for (let hour = day.start_epoch_s; hour < day.end_epoch_s; hour += 3600) {
        const local = new Date((hour + offsetMinutesWithin(day, hour) * 60) * 1000).toISOString()
        const ours = `${local.slice(0, 10)} ${local.slice(11, 16)}`
        if (ours !== intl.format(hour * 1000) || day.local_date !== local.slice(0, 10)) wrong.push(ours)
      }
    }
    expect(wrong).toEqual([])
  })

  it('leaves no gap between days and counts every one', () => {
    expect(days.length).toBe(26 * 365 + 6)
    expect(days.slice(1).every((day, index) => day.start_epoch_s === days[index]?.end_epoch_s)).toBe(true)
  })

  it('knows one spring and one autumn day a year, on the last Sundays of March and October', () => {
    const changes = days.filter(day => day.transition !== null)
    expect(changes.length).toBe(26 * 2)
    expect(changes.filter(day => day.local_date.startsWith('2024')).map(day => day.local_date)).toEqual([
      '2024-03-31',
      '2024-10-27',
    ])
  })

  it.each([
    ['2026-03-29', 'spring', 23, '2026-03-28T23:00Z', '2026-03-29T01:00Z'],
    ['2024-10-27', 'autumn', 25, '2024-10-26T22:00Z', '2024-10-27T01:00Z'],
  ])('gives %s as a %s day of %i hours', (date, transition, hours, start, change) => {
    const [day] = localDays(date, date)
    expect(day).toMatchObject({
      local_date: date,
      transition,
      start_epoch_s: epochSeconds(start),
      end_epoch_s: epochSeconds(start) + hours * 3600,
      transition_epoch_s: epochSeconds(change),
    })
  })

  it('is empty when the last day comes before the first', () => {
    expect(localDays('2024-01-02', '2024-01-01')).toEqual([])
  })
})

describe('instants', () => {
  it.each([
    ['2024-10-27T00:59:00Z', 120, '2024-10-27', '02:59'],
    ['2024-10-27T01:00:00Z', 60, '2024-10-27', '02:00'],
    ['2024-03-31T00:59:00Z', 60, '2024-03-31', '01:59'],
    ['2024-03-31T01:00:00Z', 120, '2024-03-31', '03:00'],
    ['2024-12-31T23:00:00Z', 60, '2025-01-01', '00:00'],
  ])('places %s at offset %i, local %s %s', (iso, offset, local_date, local_time) => {
    expect(parisOffsetMinutes(epochSeconds(iso))).toBe(offset)
    expect(parisDateTime(epochSeconds(iso))).toEqual({ local_date, local_time })
  })

  it('starts days, months and years at local midnight', () => {
    expect(startOfLocalDay('2024-07-01')).toBe(epochSeconds('2024-06-30T22:00:00Z'))
    expect(startOfLocalMonth(2024, 10)).toBe(epochSeconds('2024-09-30T22:00:00Z'))
    expect(startOfLocalYear(2013)).toBe(epochSeconds('2012-12-31T23:00:00Z'))
  })

  it('refuses a day that is not in the calendar', () => {
    expect(() => startOfLocalDay('2023-02-29')).toThrow(RangeError)
  })
})

it.each([
  ['2026-03-29', '01:45', true],
  ['2026-03-29', '02:00', false],
  ['2026-03-29', '02:45', false],
  ['2026-03-29', '03:00', true],
  ['2026-10-25', '02:30', true],
  ['2026-03-30', '02:30', true],
])('%s %s exists: %s', (date, time, exists) => {
  expect(localTimeExists(date, time)).toBe(exists)
})

it('adds days over the end of a month and of a year', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  expect(addDays('2025-01-01', -1)).toBe('2024-12-31')
})
