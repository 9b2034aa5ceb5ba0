import { describe, expect, it } from 'vitest'
import { curveOf, normalAt, streamOf, uniformAt } from './noise.ts'

const indices = Array.from({ length: 20_000 }, (_, index) => index)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
function deviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(mean(values.map(value => (value - centre) ** 2)))
}

describe('noise', () => {
  it('depends on seed, name and index alone', () => {
    expect(uniformAt(streamOf(7, 'wind'), 123)).toBe(uniformAt(streamOf(7, 'wind'), 123))
    expect(uniformAt(streamOf(7, 'wind'), 123)).not.toBe(uniformAt(streamOf(8, 'wind'), 123))
    expect(uniformAt(streamOf(7, 'wind'), 123)).not.toBe(uniformAt(streamOf(7, 'sun'), 123))
  })

  it('is uniform in [0, 1), and normal, without correlation from index to index', () => {
    const stream = streamOf(1, 'a')
    const uniform = indices.map(index => uniformAt(stream, index))
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...uniform)).toBeLessThan(1)
    expect(mean(uniform)).toBeCloseTo(0.5, 1)

    const normal = indices.map(index => normalAt(stream, index))
    expect(Math.abs(mean(normal))).toBeLessThan(0.03)
    expect(Math.abs(deviation(normal) - 1)).toBeLessThan(0.03)
    expect(Math.abs(mean(normal.slice(1).map((value, index) => value * (normal[index] ?? 0))))).toBeLessThan(
      0.03,
    )
  })

  it('makes smooth curves of unit spread', () => {
    const curve = curveOf(1, 'wind', [
      [0.6, 24],
      [0.4, 6],
    ])
    const values = indices.map(index => curve(index * 2))
    const steps = indices.map(index => Math.abs(curve(index * 2 + 0.25) - curve(index * 2)))
    expect(Math.abs(mean(values))).toBeLessThan(0.1)
    expect(Math.abs(deviation(values) - 1)).toBeLessThan(0.06)
    expect(Math.max(...steps)).toBeLessThan(0.4)
  })
})
