/** What gold lacks comes from the ledger: after a kill between the two, a rebuild, a version without the tables. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { GOLD_DATASETS } from '../../catalog/gold-datasets.ts'
import { type DuckDbWarehouse, openDuckDbWarehouse } from '../../gold/duckdb-warehouse.ts'
import { forecastScore } from '../../gold/queries/forecast-fixture.ts'
import { storedScoreDays } from '../../gold/queries/forecast-scores.ts'
import { storedIssues } from '../../gold/queries/forecasts.ts'
import { readTable } from '../../gold/table-rows.ts'
import { openLocalDisk } from '../../lake/local-disk.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { recordIssue } from './issues.ts'
import { recordedIssue } from './issues-fixture.ts'
import { recordScores } from './scores.ts'
import { storeFromLedger } from './store-in-gold.ts'

let folder: string
let lake: ObjectStore
let warehouse: DuckDbWarehouse
const opened: DuckDbWarehouse[] = []
const openWarehouse = (name: string) => {
  const one = openDuckDbWarehouse(join(folder, name), { waitMs: 5_000 })
  opened.push(one)
  return one
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grid-ledger-'))
  lake = openLocalDisk(join(folder, 'lake'))
  warehouse = openWarehouse('warehouse.duckdb')
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  rmSync(folder, { recursive: true })
})

const SMALL = { areas: ['53', 'FR'], quantities: ['consumption'], halfHours: 4 } as const
const issueAt = (at: string) => recordIssue(lake, recordedIssue(at, SMALL))
const scoreOf = (target_date: string) =>
  recordScores(lake, {
    target_date,
    scored_at: `${target_date}T23:40:00.000Z`,
    is_simulated: true,
    scores: [forecastScore({ target_date })],
  })

it('stores nothing of an empty ledger, and makes no warehouse for it', async () => {
  expect(await storeFromLedger(lake, warehouse)).toEqual({ forecasts_stored: 0, scores_stored: 0 })
  expect(await storedIssues(warehouse)).toEqual([])
})

it('stores what is missing, once', async () => {
  await issueAt('2026-06-01T09:27:00Z')
  await scoreOf('2026-05-31')
  expect(await storeFromLedger(lake, warehouse)).toEqual({ forecasts_stored: 8, scores_stored: 1 })
  expect(await storeFromLedger(lake, warehouse)).toEqual({ forecasts_stored: 0, scores_stored: 0 })
  await issueAt('2026-06-01T10:27:00Z')
  await scoreOf('2026-06-01')
  expect(await storeFromLedger(lake, warehouse)).toEqual({ forecasts_stored: 8, scores_stored: 1 })
  expect(await storedScoreDays(warehouse)).toEqual(['2026-05-31', '2026-06-01'])
})

it('catches up on hours that were recorded and not stored, between those that were', async () => {
  await issueAt('2026-06-01T09:27:00Z')
  await storeFromLedger(lake, warehouse)
  // Killed before gold had it; the next hour finds it.
  await issueAt('2026-06-01T10:27:00Z')
  await issueAt('2026-06-01T11:27:00Z')
  expect(await storeFromLedger(lake, warehouse)).toMatchObject({ forecasts_stored: 16 })
  expect((await storedIssues(warehouse)).map(at => at.slice(11, 16))).toEqual(['09:27', '10:27', '11:27'])
})

it('lists no other day than the last eight where it is told the time', async () => {
  await issueAt('2026-05-20T09:27:00Z')
  await issueAt('2026-06-01T09:27:00Z')
  const listed: string[] = []
  const counted = {
    ...lake,
    list(prefix: string) {
      listed.push(prefix)
      return lake.list(prefix)
    },
  }
  const now = new Date('2026-06-01T09:28Z')
  expect(await storeFromLedger(counted, warehouse, now)).toMatchObject({ forecasts_stored: 8 })
  expect(listed.filter(prefix => prefix.includes('/issues/')).every(prefix => /\/\d\d\/$/.test(prefix))).toBe(
    true,
  )
})

it('gives a new warehouse the last eight days of issues and all scores, as the old one has them', async () => {
  const hours = ['2026-05-20T09', '2026-05-24T09', '2026-05-24T10', '2026-06-01T09', '2026-06-01T10']
  for (const hour of hours) {
    await issueAt(`${hour}:27:00Z`)
    await storeFromLedger(lake, warehouse)
  }
  for (const day of ['2024-01-01', '2026-05-31']) await scoreOf(day)
  await storeFromLedger(lake, warehouse)
  const remade = openWarehouse('remade.duckdb')
  expect(await storeFromLedger(lake, remade)).toEqual({ forecasts_stored: 24, scores_stored: 2 })
  expect(await storedIssues(remade)).toEqual(await storedIssues(warehouse))
  expect(await contentOf(remade)).toEqual(await contentOf(warehouse))
})

it('makes the tables in a warehouse of a version that had none', async () => {
  await issueAt('2026-06-01T09:27:00Z')
  await scoreOf('2026-05-31')
  await warehouse.write(connection => connection.run('CREATE TABLE other (n INTEGER)'))
  expect(await storeFromLedger(lake, warehouse)).toEqual({ forecasts_stored: 8, scores_stored: 1 })
})

it('stores what was said to the kW, and of which data', async () => {
  await issueAt('2026-06-01T09:27:04.512Z')
  await scoreOf('2026-06-01')
  await storeFromLedger(lake, warehouse)
  const { forecast, forecast_score } = await contentOf(warehouse)
  const firstKey = Date.parse('2026-06-01T09:30Z') / 900_000
  const [issuedAt, fittedAt] = ['2026-06-01T09:27:04.512Z', '2026-06-01T00:00:00.000Z']
  expect(forecast.slice(0, 1)).toEqual([
    JSON.stringify([
      '53',
      'consumption',
      issuedAt,
      firstKey,
      2,
      1679.875,
      1700,
      1730.5,
      'ridge',
      fittedAt,
      false,
    ]),
  ])
  expect(forecast_score).toHaveLength(1)
  expect(forecast_score[0]).toMatch(/,40,50,0\.020125,-5\.5,12,160,80,100,160,true\]$/)
})

it('stores the scores of an older file, without a relative error that no column holds', async () => {
  await recordScores(lake, {
    target_date: '2026-06-01',
    scored_at: '2026-06-02T03:40:00.000Z',
    is_simulated: true,
    scores: [forecastScore({ target_date: '2026-06-01', mape_ratio: 2e16, quantity_code: 'residual_load' })],
  })
  expect(await storeFromLedger(lake, warehouse)).toMatchObject({ scores_stored: 1 })
  const { forecast_score } = await contentOf(warehouse)
  expect(forecast_score[0]).toMatch(/,40,50,null,-5\.5,/)
})

it('reads an older file without scores once', async () => {
  const day = {
    target_date: '2026-05-30',
    scored_at: '2026-06-04T03:40:00.000Z',
    is_simulated: true,
    scores: [],
  }
  const key = 'gold/forecasting/scores/2026-05-30.json'
  await lake.create(key, Buffer.from(JSON.stringify(day)))
  await scoreOf('2026-05-31')
  const read: string[] = []
  const counted = {
    ...lake,
    read(one: string) {
      read.push(one)
      return lake.read(one)
    },
  }
  expect(await storeFromLedger(counted, warehouse)).toMatchObject({ scores_stored: 1 })
  await scoreOf('2026-06-01')
  expect(await storeFromLedger(counted, warehouse)).toMatchObject({ scores_stored: 1 })
  expect(await storeFromLedger(counted, warehouse)).toMatchObject({ scores_stored: 0 })
  expect(read.filter(one => one === key)).toHaveLength(1)
})

/** Every column of the copies, as text. */
const contentOf = (one: DuckDbWarehouse) =>
  one.read(async engine => ({
    forecast: await readTable(engine, datasetNamed('forecast')),
    forecast_score: await readTable(engine, datasetNamed('forecast_score')),
  }))

function datasetNamed(name: string) {
  const dataset = GOLD_DATASETS.find(({ table_name }) => table_name === name)
  if (!dataset) throw new RangeError(`${name}: no table of gold`)
  return dataset
}
