import { describe, expect, it } from 'vitest'
import { FEEDS } from '../../catalog/feeds.ts'
import { type Attempts, dueAfter, jitterSeconds, planNext } from './feed-schedule.ts'

const feedOf = (feedId: string) => {
  const feed = FEEDS.find(({ feed_id }) => feed_id === feedId)
  if (!feed) throw new RangeError(feedId)
  return feed
}
const realTime = feedOf('eco2mix-regional-realtime')
const consolidated = feedOf('eco2mix-regional-consolidated')
const at = (time: string) => new Date(`2026-11-20T${time}Z`)
const attempts = (
  failures: number,
  code: string | null = 'server-error',
  not_before: string | null = null,
): Attempts => ({
  last: {
    started_at: '2026-11-20T10:05:30.000Z',
    finished_at: '2026-11-20T10:05:40.000Z',
    error_code: failures > 0 ? code : null,
    not_before,
  },
  failures_in_row: failures,
})
const plan = (failures: number, feed = realTime) => {
  const { at: moment, trigger } = planNext(feed, attempts(failures), at('10:06:00'))
  return `${moment.toISOString().slice(11, 19)} ${trigger}`
}

describe('a feed is due', () => {
  it('at the strokes of its schedule, always the same seconds late', () => {
    const jitter = jitterSeconds(realTime.feed_id)
    expect(jitter).toBeGreaterThanOrEqual(0)
    expect(jitter).toBeLessThan(45)
    expect(dueAfter(realTime, at('10:05:59')).getTime()).toBe(at('10:20:00').getTime() + jitter * 1000)
    expect(dueAfter(realTime, dueAfter(realTime, at('10:05:59')))).toEqual(
      new Date(at('10:35:00').getTime() + jitter * 1000),
    )
  })

  it('strictly after the moment given, even one within the jitter', () => {
    const due = dueAfter(realTime, at('10:06:00'))
    expect(dueAfter(realTime, new Date(due.getTime() - 1))).toEqual(due)
    expect(dueAfter(realTime, due).getTime() - due.getTime()).toBe(15 * 60_000)
  })

  it('spread over different seconds, feed by feed', () => {
    expect(new Set(FEEDS.map(feed => jitterSeconds(feed.feed_id))).size).toBeGreaterThan(5)
  })

  it('in UTC, whatever Paris does with its clocks', () => {
    const due = dueAfter(consolidated, new Date('2026-03-29T00:00:00Z'))
    expect(due.toISOString()).toMatch(/^2026-03-29T04:30/)
  })

  it('never, for a feed that only a person brings', () => {
    expect(() => dueAfter(feedOf('eco2mix-files'), at('10:00:00'))).toThrow(RangeError)
  })
})

describe('the next run', () => {
  it('is now for a feed that never ran', () => {
    const never = { last: null, failures_in_row: 0 }
    expect(planNext(realTime, never, at('10:06:00'))).toEqual({ at: at('10:06:00'), trigger: 'schedule' })
  })

  it('comes at the schedule after a success', () => {
    expect(plan(0)).toMatch(/^10:20:\d\d schedule$/)
  })

  it('comes 1, 2, 4 and 8 minutes after failures in a row, and never later than the schedule', () => {
    expect(plan(1)).toBe('10:06:40 retry')
    expect(plan(2)).toBe('10:07:40 retry')
    expect(plan(3)).toBe('10:09:40 retry')
    expect(plan(4)).toBe('10:13:40 retry')
    expect(plan(5)).toMatch(/^10:20:\d\d schedule$/)
    expect(plan(500)).toMatch(/^10:20:\d\d schedule$/)
    expect(plan(9, consolidated)).toBe('14:21:40 retry')
  })

  it('waits for the schedule where a person or the calendar must act', () => {
    const { trigger } = planNext(realTime, attempts(1, 'misconfigured'), at('10:06:00'))
    expect(trigger).toBe('schedule')
  })

  it('comes within hours, however long the schedule and the row of failures', () => {
    const register = feedOf('region-register')
    const { at: moment } = planNext(register, attempts(30, 'unreachable'), at('10:06:00'))
    expect(moment.getTime() - at('10:05:40').getTime()).toBe(256 * 60_000)
  })

  it('heeds the publisher that says when to come back, for an hour at most', () => {
    const told = (notBefore: string) =>
      planNext(realTime, attempts(1, 'rate-limited', notBefore), at('10:06:00')).at
    expect(told('2026-11-20T10:12:00Z')).toEqual(at('10:12:00'))
    expect(told('2026-11-20T10:40:00Z')).toEqual(at('10:40:00'))
    expect(told('2027-11-20T00:00:00Z')).toEqual(at('11:05:40'))
  })
})
