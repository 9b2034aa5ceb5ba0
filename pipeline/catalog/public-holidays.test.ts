import { expect, it } from 'vitest'
import { easterSunday, publicHolidayNames, publicHolidays } from './public-holidays.ts'

it.each([
  [2008, '2008-03-23'],
  [2011, '2011-04-24'],
  [2013, '2013-03-31'],
  [2019, '2019-04-21'],
  [2024, '2024-03-31'],
  [2026, '2026-04-05'],
  [2027, '2027-03-28'],
  [2038, '2038-04-25'],
])('Easter of %i is on %s', (year, date) => {
  expect(easterSunday(year)).toBe(date)
})

it('lists the eleven public holidays of 2024 in order, in French', () => {
  expect(publicHolidays(2024)).toEqual([
    { local_date: '2024-01-01', name_fr: "Jour de l'an" },
    { local_date: '2024-04-01', name_fr: 'Lundi de Pâques' },
    { local_date: '2024-05-01', name_fr: 'Fête du travail' },
    { local_date: '2024-05-08', name_fr: 'Victoire de 1945' },
    { local_date: '2024-05-09', name_fr: 'Ascension' },
    { local_date: '2024-05-20', name_fr: 'Lundi de Pentecôte' },
    { local_date: '2024-07-14', name_fr: 'Fête nationale' },
    { local_date: '2024-08-15', name_fr: 'Assomption' },
    { local_date: '2024-11-01', name_fr: 'Toussaint' },
    { local_date: '2024-11-11', name_fr: 'Armistice de 1918' },
    { local_date: '2024-12-25', name_fr: 'Noël' },
  ])
})

it('keeps both names of a day that is two holidays', () => {
  expect(publicHolidayNames(2008).get('2008-05-01')).toBe('Fête du travail / Ascension')
  expect(publicHolidayNames(2008).size).toBe(10)
})
