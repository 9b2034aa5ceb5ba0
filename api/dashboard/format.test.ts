import { describe, expect, it } from 'vitest'
import {
  formatAge,
  formatDuration,
  formatInterval,
  formatList,
  formatMw,
  formatRatio,
  formatSignedMw,
  formatSignedRatio,
  parisOffset,
} from './page/format.js'
import { freshnessOf } from './page/freshness.js'
import { addDays, parisDate, parisTicks } from './page/paris-calendar.js'
import { formatSpan } from './page/read-out.js'

const at = Date.parse
const HOUR = 3_600_000
/** French groups and spaces its signs with no-break spaces of two widths. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('numbers', () => {
  it('are grouped as each language does', () => {
    expect(formatMw('en', 52_341.4)).toBe('52,341')
    expect(plain(formatMw('fr', 52_341.4))).toBe('52 341')
    expect(formatRatio('en', 1.043)).toBe('104%')
    expect(plain(formatRatio('fr', 1.043))).toBe('104 %')
  })

  it('carry a true minus, and a plus where the direction is the message', () => {
    expect(formatSignedMw('en', -1200)).toBe('−1,200')
    expect(formatSignedMw('en', 1200)).toBe('+1,200')
    expect(formatSignedMw('en', 0)).toBe('0')
    expect(plain(formatSignedRatio('fr', -0.4))).toBe('−40 %')
    expect(formatMw('en', -0)).toBe('0')
  })

  it('are a dash when missing, never a zero', () => {
    for (const format of [formatMw, formatSignedMw, formatRatio, formatSignedRatio]) {
      expect(format('en', null)).toBe('–')
    }
  })
})

describe('times', () => {
  it('are those of Paris, summer and winter', () => {
    const summer = at('2026-07-01T12:00Z')
    expect(formatInterval('en', summer, summer + HOUR / 4)).toBe('Wed, 1 Jul 2026, 14:00–14:15')
    expect(parisOffset(summer)).toBe('UTC+2')
    expect(parisOffset(at('2026-01-01T12:00Z'))).toBe('UTC+1')
    expect(formatInterval('fr', at('2013-12-31T22:30Z'), at('2013-12-31T23:00Z'))).toBe(
      'mar. 31 déc. 2013, 23:30–00:00',
    )
  })

  it('name a day by its date alone, the 23-hour one too', () => {
    const [start, end] = [at('2026-03-28T23:00Z'), at('2026-03-29T22:00Z')]
    expect(formatSpan('en', { start, end })).toBe('Sun, 29 Mar 2026')
  })

  it.each([
    [38, '38 minutes ago', 'il y a 38 minutes'],
    [90, '90 minutes ago', 'il y a 90 minutes'],
    [9 * 60, '9 hours ago', 'il y a 9 heures'],
    [13 * 365.25 * 24 * 60, '13 years ago', 'il y a 13 ans'],
    [-3, '0 minutes ago', 'il y a 0 minute'],
  ])('%d minutes are %s', (minutes, english, french) => {
    expect(formatAge('en', minutes * 60_000)).toBe(english)
    expect(plain(formatAge('fr', minutes * 60_000))).toBe(french)
  })

  it('say a duration and a list in words', () => {
    expect(formatDuration('en', 9 * HOUR)).toBe('9 hours')
    expect(formatList('fr', ['Bretagne', 'Normandie', 'Occitanie'])).toBe('Bretagne, Normandie et Occitanie')
  })
})

describe('freshness', () => {
  it.each([
    [135, 'fresh'],
    [150, 'fresh'],
    [151, 'stale'],
    [3 * 24 * 60 + 1, 'historic'],
  ])('%d minutes after the last interval is %s', (minutes, expected) => {
    expect(freshnessOf(0, minutes * 60_000)).toBe(expected)
  })
})

describe('the calendar of Paris', () => {
  it('knows the local day', () => {
    expect(parisDate(at('2026-06-30T22:00Z'))).toBe('2026-07-01')
    expect(parisDate(at('2026-06-30T21:59Z'))).toBe('2026-06-30')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  })

  it('puts ticks on local hours through the night of 25 hours', () => {
    const ticks = parisTicks(at('2024-10-26T22:00Z'), at('2024-10-27T23:00Z'), { hours: 6 })
    expect(ticks.map(tick => new Date(tick).toISOString().slice(5, 16))).toEqual([
      '10-26T22:00',
      '10-27T05:00',
      '10-27T11:00',
      '10-27T17:00',
      '10-27T23:00',
    ])
  })

  it('can keep to Mondays', () => {
    const ticks = parisTicks(at('2026-11-01T00:00Z'), at('2026-11-15T00:00Z'), { hours: 24, weekday: 'Mon' })
    expect(ticks.map(tick => parisDate(tick))).toEqual(['2026-11-02', '2026-11-09'])
  })
})
