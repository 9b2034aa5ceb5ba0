import { expect, it } from 'vitest'
import { FEEDS } from '../../catalog/feeds.ts'
import { splitWindow, windowOf } from './feed-window.ts'

const now = new Date('2026-11-20T10:05:00Z')
const DAY_MS = 86_400_000
function feedNamed(feedId: string) {
  const feed = FEEDS.find(({ feed_id }) => feed_id === feedId)
  if (!feed) throw new RangeError(feedId)
  return feed
}
const windowFor = (feedId: string, newest: string | null, initialDays = 60) => {
  const feed = feedNamed(feedId)
  const window = windowOf(feed, { now, newest: newest === null ? null : new Date(newest), initialDays })
  return window && [window.from.toISOString().slice(0, 16), window.to.toISOString().slice(0, 16)]
}

it.each([
  ['now', '2026-11-20T09:45Z', '2026-11-17T09:45'],
  ['what we hold, where that is older: so a hole is filled', '2026-11-10T00:00Z', '2026-11-07T00:00'],
  ['now, where what we hold is of the future', '2026-11-21T00:00Z', '2026-11-17T10:05'],
])('a window reaches back from %s', (_, newest, from) => {
  expect(windowFor('eco2mix-regional-realtime', newest)).toEqual([from, '2026-11-20T10:05'])
})

it('a feed that we hold nothing of begins as many days back as asked', () => {
  expect(windowFor('eco2mix-regional-realtime', null)?.[0]).toBe('2026-09-21T10:05')
})

it('a window never begins before the dataset does', () => {
  expect(windowFor('eco2mix-regional-consolidated', null, 50_000)?.[0]).toBe('2013-01-01T00:00')
  expect(windowFor('eco2mix-regional-consolidated', '2013-01-05T00:00Z')?.[0]).toBe('2013-01-01T00:00')
})

it('a feed whose past cannot be asked for begins where it is declared to, and forecasts reach beyond now', () => {
  expect(windowFor('sql-source', null)).toEqual(['2026-11-17T10:05', '2026-11-20T10:05'])
  expect(windowFor('open-meteo-forecast', null)).toEqual(['2026-11-11T10:05', '2026-11-24T10:05'])
  expect(windowFor('open-meteo-forecast', '2026-11-20T10:00Z')?.[0]).toBe('2026-11-18T10:00')
})

it('the first forecast of the weather reaches back beyond where its archive ends', () => {
  const [forecast, archive] = ['open-meteo-forecast', 'open-meteo-archive'].map(feedNamed)
  const latestMinutes = archive?.freshness?.degraded_minutes ?? Number.NaN
  expect((forecast?.first_look_back_hours ?? 0) * 60).toBeGreaterThan(latestMinutes)
})

it('a feed that is fetched whole has none', () => {
  expect(windowFor('region-register', null)).toBeNull()
})

it('splits what one fetch does not take into equal parts without a gap', () => {
  const window = { from: new Date(now.getTime() - 100 * DAY_MS), to: now }
  const parts = splitWindow(window, 30)
  expect(parts.length).toBe(4)
  expect([parts[0]?.from, parts.at(-1)?.to]).toEqual([window.from, window.to])
  for (const [index, part] of parts.entries()) {
    expect(part.to.getTime() - part.from.getTime()).toBe(25 * DAY_MS)
    if (index > 0) expect(part.from).toEqual(parts[index - 1]?.to)
  }
  expect(splitWindow(window, undefined)).toEqual([window])
  expect(splitWindow({ from: now, to: now }, 30)).toEqual([{ from: now, to: now }])
})
