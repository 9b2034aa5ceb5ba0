/** What publishers write as local dates and hours, understood: midnights in UTC and minutes of the day. */
import { localDays } from '../catalog/paris-calendar.ts'

/** Raw date → [raw date, UTC midnight in epoch seconds, clock change]; unreadable dates are left out. */
export function dayTable(rawDates: readonly string[]): [string, number, string | null][] {
  const dates = rawDates.flatMap(raw => {
    const date = isoDate(raw)
    return date === undefined ? [] : [{ raw, date }]
  })
  const byYear = Map.groupBy(dates, ({ date }) => date.slice(0, 4))
  return [...byYear.values()].flatMap(ofYear => {
    const sorted = ofYear.map(({ date }) => date).sort()
    // One walk through the days of a year is far cheaper than a look-up for each.
    const days = localDays(sorted[0] ?? '', sorted.at(-1) ?? '')
    const dayOf = new Map(days.map(day => [day.local_date, day]))
    return ofYear.flatMap(({ raw, date }): [string, number, string | null][] => {
      const day = dayOf.get(date)
      return day ? [[raw, day.start_epoch_s, day.transition]] : []
    })
  })
}

/** Raw hour → [raw hour, minute of the day]; unreadable hours are left out. */
export function clockTable(rawTimes: readonly string[]): [string, number][] {
  return rawTimes.flatMap(raw => {
    const [, hour, minute] = /^\s*(\d{1,2})[:h](\d{2})(?::00(?:\.0+)?)?\s*$/.exec(raw) ?? []
    if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) return []
    return [[raw, Number(hour) * 60 + Number(minute)]]
  })
}

/** `2026-03-29`, or `29/03/2026` as the publisher's own specification writes it. */
function isoDate(raw: string): string | undefined {
  const [, isoYear, isoMonth, isoDay] = /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00:00.*)?\s*$/.exec(raw) ?? []
  const [, day, month, year] = /^\s*(\d{2})\/(\d{2})\/(\d{4})\s*$/.exec(raw) ?? []
  const date = isoYear ? `${isoYear}-${isoMonth}-${isoDay}` : `${year}-${month}-${day}`
  const at = new Date(`${date}T00:00:00Z`)
  // Date rolls 30 February over to March: a date that does not come back the same does not exist.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date) ? date : undefined
}

/** Whether an epoch second is the first of summer time, and so begins the hour that spring copies fall into. */
export function isStartOfSummerTime(epochSeconds: number): boolean {
  const date = new Date(epochSeconds * 1000).toISOString().slice(0, 10)
  return localDays(date, date).some(
    day => day.transition === 'spring' && day.transition_epoch_s === epochSeconds,
  )
}
