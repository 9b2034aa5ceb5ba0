import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { clearFlows, openGold, outcomeOf, plant } from './planted-gold.ts'
import { regionVersion } from './region-version.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
  await gold.run(`UPDATE dim_region SET valid_to = '2024-06-01', is_current = false WHERE region_key = 53`)
  await gold.run(`
    INSERT INTO dim_region SELECT * REPLACE (153 AS region_key, '2024-06-01' AS valid_from, NULL AS valid_to, true AS is_current)
    FROM dim_region WHERE region_key = 53`)
})
beforeEach(() => clearFlows(gold))
afterAll(() => gold.closeSync())

const run = async () => {
  const [ofFacts] = regionVersion
  if (!ofFacts) throw new TypeError('no check of facts')
  return outcomeOf(gold, ofFacts)
}

it('passes on rows of the version of their day in Paris, midnight included', async () => {
  await plant(gold, [
    { region: '53', at: '2024-05-31T21:45:00Z', type: 'demand', mw: 2000 },
    { region: '153', at: '2024-05-31T22:00:00Z', type: 'demand', mw: 2000 },
  ])
  expect(await run()).toEqual({ rows_checked: 2, violation_count: 0, sample: [] })
})

it('finds rows of a version before and after its days', async () => {
  await plant(gold, [
    { region: '53', at: '2024-05-31T22:00:00Z', type: 'demand', mw: 2000 },
    { region: '153', at: '2024-05-31T21:45:00Z', type: 'demand', mw: 2000 },
  ])
  expect((await run()).sample).toEqual([
    {
      region_code: '53',
      interval_start_utc: '2024-05-31T21:45:00Z',
      found: 'a row of 2024-05-31',
      expected: 'rows from 2024-06-01',
    },
    {
      region_code: '53',
      interval_start_utc: '2024-05-31T22:00:00Z',
      found: 'a row of 2024-06-01',
      expected: 'rows before 2024-06-01',
    },
  ])
})

it('finds versions that leave a gap or have no end', async () => {
  await gold.run('BEGIN TRANSACTION')
  await gold.run(`UPDATE dim_region SET valid_to = '2024-05-01' WHERE region_key = 53`)
  const ofRegions = regionVersion.find(({ table }) => table === 'dim_region')
  if (!ofRegions) throw new TypeError('no check of regions')
  const { sample } = await outcomeOf(gold, ofRegions)
  await gold.run('ROLLBACK')
  expect(sample).toEqual([
    { region_code: '53', found: 'a version until 2024-05-01', expected: 'a version until 2024-06-01' },
  ])
})
