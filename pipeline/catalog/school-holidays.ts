/**
 * School holidays of mainland France by zone (A, B, C), half-open ranges of local days.
 *
 * Source:  « Calendrier scolaire », Ministère de l'Éducation nationale, data.education.gouv.fr, through the
 *          Python package vacances-scolaires-france 0.12.0 (Antoine Augusti, MIT).
 * Licence: Licence Ouverte / Etalab.
 *
 * One correction: in spring 2021 schools closed and the three zones had the same two weeks, decided after
 * the calendar was published; the source still has the first plan for zones B and C. The Friday after
 * Ascension is in the source for some years only. Which academies form a zone changed in January 2016.
 */
import calendar from './school-holidays.json' with { type: 'json' }

export interface SchoolHoliday {
  /** Zones concerned, letters in order: `A`, `BC`, `ABC`. */
  readonly zones: string
  readonly first_day: string
  readonly day_after: string
  readonly name: string
}

export const SCHOOL_HOLIDAYS: readonly SchoolHoliday[] = calendar.holidays

/** Days the calendar speaks about, `[from, until)`. Outside it nothing is known. */
export const SCHOOL_CALENDAR_COVERS = { from: calendar.covered_from, until: calendar.covered_until } as const

/**
 * Zones on school holiday that day: `A`, `A,C`, `A,B,C`, or `none`; null where the calendar is silent.
 */
export function schoolHolidayZones(localDate: string): string | null {
  if (localDate < SCHOOL_CALENDAR_COVERS.from || localDate >= SCHOOL_CALENDAR_COVERS.until) return null
  const running = SCHOOL_HOLIDAYS.filter(range => range.first_day <= localDate && localDate < range.day_after)
  const zones = ['A', 'B', 'C'].filter(zone => running.some(range => range.zones.includes(zone)))
  return zones.join(',') || 'none'
}
