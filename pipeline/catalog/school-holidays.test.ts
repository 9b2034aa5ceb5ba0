import { expect, it } from 'vitest'
import { SCHOOL_HOLIDAYS, schoolHolidayZones } from './school-holidays.ts'

it.each([
  ['2013-02-15', 'none'],
  ['2013-02-18', 'B'],
  ['2013-02-25', 'A,B'],
  ['2013-03-04', 'A,C'],
  ['2013-12-25', 'A,B,C'],
  ['2017-07-07', 'none'],
  ['2017-07-08', 'A,B,C'],
  ['2017-09-03', 'A,B,C'],
  ['2017-09-04', 'none'],
  ['2021-04-24', 'A,B,C'],
  ['2021-04-26', 'none'],
  ['2026-02-16', 'A,B'],
  ['2026-03-02', 'C'],
  ['2027-05-07', 'A,B,C'],
])('on %s the zones on holiday are %s', (date, zones) => {
  expect(schoolHolidayZones(date)).toBe(zones)
})

it('does not know the days its calendar does not cover', () => {
  expect(schoolHolidayZones('2011-12-31')).toBeNull()
  expect(schoolHolidayZones('2028-09-01')).toBeNull()
})

it.each(['A', 'B', 'C'])(
  'gives zone %s two weeks or more of winter, spring, autumn and year-end holidays each year',
  zone => {
    const longEnough = (name: string, year: number) =>
      SCHOOL_HOLIDAYS.some(
        range =>
          range.zones.includes(zone) &&
          range.name === name &&
          range.first_day.startsWith(String(year)) &&
          Date.parse(range.day_after) - Date.parse(range.first_day) >= 15 * 86_400_000,
      )
    const names = [
      "Vacances d'hiver",
      'Vacances de printemps',
      "Vacances d'été",
      'Vacances de la Toussaint',
      'Vacances de Noël',
    ]
    const years = Array.from({ length: 16 }, (_, index) => 2012 + index)
    const absent = years.flatMap(year =>
      names.filter(name => !longEnough(name, year)).map(name => `${year} ${name}`),
    )
    expect(absent).toEqual([])
  },
)
