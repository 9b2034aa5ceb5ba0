import { describe, expect, it } from 'vitest'
import { isShownAsZeros, newestPublishedKey } from './feed-behaviour.ts'

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

  it('lags as the publisher does: p5 15, p50 41, p95 74 minutes', () => {
    const lags = moments.map(now => now / 60 - newestPublishedKey(1, now) * 15).sort((a, b) => a - b)
    const percentile = (share: number) => lags[Math.floor(share * lags.length)] ?? Number.NaN
    expect(Math.abs(percentile(0.05) - 15)).toBeLessThan(4)
    expect(Math.abs(percentile(0.5) - 41)).toBeLessThan(4)
    expect(Math.abs(percentile(0.95) - 74)).toBeLessThan(6)
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
