import { expect, it } from 'vitest'
import {
  addMonths,
  isYearMonth,
  monthOfYear,
  monthStartKey,
  monthsBetween,
  yearMonth,
  yearOf,
} from './year-month.ts'

it.each([
  ['2026-01', -1, '2025-12'],
  ['2026-12', 1, '2027-01'],
  ['2026-03', -12, '2025-03'],
  ['2026-03', 25, '2028-04'],
  ['2026-03', 0, '2026-03'],
])('%s and %i months are %s', (month, count, expected) => {
  expect(addMonths(month, count)).toBe(expected)
})

it('writes a month with its year, also one beyond its ends', () => {
  expect([yearMonth(2026, 9), yearMonth(2026, 13), yearMonth(2026, 0)]).toEqual([
    '2026-09',
    '2027-01',
    '2025-12',
  ])
  expect([yearOf('2026-09'), monthOfYear('2026-09')]).toEqual([2026, 9])
})

it('counts months from the one up to the other, without it', () => {
  expect(monthsBetween('2025-11', '2026-02')).toEqual(['2025-11', '2025-12', '2026-01'])
  expect(monthsBetween('2026-02', '2026-02')).toEqual([])
})

it('starts a month at midnight in Paris', () => {
  expect(monthStartKey('2026-10') * 900_000).toBe(Date.parse('2026-09-30T22:00Z'))
})

it.each(['2026-13', '2026-1', '26-01', 'October'])('%s is no month', text => {
  expect(isYearMonth(text)).toBe(false)
  expect(() => addMonths(text, 1)).toThrow(`month "${text}": expected YYYY-MM`)
})
