/**
 * A run of half-hours with the calendar of Paris beside each: what time clocks show, and what kind of day it is.
 *
 * Half-hours are counted from 1970, UTC. A slot is a half-hour of the local day, 0–47: in spring two of them do not happen, in
 * autumn two happen twice.
 */
import type { NormDayType } from '../catalog/forecasting.ts'
import { addDays, localDays, offsetMinutesWithin, parisDateTime } from '../catalog/paris-calendar.ts'
import { publicHolidayNames } from '../catalog/public-holidays.ts'
import { schoolHolidayZones } from '../catalog/school-holidays.ts'

export const HALF_HOUR_S = 1800
export const SLOTS = 48

export interface CalendarDay {
  readonly local_date: string
  /** 0 Monday to 6 Sunday. */
  readonly weekday: number
  readonly day_type: NormDayType
  readonly is_holiday: boolean
  /** A working day between a public holiday and a weekend. */
  readonly is_bridge: boolean
  /** From Christmas Eve to the first weekend of January, when much stands still. */
  readonly is_year_end: boolean
  /** Of the three zones, how many have no school: 0–1. */
  readonly school_holiday_share: number
  /** Since the year began, as a share of it: 0–1. */
  readonly year_share: number
}

export interface LocalHalfHours {
  readonly first_half_hour: number
  readonly length: number
  readonly slot: Uint8Array
  /** Index into `days`. */
  readonly day: Int32Array
  /** How far Paris is ahead of UTC, half-hours. */
  readonly offset: Uint8Array
  readonly days: readonly CalendarDay[]
}

/** Schools are closed sixteen weeks a year. Stands for days that the calendar is silent about. */
const USUAL_SCHOOL_HOLIDAY_SHARE = 16 / 52

export function localHalfHours(firstHalfHour: number, length: number): LocalHalfHours {
  const slot = new Uint8Array(length)
  const day = new Int32Array(length)
  const offset = new Uint8Array(length)
  const at = (index: number) => (firstHalfHour + index) * HALF_HOUR_S
  const first = parisDateTime(at(0)).local_date
  const spans = localDays(first, parisDateTime(at(Math.max(0, length - 1))).local_date)
  let current = 0
  for (let index = 0; index < length; index++) {
    while (at(index) >= (spans[current]?.end_epoch_s ?? Infinity)) current++
    const span = spans[current]
    if (span === undefined) break
    const minutes = offsetMinutesWithin(span, at(index))
    slot[index] = Math.floor((at(index) + minutes * 60) / HALF_HOUR_S) % SLOTS
    day[index] = current
    offset[index] = minutes / 30
  }
  return {
    first_half_hour: firstHalfHour,
    length,
    slot,
    day,
    offset,
    days: spans.map(span => calendarDay(span.local_date)),
  }
}

/**
 * Where clocks showed the same time so many days before, as an index that may lie outside the run. Where they jumped over that time in
 * spring it is the half-hour an hour later; where they showed it twice in autumn, the first.
 */
export function sameTimeDaysBefore(halfHours: LocalHalfHours, index: number, days: number): number {
  const { offset } = halfHours
  const naive = index - days * SLOTS
  const here = offset[index] ?? 0
  const there = offset[naive] ?? here
  if (there === here) {
    // An hour later clocks may show the time again, or have shown it: the first of both is meant.
    const twin = naive - 2
    const shiftedTwin = (offset[twin] ?? here) - here === 2
    return shiftedTwin ? twin : naive
  }
  return naive + here - there
}

function calendarDay(localDate: string): CalendarDay {
  const weekday = weekdayOf(localDate)
  const is_holiday = isPublicHoliday(localDate)
  const isSunday = weekday === 6 || is_holiday
  return {
    local_date: localDate,
    weekday,
    day_type: isSunday ? 'sunday' : weekday === 5 ? 'saturday' : 'working_day',
    is_holiday,
    is_bridge: isBridge(localDate, weekday),
    is_year_end: isYearEnd(localDate, weekday),
    school_holiday_share: schoolHolidayShare(localDate),
    year_share: yearShare(localDate),
  }
}

const dayNumber = (localDate: string) => Date.parse(`${localDate}T00:00Z`) / 86_400_000

/** 1 January 1970 was a Thursday. */
const weekdayOf = (localDate: string) => (dayNumber(localDate) + 3) % 7

const isPublicHoliday = (localDate: string) =>
  publicHolidayNames(Number(localDate.slice(0, 4))).has(localDate)

function isBridge(localDate: string, weekday: number): boolean {
  if (isPublicHoliday(localDate)) return false
  return (
    (weekday === 0 && isPublicHoliday(addDays(localDate, 1))) ||
    (weekday === 4 && isPublicHoliday(addDays(localDate, -1)))
  )
}

function isYearEnd(localDate: string, weekday: number): boolean {
  const day = localDate.slice(5)
  // Work begins again on the first Monday that is not the first day of the year.
  return day >= '12-24' || (day <= '01-05' && Number(day.slice(3)) - weekday < 2)
}

function schoolHolidayShare(localDate: string): number {
  const zones = schoolHolidayZones(localDate)
  if (zones === null) return USUAL_SCHOOL_HOLIDAY_SHARE
  return zones === 'none' ? 0 : zones.split(',').length / 3
}

function yearShare(localDate: string): number {
  const year = Number(localDate.slice(0, 4))
  const start = dayNumber(`${year}-01-01`)
  return (dayNumber(localDate) - start) / (dayNumber(`${year + 1}-01-01`) - start)
}
