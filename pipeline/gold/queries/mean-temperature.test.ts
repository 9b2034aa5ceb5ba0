import { afterAll, beforeAll, expect, it } from 'vitest'
import { readMeanTemperatures } from './mean-temperature.ts'
import { type SeededWarehouse, type SeedInterval, seedWarehouse, timeKey } from './seed.ts'

const at = (region: string, time: string, step: 15 | 30): SeedInterval => ({
  region,
  at: `2024-10-27T${time}:00Z`,
  step,
  mw: { demand: 1000, wind: 10 },
})
const celsius = (time: string, value: number) =>
  `UPDATE fact_energy_flow SET temperature_celsius = ${value} WHERE time_key = ${timeKey(`2024-10-27T${time}:00Z`)}`

let seeded: SeededWarehouse
beforeAll(async () => {
  seeded = await seedWarehouse({
    intervals: [
      at('53', '10:00', 30),
      at('53', '10:30', 15),
      at('53', '10:45', 15),
      at('53', '11:00', 30),
      at('24', '10:30', 30),
      at('11', '10:45', 30),
    ],
    statements: [celsius('10:00', 8), celsius('10:30', 12.5), celsius('11:00', 40)],
  })
})
afterAll(() => seeded.remove())

it('weighs by duration, counts what has a temperature, and leaves out regions without', async () => {
  const range = { from: timeKey('2024-10-27T10:00:00Z'), to: timeKey('2024-10-27T11:00:00Z') }
  expect(await seeded.warehouse.read(engine => readMeanTemperatures(engine, range))).toEqual([
    { region_code: '24', temperature_celsius: 12.5, minutes: 30 },
    { region_code: '53', temperature_celsius: 9.5, minutes: 45 },
  ])
})
