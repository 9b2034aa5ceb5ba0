import { describe, expect, it } from 'vitest'
import { isShownAsZeros, newestNationalKey, newestPublishedKey } from './feed-behaviour.ts'

const start = Date.parse('2026-01-01T00:00:00Z') / 1000

describe('arrival of real-time values', () => {
  const moments = Array.from({ length: 20_000 }, (_, index) => start + index * 1_117)

  it('comes four quarters at a time, the last one at :45', () => {
    expect(new Set(moments.map(now => newestPublishedKey(1, now) % 4))).toEqual(new Set([3]))
  })

  it('never goes back', () => {
    const newest = moments.map(now => newestPublishedKey(1, now))
    expect(newest).toEqual(newest.toSorted((a, b) => a - b))
  })

  const percentilesOf = (lags: readonly number[]) => {
    const sorted = lags.toSorted((a, b) => a - b)
    return [0.05, 0.5, 0.95, 1].map(
      share => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0,
    )
  }

  it('lags as the publisher does: p5 15, p50 41, p95 74 minutes, hours now and then', () => {
    const lags = moments.map(now => now / 60 - newestPublishedKey(1, now) * 15)
    const [p5 = 0, p50 = 0, p95 = 0, most = 0] = percentilesOf(lags)
    expect(Math.abs(p5 - 15)).toBeLessThan(4)
    expect(Math.abs(p50 - 41)).toBeLessThan(4)
    expect(Math.abs(p95 - 74)).toBeLessThan(6)
    expect(most).toBeGreaterThan(180)
    expect(most).toBeLessThan(600)
  })

  it('of the country lags less: p5 17, p50 24, p95 31 minutes, hours now and then', () => {
    const lags = moments.map(now => now / 60 - newestNationalKey(1, now) * 15)
    const [p5 = 0, p50 = 0, p95 = 0, most = 0] = percentilesOf(lags)
    expect(Math.abs(p5 - 17)).toBeLessThan(1.5)
    expect(Math.abs(p50 - 24)).toBeLessThan(1.5)
    expect(Math.abs(p95 - 31)).toBeLessThan(1.5)
    expect(most).toBeGreaterThan(180)
    expect(most).toBeLessThan(1_306)
  })
})

describe('outages shown as zeros', () => {
  const year = Array.from({ length: 365 * 96 }, (_, index) => start / 900 + index)
  const broken = year.filter(key => isShownAsZeros(1, key, key * 900 + 3600))

  it('happen some dozens of times a year and stay small', () => {
    const beginnings = broken.filter(key => !broken.includes(key - 1))
    expect(beginnings.length).toBeGreaterThan(10)
    expect(beginnings.length).toBeLessThan(60)
    expect(broken.length).toBeLessThan(0.01 * year.length)
  })

  it('are repaired in the nights after, for good', () => {
    for (const key of broken) {
      expect(isShownAsZeros(1, key, key * 900 + 48 * 3600)).toBe(false)
    }
  })
})
