import { describe, expect, it } from 'vitest'
import {
  lastWholeMonth,
  localMonth,
  minutesOf,
  monthAt,
  monthBefore,
  parseMonth,
  QUARTER_S,
  sameSpan,
  spanOf,
  yearBefore,
} from './local-month.ts'

const key = (instant: string) => Date.parse(instant) / 1000 / QUARTER_S
const text = (timeKey: number) => new Date(timeKey * QUARTER_S * 1000).toISOString().slice(0, 16)
const data = (first: string, end: string) => ({ first_key: key(first), end_key: key(end) })
const october = localMonth(2026, 10)

describe('a month', () => {
  it('is one of the Paris calendar, with the hour that the clock gives or takes', () => {
    expect([text(october.range.from), text(october.range.to)]).toEqual([
      '2026-09-30T22:00',
      '2026-10-31T23:00',
    ])
    expect(minutesOf(october.range)).toBe((31 * 24 + 1) * 60)
    expect(minutesOf(localMonth(2026, 3).range)).toBe((31 * 24 - 1) * 60)
  })

  it.each([
    ['2026-10', '2026-10'],
    ['2026-13', undefined],
    ['2026-1', undefined],
    ['October', undefined],
  ])('%s is read as %s', (given, expected) => {
    expect(parseMonth(given)?.local_month).toBe(expected)
  })

  it('knows the one before, over the year, and the same one a year before', () => {
    expect(monthBefore(localMonth(2026, 1)).local_month).toBe('2025-12')
    expect(yearBefore(october).local_month).toBe('2025-10')
    expect(monthAt(october.range.from).local_month).toBe('2026-10')
    expect(monthAt(october.range.from - 1).local_month).toBe('2026-09')
  })
})

describe('the part that there is data of', () => {
  it('is whole when the data goes on beyond both ends', () => {
    expect(spanOf(october, data('2026-09-01T00:00Z', '2026-11-03T10:00Z'))).toEqual({
      range: october.range,
      isWhole: true,
    })
  })

  it('is whole, too, when only the first half-hour of the very first day was not published', () => {
    expect(spanOf(localMonth(2013, 1), data('2012-12-31T23:30Z', '2013-12-31T23:00Z'))?.isWhole).toBe(true)
  })

  it('begins with the first day and ends with the last interval', () => {
    const span = spanOf(october, data('2026-10-04T05:00Z', '2026-10-17T12:30Z'))
    expect(span?.isWhole).toBe(false)
    expect(text(span?.range.from ?? 0)).toBe('2026-10-03T22:00')
    expect(text(span?.range.to ?? 0)).toBe('2026-10-17T12:30')
  })

  it.each([
    ['before', '2026-11-01T00:00Z', '2026-12-01T00:00Z'],
    ['after', '2026-01-01T00:00Z', '2026-09-30T22:00Z'],
  ])('is none %s the data', (_, first, end) => {
    expect(spanOf(october, data(first, end))).toBeUndefined()
  })

  it.each([
    ['2026-08-31T22:00Z', '2026-10-31T23:00Z', '2026-10'],
    ['2026-08-31T22:00Z', '2026-10-31T22:45Z', '2026-09'],
    ['2026-10-02T00:00Z', '2026-11-20T00:00Z', undefined],
  ])('of data from %s to %s, the last whole month is %s', (first, end, expected) => {
    expect(lastWholeMonth(data(first, end))?.local_month).toBe(expected)
  })
})

describe('the same part of another month', () => {
  const until = (end: string) => ({ range: { from: october.range.from, to: key(end) }, isWhole: false })

  it('has the same days and local times, whatever the clock of the other one', () => {
    const range = sameSpan(until('2026-10-17T12:30Z'), october, localMonth(2026, 1))
    expect([text(range.from), text(range.to)]).toEqual(['2025-12-31T23:00', '2026-01-17T13:30'])
  })

  it('ends with a month that is shorter', () => {
    const range = sameSpan(until('2026-10-31T10:00Z'), october, localMonth(2026, 9))
    expect(text(range.to)).toBe('2026-09-30T22:00')
  })

  it('is the whole other month for a whole one', () => {
    expect(sameSpan({ range: october.range, isWhole: true }, october, localMonth(2026, 2))).toEqual(
      localMonth(2026, 2).range,
    )
  })
})
