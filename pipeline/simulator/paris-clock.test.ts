import { describe, expect, it } from 'vitest'
import {
  localDayOf,
  parisOffsetSeconds,
  slotsOfLocalDay,
  startOfLocalDay,
  toDateText,
  toParisStamp,
  toUtcStamp,
} from './paris-clock.ts'

const seconds = (text: string) => Date.parse(text) / 1000
const dayOf = (date: string) => Date.parse(date) / 86_400_000
const at = (date: string, heure: string) => {
  const slot = slotsOfLocalDay(dayOf(date)).find(candidate => candidate.heure === heure)
  if (!slot) throw new Error(`${date} has no ${heure}`)
  return slot
}

describe('Paris time', () => {
  it('agrees with the time-zone database through ten years', () => {
    const format = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Paris', timeZoneName: 'longOffset' })
    const hours = Array.from(
      { length: 3653 * 2 },
      (_, index) => seconds('2020-01-01T01:00:00Z') + index * 43_200,
    )
    const edges = [
      '2026-03-29T00:59:59Z',
      '2026-03-29T01:00:00Z',
      '2026-10-25T00:59:59Z',
      '2026-10-25T01:00:00Z',
    ]
    for (const instant of [...hours, ...edges.map(seconds)]) {
      const expected = format.format(new Date(instant * 1000)).endsWith('+02:00') ? 7200 : 3600
      expect(parisOffsetSeconds(instant)).toBe(expected)
    }
  })

  it.each([
    ['2026-01-15', '2026-01-14T23:00:00Z'],
    ['2026-03-29', '2026-03-28T23:00:00Z'],
    ['2026-03-30', '2026-03-29T22:00:00Z'],
    ['2025-10-26', '2025-10-25T22:00:00Z'],
    ['2025-10-27', '2025-10-26T23:00:00Z'],
  ])('starts %s at %s', (date, expected) => {
    const start = startOfLocalDay(dayOf(date))
    expect(start).toBe(seconds(expected))
    expect(toDateText(localDayOf(start))).toBe(date)
    expect(localDayOf(start - 1)).toBe(dayOf(date) - 1)
  })
})

describe('the 96 rows of a local day', () => {
  it.each([
    ['an ordinary day', '2026-02-10', 96],
    ['the 23-hour day', '2026-03-29', 92],
    ['the 25-hour day', '2025-10-26', 96],
  ])('cover %s (%s) with %i instants', (_, date, instants) => {
    const slots = slotsOfLocalDay(dayOf(date))
    expect(slots).toHaveLength(96)
    expect(new Set(slots.map(slot => slot.time_key)).size).toBe(instants)
    expect(slots.every(slot => slot.date === date)).toBe(true)
  })

  it('give the skipped 02:xx of spring the instant of 03:xx', () => {
    expect(at('2026-03-29', '02:15')).toMatchObject({
      time_key: at('2026-03-29', '03:15').time_key,
      is_skipped: true,
    })
    expect(toUtcStamp(at('2026-03-29', '02:15').time_key)).toBe('2026-03-29T01:15:00+00:00')
    expect(toParisStamp(at('2026-03-29', '02:15').time_key)).toBe('2026-03-29T03:15:00+02:00')
    expect(at('2026-03-29', '01:45')).toMatchObject({ is_skipped: false })
  })

  it('leave out the first 02:xx of autumn', () => {
    expect(toParisStamp(at('2025-10-26', '01:45').time_key)).toBe('2025-10-26T01:45:00+02:00')
    expect(toParisStamp(at('2025-10-26', '02:00').time_key)).toBe('2025-10-26T02:00:00+01:00')
    const keys = new Set(slotsOfLocalDay(dayOf('2025-10-26')).map(slot => slot.time_key))
    const hole = seconds('2025-10-26T00:00:00Z') / 900
    expect([0, 1, 2, 3].map(quarter => keys.has(hole + quarter))).toEqual([false, false, false, false])
  })
})
