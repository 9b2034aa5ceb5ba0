import { expect, it } from 'vitest'
import { FEEDS } from './feeds.ts'

const LIMITS = [
  ['second', 0, 59],
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['day', 1, 31],
  ['month', 1, 12],
  ['weekday', 0, 6],
] as const

/** Values a field of a schedule stands for: `*`, `5`, `5/15`, `1,3`. */
function fieldValues(field: string, lowest: number, highest: number): number[] {
  return field.split(',').flatMap(part => {
    const [start = '', step] = part.split('/')
    const first = start === '*' ? lowest : Number(start)
    const last = start === '*' || step !== undefined ? highest : first
    const values: number[] = []
    for (let value = first; value <= last; value += Number(step ?? 1)) values.push(value)
    return values
  })
}

const scheduled = FEEDS.flatMap(({ feed_id, schedule }) => (schedule === null ? [] : [{ feed_id, schedule }]))
const runsPerDay = (schedule: string) =>
  schedule
    .split(' ')
    .slice(0, 3)
    .reduce((runs, field, index) => runs * fieldValues(field, 0, LIMITS[index]?.[2] ?? 0).length, 1)

it('names every feed once and keeps each under its own bronze path', () => {
  expect(new Set(FEEDS.map(feed => feed.feed_id)).size).toBe(FEEDS.length)
  expect(FEEDS.map(feed => feed.bronze_prefix)).toEqual(FEEDS.map(feed => `bronze/${feed.feed_id}/`))
})

it('says truly what is ingested today', () => {
  expect(FEEDS.filter(feed => feed.status === 'planned')).toEqual([])
})

it.each(scheduled)('$feed_id has a schedule of six fields in range: $schedule', ({ schedule }) => {
  const fields = schedule.split(' ')
  expect(fields.length).toBe(6)
  for (const [index, [name, lowest, highest]] of LIMITS.entries()) {
    const values = fieldValues(fields[index] ?? '', lowest, highest)
    const inRange = values.length > 0 && values.every(value => value >= lowest && value <= highest)
    expect(inRange, `${name} ${fields[index]}`).toBe(true)
  }
})

it.each(FEEDS)('$feed_id is allowed its usual lag before it counts as degraded, then broken', feed => {
  if (feed.freshness === null) {
    expect(feed.schedule === null || feed.expected_lag_minutes === null).toBe(true)
    return
  }
  expect(feed.expected_lag_minutes).toBeLessThan(feed.freshness.degraded_minutes)
  expect(feed.freshness.degraded_minutes).toBeLessThan(feed.freshness.broken_minutes)
})

it('looks back further than the publisher is late, so that no value is missed', () => {
  const tooShort = FEEDS.filter(
    feed =>
      feed.look_back_hours !== null &&
      feed.expected_lag_minutes !== null &&
      feed.look_back_hours * 60 <= feed.expected_lag_minutes,
  )
  expect(tooShort).toEqual([])
})

it.each([
  ['odre.opendatasoft.com', 50_000],
  ['open-meteo.com', 10_000 * 31],
])('uses less than a fifth of the quota of %s', (host, callsPerMonth) => {
  const feeds = FEEDS.filter(feed => feed.endpoint.includes(host))
  const runs = feeds.reduce((sum, feed) => sum + 31 * runsPerDay(feed.schedule ?? ''), 0)
  expect(feeds.length).toBeGreaterThan(0)
  expect(runs).toBeLessThan(callsPerMonth / 5)
})

it.each(FEEDS)('$feed_id says in days what its retention says in words', ({ retention, bronze_days }) => {
  expect(retention).toMatch(bronze_days === null ? /^Bronze for ever\b/ : /^Bronze for two years\b/)
  expect([null, 730]).toContain(bronze_days)
})
