/** Months of the Paris calendar as text, YYYY-MM. */
import { startOfLocalMonth } from './paris-calendar.ts'

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

/** @param month 1–12; beyond them it is one of another year, and 0 the last of the year before. */
export function yearMonth(year: number, month: number): string {
  const months = year * 12 + month - 1
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`
}

export const isYearMonth = (text: string): boolean => MONTH.test(text)

/** The month `count` months later, earlier when negative. @throws RangeError when the text is no month. */
export function addMonths(month: string, count: number): string {
  const [year, ofYear] = partsOf(month)
  return yearMonth(year, ofYear + count)
}

/** Months from one on, up to another that is not among them. */
export function monthsBetween(first: string, end: string): string[] {
  const months: string[] = []
  for (let month = first; month < end; month = addMonths(month, 1)) months.push(month)
  return months
}

/** 1–12. */
export const monthOfYear = (month: string): number => partsOf(month)[1]

export const yearOf = (month: string): number => partsOf(month)[0]

export const firstDayOf = (month: string): string => `${month}-01`

/** `time_key` at which it starts. */
export const monthStartKey = (month: string): number => startOfLocalMonth(...partsOf(month)) / 900

function partsOf(month: string): [year: number, month: number] {
  if (!isYearMonth(month)) throw new RangeError(`month ${JSON.stringify(month)}: expected YYYY-MM`)
  return [Number(month.slice(0, 4)), Number(month.slice(5))]
}
