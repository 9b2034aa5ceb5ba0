import { afterEach, expect, it } from 'vitest'
import { storeForecasts } from '../forecast.ts'
import { storeForecastScores } from '../forecast_score.ts'
import { readDataState } from './data-state.ts'
import { forecastIssue, forecastScore } from './forecast-fixture.ts'
import {
  insertBatch,
  type Seed,
  type SeededWarehouse,
  type SeedInterval,
  seedWarehouse,
  timeKey,
} from './seed.ts'

let seeded: SeededWarehouse | undefined
afterEach(() => seeded?.remove())

const stateOf = async (seed: Seed) => {
  seeded = await seedWarehouse(seed)
  return seeded.warehouse.read(engine => readDataState(engine))
}
const demand = (at: string, mw: number | null, step: 15 | 30 = 15): SeedInterval => ({
  region: '11',
  at,
  step,
  mw: { demand: mw },
})

it('ends with the newest interval that has a value', async () => {
  const state = await stateOf({
    intervals: [
      demand('2024-06-01T09:00:00Z', 100),
      demand('2024-06-01T10:00:00Z', 100, 30),
      demand('2024-06-01T10:30:00Z', null),
    ],
  })
  expect(state.watermark_key).toBe(timeKey('2024-06-01T10:00:00Z'))
  expect(state.end_key).toBe(timeKey('2024-06-01T10:30:00Z'))
})

it('finds that interval behind days without a value', async () => {
  const state = await stateOf({
    intervals: [demand('2024-05-01T10:00:00Z', 1), demand('2024-06-01T10:00:00Z', null)],
  })
  expect(state.watermark_key).toBe(timeKey('2024-05-01T10:00:00Z'))
})

it('has no watermark without facts', async () => {
  expect(await stateOf({ intervals: [] })).toMatchObject({
    watermark_key: null,
    end_key: null,
    is_simulated: false,
  })
})

it('is simulated as soon as one batch is', async () => {
  const state = await stateOf({ intervals: [demand('2024-06-01T10:00:00Z', 1)], simulated: true })
  expect(state.is_simulated).toBe(true)
})

it.each([
  ['a batch comes in', insertBatch(99)],
  ['the checks find more', `INSERT INTO quality_result VALUES ('c', 't', 'warn', TRUE, 5, 0, '[]', NULL)`],
  [
    'the facts reach further',
    `INSERT INTO fact_energy_flow SELECT * REPLACE (time_key + 1 AS time_key) FROM fact_energy_flow`,
  ],
])('changes its version when %s', async (_, statement) => {
  const before = await stateOf({ intervals: [demand('2024-06-01T10:00:00Z', 1)] })
  await seeded?.warehouse.write(connection => connection.run(statement))
  const after = await seeded?.warehouse.read(engine => readDataState(engine))
  expect(after?.version).not.toBe(before.version)
  expect(await seeded?.warehouse.read(engine => readDataState(engine))).toEqual(after)
})

it('changes its version when a forecast or a score comes in, also where their tables were not', async () => {
  const seed = { intervals: [demand('2024-06-01T10:00:00Z', 1)] }
  const versions = [
    (await stateOf({ ...seed, statements: ['DROP TABLE forecast', 'DROP TABLE forecast_score'] })).version,
  ]
  const warehouse = seeded?.warehouse
  if (!warehouse) throw new Error('no warehouse')
  const versionAfter = async (work: Promise<unknown>) => {
    await work
    versions.push((await warehouse.read(engine => readDataState(engine))).version)
  }
  const issueAt = (at: string) => storeForecasts(warehouse, [forecastIssue(at, { halfHours: 1 })])
  await versionAfter(issueAt('2024-06-01T10:27:00Z'))
  await versionAfter(issueAt('2024-06-01T11:27:00Z'))
  await versionAfter(issueAt('2024-06-01T09:27:00Z'))
  await versionAfter(storeForecastScores(warehouse, [forecastScore({})]))
  expect(new Set(versions).size).toBe(5)
  await versionAfter(issueAt('2024-06-01T09:27:00Z'))
  await versionAfter(storeForecastScores(warehouse, [forecastScore({})]))
  expect(versions.slice(4)).toEqual(Array(3).fill(versions[4]))
})
