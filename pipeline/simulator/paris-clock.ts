/**
 * Paris time by arithmetic: summer time runs from the last Sunday of March to the last Sunday of
 * October, both at 01:00 UTC (since 1996). Asking `Intl` for each slot would cost more than the model.
 */

/** A date as the number of days since 1970-01-01. */
export type DayNumber = number

const DAY_SECONDS = 86_400

export interface LocalSlot {
  readonly date: string
  readonly heure: string
  /** The instant the publisher stamps on the row. */
  readonly time_key: number
  /** 02:00–02:45 of the spring day: the publisher emits it although the clock skips it. */
  readonly is_skipped: boolean
}

export function parisOffsetSeconds(epochSeconds: number): 3600 | 7200 {
  const year = new Date(epochSeconds * 1000).getUTCFullYear()
  const isSummer = epochSeconds >= clockChange(year, 2) && epochSeconds < clockChange(year, 9)
  return isSummer ? 7200 : 3600
}

export function localDayOf(epochSeconds: number): DayNumber {
  return Math.floor((epochSeconds + parisOffsetSeconds(epochSeconds)) / DAY_SECONDS)
}

export function localHourOf(epochSeconds: number): number {
  return Math.floor(((epochSeconds + parisOffsetSeconds(epochSeconds)) % DAY_SECONDS) / 3600)
}

/** The instant a local day starts, in epoch seconds. */
export function startOfLocalDay(day: DayNumber): number {
  const midnight = day * DAY_SECONDS
  return midnight - parisOffsetSeconds(midnight - 7200)
}

export function toDateText(day: DayNumber): string {
  return new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10)
}

/**
 * The 96 rows a publisher emits for a local day, whatever its length. In spring the skipped 02:xx bears
 * the instant of 03:xx; in autumn 02:xx is the later one and the first 02:xx is not published at all.
 */
export function slotsOfLocalDay(day: DayNumber): LocalSlot[] {
  const morning = startOfLocalDay(day)
  const offsetBefore = day * DAY_SECONDS - morning
  const offsetAfter = parisOffsetSeconds(day * DAY_SECONDS + DAY_SECONDS / 2)
  const date = toDateText(day)
  return Array.from({ length: 96 }, (_, index) => {
    const is_skipped = offsetAfter > offsetBefore && index >= 8 && index < 12
    const offset = index < 8 || is_skipped ? offsetBefore : offsetAfter
    const heure = `${String(Math.floor(index / 4)).padStart(2, '0')}:${String((index % 4) * 15).padStart(2, '0')}`
    return { date, heure, time_key: (day * DAY_SECONDS + index * 900 - offset) / 900, is_skipped }
  })
}

/** `2026-03-29T01:00:00+00:00` */
export function toUtcStamp(timeKey: number): string {
  return `${new Date(timeKey * 900_000).toISOString().slice(0, 19)}+00:00`
}

/** `2026-03-29T03:00:00+02:00` */
export function toParisStamp(timeKey: number): string {
  const offset = parisOffsetSeconds(timeKey * 900)
  return `${new Date((timeKey * 900 + offset) * 1000).toISOString().slice(0, 19)}+0${offset / 3600}:00`
}

function clockChange(year: number, month: number): number {
  const lastDay = new Date(Date.UTC(year, month, 31))
  return Date.UTC(year, month, 31 - lastDay.getUTCDay(), 1) / 1000
}
