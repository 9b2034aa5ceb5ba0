import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NORM_PERCENTS } from '../../catalog/forecasting.ts'
import { tensionOf } from './tension-index.ts'

/** P0 at 0 MW, P5 at 5, … P100 at 100. */
const STRAIGHT = [...NORM_PERCENTS]

it.each([
  ['the lowest of the norm', 0, 0, 'relaxed'],
  ['below it', -50, 0, 'relaxed'],
  ['between two percentiles', 7.24, 7.2, 'relaxed'],
  ['the first usual one', 20, 20, 'usual'],
  ['just below raised', 79.94, 79.9, 'usual'],
  ['what is raised once rounded', 79.96, 80, 'raised'],
  ['the first high one', 95, 95, 'high'],
  ['the highest of the norm', 100, 100, 'high'],
  ['beyond it', 4_000, 100, 'high'],
] as const)('tells %s', (_, need, tension_index, level) => {
  expect(tensionOf(need, STRAIGHT)).toEqual({ tension_index, level })
})

it('runs straight between percentiles however far apart they are, also below zero', () => {
  const norm = [-400, -300, -250, -200, -100, 0, 10, 20, 30, 40, 1_040, 1_050, 1_060]
  expect(tensionOf(-350, norm).tension_index).toBe(2.5)
  expect(tensionOf(540, norm).tension_index).toBe(85)
})

it('puts a value that several percentiles share into their middle', () => {
  const norm = [0, 0, 0, 20, 30, 40, 50, 50, 50, 50, 90, 100, 100]
  expect([0, 50, 100].map(need => tensionOf(need, norm).tension_index)).toEqual([5, 65, 97.5])
  expect(tensionOf(7, Array(13).fill(7)).tension_index).toBe(50)
})

it('is never lower for a higher need, and stays within 0 and 100', () => {
  const megawatts = fc.double({ min: -5_000, max: 20_000, noNaN: true })
  const norms = fc
    .array(megawatts, { minLength: 13, maxLength: 13 })
    .map(norm => norm.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(norms, fc.array(megawatts, { minLength: 2 }), (norm, others) => {
      const needs = [...others, ...norm].toSorted((a, b) => a - b)
      const indices = needs.map(need => tensionOf(need, norm).tension_index)
      expect(indices).toEqual(indices.toSorted((a, b) => a - b))
      expect(indices.every(index => index >= 0 && index <= 100)).toBe(true)
    }),
  )
})

it.each([
  ['too few percentiles', [1, 2, 3]],
  ['percentiles that fall', [5, 4, ...Array(11).fill(9)]],
  ['one that is none', [Number.NaN, ...Array(12).fill(9)]],
])('refuses a norm of %s', (_, norm) => {
  expect(() => tensionOf(1, norm)).toThrow(/expected 13 percentiles, none below the one before/)
})
