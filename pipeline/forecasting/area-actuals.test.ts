import { expect, it } from 'vitest'
import { actualsOf } from './area-actuals.ts'
import { plantedHistory } from './planted-history.ts'

const FIRST = Date.parse('2024-06-01T00:00Z') / 900_000

it('knows a residual load to the kW: what is left of nothing is nothing', () => {
  const history = plantedHistory({ area_code: '53', from: '2024-06-01', days: 1 })
  const all = (mw: number) => history.consumption_mw.map(() => mw)
  const actual = actualsOf([
    { ...history, consumption_mw: all(100.1), wind_mw: all(70.05), solar_mw: all(30.05) },
  ])
  expect(100.1 - 70.05 - 30.05).not.toBe(0)
  expect(actual('53', 'residual_load', FIRST)).toBe(0)
  expect(actual('53', 'wind', FIRST)).toBe(70.05)
})

it('knows nothing of an area without a history, or outside of it', () => {
  const actual = actualsOf([plantedHistory({ area_code: '53', from: '2024-06-01', days: 1 })])
  expect(actual('53', 'consumption', FIRST - 2)).toBeNull()
  expect(actual('53', 'consumption', FIRST + 96)).toBeNull()
  expect(actual('FR', 'consumption', FIRST)).toBeNull()
  expect(actual('53', 'consumption', FIRST + 94)).not.toBeNull()
})
