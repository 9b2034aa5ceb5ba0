/** The histories and the answers of the service know the same weather. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readAreaWeather } from './area-weather.ts'
import { insert, type SeededWarehouse, seedWarehouse, timeKey } from './seed.ts'
import { readWeather } from './weather.ts'

const row = (hour: string, kind: string, seen: string, celsius: number, batch: number) => [
  ...[53, timeKey(`2024-10-27T${hour}:00Z`), kind, `2024-10-${seen}`],
  ...[celsius, 4.5, 7.25, 310, 80, 3, batch],
]
const RANGE = { from: timeKey('2024-10-27T00:00Z'), to: timeKey('2024-10-28T00:00Z') }

let seeded: SeededWarehouse
beforeAll(async () => {
  seeded = await seedWarehouse({
    intervals: [],
    statements: [
      insert('weather', [
        row('12', 'forecast', '26 06:00:00', 11, 1),
        row('12', 'forecast', '27 06:00:00', 12, 2),
        row('12', 'analysis', '27 07:00:00', -50, 3),
        // Two batches of one instant: the later one is better known.
        row('13', 'forecast', '27 06:00:00', 15, 3),
        row('13', 'forecast', '27 06:00:00', 14, 2),
        row('14', 'analysis', '27 15:00:00', 17, 5),
        row('14', 'analysis', '27 15:00:00', 16, 4),
        row('14', 'forecast', '27 18:00:00', 19, 6),
      ]),
    ],
  })
})
afterAll(() => seeded.remove())

it.each([
  [undefined, [-50, 15, 17]],
  ['2024-10-26T12:00Z', [11]],
  ['2024-10-27T08:00Z', [12, 15]],
  ['2024-10-27T12:00Z', [-50, 15]],
  ['2024-10-27T20:00Z', [-50, 15, 17]],
])('is the one best known as of %s, one row an hour', async (instant, celsius) => {
  const asOf = instant === undefined ? undefined : Date.parse(instant)
  const [ours, answered] = await seeded.warehouse.read(async engine => [
    await readAreaWeather(engine, { range: RANGE, asOf }),
    (await readWeather(engine, { range: RANGE, asOf, regionCodes: [], limit: 100 })).rows,
  ])
  const inOrder = ours.toSorted((a, b) => a.time_key - b.time_key)
  expect(inOrder.map(hour => hour.temperature_celsius)).toEqual(celsius)
  expect(answered.map(hour => hour.temperature_celsius)).toEqual(celsius)
})
