/**
 * The eleven public holidays of mainland France (Code du travail, L3133-1), with their French names.
 * The two of Alsace-Moselle alone (Good Friday, 26 December) are not among them.
 */
import { addDays } from './paris-calendar.ts'

export interface PublicHoliday {
  readonly local_date: string
  readonly name_fr: string
}

const FIXED = [
  ['01-01', "Jour de l'an"],
  ['05-01', 'Fête du travail'],
  ['05-08', 'Victoire de 1945'],
  ['07-14', 'Fête nationale'],
  ['08-15', 'Assomption'],
  ['11-01', 'Toussaint'],
  ['11-11', 'Armistice de 1918'],
  ['12-25', 'Noël'],
] as const

const DAYS_AFTER_EASTER = [
  [1, 'Lundi de Pâques'],
  [39, 'Ascension'],
  [50, 'Lundi de Pentecôte'],
] as const

/** All eleven of a year, in order of date. Two may share a day: 1 May and Ascension in 2008. */
export function publicHolidays(year: number): readonly PublicHoliday[] {
  const easter = easterSunday(year)
  const fixed = FIXED.map(([day, name_fr]) => ({ local_date: `${year}-${day}`, name_fr }))
  const movable = DAYS_AFTER_EASTER.map(([days, name_fr]) => ({ local_date: addDays(easter, days), name_fr }))
  return [...fixed, ...movable].sort((a, b) => a.local_date.localeCompare(b.local_date))
}

/** Date → name. A day that is two holidays carries both names, joined by ` / `. */
export function publicHolidayNames(year: number): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { local_date, name_fr } of publicHolidays(year)) {
    const other = names.get(local_date)
    names.set(local_date, other === undefined ? name_fr : `${other} / ${name_fr}`)
  }
  return names
}

/** Gregorian Easter Sunday, by the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8). */
export function easterSunday(year: number): string {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const e = b % 4
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const i = Math.floor(c / 4)
  const k = c % 4
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  const day = ((h + l - 7 * m + 114) % 31) + 1
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
