/** A month of a report: its quarters of an hour, and the part of it that there is data of. */
import { parisDateTime, startOfLocalDay } from '../catalog/paris-calendar.ts'
import {
  addMonths,
  isYearMonth,
  monthOfYear,
  monthStartKey,
  yearMonth,
  yearOf,
} from '../catalog/year-month.ts'
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

export const localMonth = (year: number, month: number): LocalMonth => monthNamed(yearMonth(year, month))

/** @returns undefined when the text is not a month as `YYYY-MM`. */
export const parseMonth = (text: string): LocalMonth | undefined =>
  isYearMonth(text) ? monthNamed(text) : undefined

export const monthBefore = ({ local_month }: LocalMonth): LocalMonth => monthNamed(addMonths(local_month, -1))

export const yearBefore = ({ local_month }: LocalMonth): LocalMonth => monthNamed(addMonths(local_month, -12))

export const monthAt = (timeKey: number): LocalMonth => monthNamed(localDate(timeKey).slice(0, 7))

const monthNamed = (local_month: string): LocalMonth => ({
  year: yearOf(local_month),
  month: monthOfYear(local_month),
  local_month,
  range: { from: monthStartKey(local_month), to: monthStartKey(addMonths(local_month, 1)) },
})

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
