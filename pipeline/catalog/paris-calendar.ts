/**
 * Paris civil time: the calendar of the publications and of everyone who reads them.
 *
 * Instants are whole epoch seconds, local days text `YYYY-MM-DD`, local times text `HH:MM`.
 * The time-zone database is asked where the clock changes, not for each day or quarter of an hour.
 */
import { Temporal } from 'temporal-polyfill'

const PARIS = 'Europe/Paris'
const DAY_S = 86_400

/** A day of Paris civil time, `[start_epoch_s, end_epoch_s)`: 23, 24 or 25 hours. */
export interface LocalDay {
  readonly local_date: string
  /** The instant of its first moment, local midnight. */
  readonly start_epoch_s: number
  readonly end_epoch_s: number
  /** spring: 02:00–02:59 does not exist. autumn: 02:00–02:59 happens twice. */
  readonly transition: 'spring' | 'autumn' | null
  /** The instant the clock changes; null on every other day. */
  readonly transition_epoch_s: number | null
  readonly offset_minutes_at_start: number
  readonly offset_minutes_at_end: number
}

export interface LocalDateTime {
  readonly local_date: string
  readonly local_time: string
}

const zoned = (epochSeconds: number) =>
  new Temporal.ZonedDateTime(BigInt(epochSeconds) * 1_000_000_000n, PARIS)

const epochSecondsOf = (moment: Temporal.ZonedDateTime): number => moment.epochMilliseconds / 1000
const offsetMinutesOf = (moment: Temporal.ZonedDateTime): number => moment.offsetNanoseconds / 60e9

/** Minutes Paris is ahead of UTC at an instant: 60 in winter, 120 in summer. */
export const parisOffsetMinutes = (epochSeconds: number): number => offsetMinutesOf(zoned(epochSeconds))

export function parisDateTime(epochSeconds: number): LocalDateTime {
  const local = zoned(epochSeconds)
  return {
    local_date: local.toPlainDate().toString(),
    local_time: local.toPlainTime().toString().slice(0, 5),
  }
}

/** @throws RangeError when the date is not one of the calendar. */
export const startOfLocalDay = (localDate: string): number =>
  epochSecondsOf(Temporal.PlainDate.from(localDate).toZonedDateTime(PARIS))

/** @param month 1–12 */
export const startOfLocalMonth = (year: number, month: number): number =>
  epochSecondsOf(new Temporal.PlainDate(year, month, 1).toZonedDateTime(PARIS))

export const startOfLocalYear = (year: number): number => startOfLocalMonth(year, 1)

/** The day `count` days later (earlier when negative), as text. */
export const addDays = (localDate: string, count: number): string =>
  Temporal.PlainDate.from(localDate).add({ days: count }).toString()

/** Local days from the first to the last, both included, in order. Empty when last is before first. */
export function localDays(firstDate: string, lastDate: string): readonly LocalDay[] {
  const days: LocalDay[] = []
  const last = utcMidnight(lastDate)
  const start = Temporal.PlainDate.from(firstDate).toZonedDateTime(PARIS)
  let offset = offsetMinutesOf(start)
  let next = nextChange(start)
  for (let midnight = utcMidnight(firstDate); midnight <= last; midnight += DAY_S) {
    const before = offset
    // Between two changes of the clock a day is a day; the zone is asked when the next one comes.
    const change = next !== null && next.at < midnight + DAY_S - before * 60 ? next : null
    if (change !== null) {
      offset = change.offset_minutes
      next = nextChange(zoned(change.at))
    }
    days.push({
      local_date: new Date(midnight * 1000).toISOString().slice(0, 10),
      start_epoch_s: midnight - before * 60,
      end_epoch_s: midnight + DAY_S - offset * 60,
      transition: change === null ? null : offset > before ? 'spring' : 'autumn',
      transition_epoch_s: change?.at ?? null,
      offset_minutes_at_start: before,
      offset_minutes_at_end: offset,
    })
  }
  return days
}

/** When the clock next changes, and what it is set to; null when it never does. */
function nextChange(after: Temporal.ZonedDateTime): { at: number; offset_minutes: number } | null {
  const change = after.getTimeZoneTransition('next')
  return change && { at: epochSecondsOf(change), offset_minutes: offsetMinutesOf(change) }
}

const utcMidnight = (localDate: string): number =>
  Temporal.PlainDate.from(localDate).toZonedDateTime('UTC').epochMilliseconds / 1000

/** Offset of an instant within a day that is known already: no look-up. */
export function offsetMinutesWithin(day: LocalDay, epochSeconds: number): number {
  const changed = day.transition_epoch_s !== null && epochSeconds >= day.transition_epoch_s
  return changed ? day.offset_minutes_at_end : day.offset_minutes_at_start
}

/** Whether the clocks of Paris show that time on that day; false for 02:00–02:59 in spring. */
export function localTimeExists(localDate: string, localTime: string): boolean {
  const wanted = Temporal.PlainDateTime.from(`${localDate}T${localTime}`)
  return wanted.toZonedDateTime(PARIS).toPlainDateTime().equals(wanted)
}
