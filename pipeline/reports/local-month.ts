/** Months of the Paris calendar, and the part of one that there is data of. */
import { parisDateTime, startOfLocalDay, startOfLocalMonth } from '../catalog/paris-calendar.ts'
import type { TimeRange } from '../gold/queries/step.ts'

/** Seconds that one step of a `time_key` counts. */
export const QUARTER_S = 900

export interface LocalMonth {
  readonly year: number
  /** 1–12 */
  readonly month: number
  /** `2026-10` */
  readonly local_month: string
  readonly range: TimeRange
}

export function localMonth(year: number, month: number): LocalMonth {
  const after = month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 }
  return {
    year,
    month,
    local_month: `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`,
    range: {
      from: startOfLocalMonth(year, month) / QUARTER_S,
      to: startOfLocalMonth(after.year, after.month) / QUARTER_S,
    },
  }
}

/** @returns undefined when the text is not a month as `YYYY-MM`. */
export function parseMonth(text: string): LocalMonth | undefined {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? []
  return year === undefined ? undefined : localMonth(Number(year), Number(month))
}

export const monthBefore = ({ year, month }: LocalMonth): LocalMonth =>
  month === 1 ? localMonth(year - 1, 12) : localMonth(year, month - 1)

export const yearBefore = ({ year, month }: LocalMonth): LocalMonth => localMonth(year - 1, month)

export function monthAt(timeKey: number): LocalMonth {
  const [year = Number.NaN, month = Number.NaN] = localDate(timeKey).split('-').map(Number)
  return localMonth(year, month)
}

const localDate = (timeKey: number) => parisDateTime(timeKey * QUARTER_S).local_date

/** From the first interval of the data to the end of its last one, as time keys. */
export interface DataRange {
  readonly first_key: number
  readonly end_key: number
}

export interface MonthSpan {
  readonly range: TimeRange
  readonly isWhole: boolean
}

/**
 * The part of a month that lies within the data: from the first day on, as the publisher's very first half-hour is
 * missing, and to the end of the last interval. Undefined: no part.
 */
export function spanOf({ range }: LocalMonth, data: DataRange): MonthSpan | undefined {
  const firstDay = startOfLocalDay(localDate(data.first_key)) / QUARTER_S
  const from = Math.max(range.from, firstDay)
  const to = Math.min(range.to, data.end_key)
  if (from >= to) return undefined
  return { range: { from, to }, isWhole: from === range.from && to === range.to }
}

/** The last month that lies wholly within the data. */
export function lastWholeMonth(data: DataRange): LocalMonth | undefined {
  const last = monthAt(data.end_key - 1)
  const month = last.range.to === data.end_key ? last : monthBefore(last)
  return spanOf(month, data)?.isWhole ? month : undefined
}

/**
 * The same days and hours of another month. One that is shorter ends with its end; of two that are whole the length does
 * not matter.
 */
export function sameSpan(span: MonthSpan, of: LocalMonth, other: LocalMonth): TimeRange {
  if (span.isWhole) return other.range
  const from = sameMoment(span.range.from, other)
  const to = span.range.to === of.range.to ? other.range.to : sameMoment(span.range.to, other)
  return { from: Math.min(from, other.range.to), to: Math.min(to, other.range.to) }
}

/** The quarter of an hour with the same day of the month and local time; of a day that the month lacks, its end. */
function sameMoment(timeKey: number, { local_month, range }: LocalMonth): number {
  const { local_date, local_time } = parisDateTime(timeKey * QUARTER_S)
  const date = `${local_month}-${local_date.slice(8)}`
  const days = Math.round((range.to - range.from) / 96)
  if (Number(local_date.slice(8)) > days) return range.to
  const [hours = 0, minutes = 0] = local_time.split(':').map(Number)
  return startOfLocalDay(date) / QUARTER_S + hours * 4 + minutes / 15
}

export const minutesOf = ({ from, to }: TimeRange): number => (to - from) * 15
