import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NormalEquations } from './normal-equations.ts'
import { gaussian } from './planted-history.ts'

const row = (...values: number[]) => Float64Array.from(values)

describe('NormalEquations', () => {
  it('finds planted coefficients', () => {
    const gauss = gaussian(3)
    const equations = new NormalEquations(3)
    for (let n = 0; n < 2000; n++) {
      const x = row(1, gauss(), gauss())
      equations.add(x, 0, 5 + 2 * (x[1] as number) - 3 * (x[2] as number) + 0.1 * gauss())
    }
    const [a, b, c] = equations.solve(row(1e-6, 0.1, 0.1))
    expect([a, b, c]).toEqual([expect.closeTo(5, 1), expect.closeTo(2, 1), expect.closeTo(-3, 1)])
  })

  it('solves what its definition says: gradient zero at the answer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 8 }), (seed, width) => {
        const gauss = gaussian(seed)
        const rows = Array.from({ length: 20 }, () => ({
          x: Float64Array.from({ length: width }, gauss),
          y: gauss(),
        }))
        const equations = new NormalEquations(width)
        for (const { x, y } of rows) equations.add(x, 0, y)
        const penalty = new Float64Array(width).fill(0.7)
        const beta = equations.solve(penalty)
        for (let at = 0; at < width; at++) {
          const slope = rows.reduce(
            (sum, { x, y }) => {
              const told = x.reduce((total, value, i) => total + value * (beta[i] as number), 0)
              return sum + (x[at] as number) * (told - y)
            },
            0.7 * (beta[at] as number),
          )
          expect(slope).toBeCloseTo(0, 8)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('forgets rows that are taken away', () => {
    const kept = new NormalEquations(2)
    kept.add(row(1, 2), 0, 3)
    kept.add(row(1, -1), 0, 4)
    const left = new NormalEquations(2)
    left.add(row(1, 7), 0, -5)
    const both = new NormalEquations(2).addAll(kept).addAll(left).addAll(left, -1)
    expect(both.rows).toBe(2)
    both.solve(row(0.1, 0.1)).forEach((value, at) => {
      expect(value).toBeCloseTo(kept.solve(row(0.1, 0.1))[at] as number, 10)
    })
  })

  it('names the coefficient that nothing settles', () => {
    const equations = new NormalEquations(2)
    equations.add(row(1, 0), 0, 3)
    expect(() => equations.solve(row(0, 0))).toThrow('nothing settles coefficient 1 of 2')
    expect([...equations.solve(row(0, 1))]).toEqual([3, 0])
  })
})
