import { join } from 'node:path'
import { expect, it } from 'vitest'
import { recordIssue } from '../../forecasting/ledger/issues.ts'
import { recordedIssue } from '../../forecasting/ledger/issues-fixture.ts'
import { recordScores } from '../../forecasting/ledger/scores.ts'
import { forecastScore } from '../../gold/queries/forecast-fixture.ts'
import { storedScoreDays } from '../../gold/queries/forecast-scores.ts'
import { storedIssues } from '../../gold/queries/forecasts.ts'
import { goldState, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import { isRebuildCutOff, rebuild } from './rebuild.ts'

const FIXTURES = join(import.meta.dirname, '../../silver/fixtures')
const PUBLICATION = join(FIXTURES, 'rte-13-columns.xls')

/** A home whose gold has lost its facts, and the state it had before. */
async function homeWithoutFacts() {
  const home = temporaryHome()
  await receive(home, [PUBLICATION], '2026-01-01T00:00:00Z')
  await bringUpToDate(home)
  const before = await goldState(home)
  await home.warehouse.write(async connection => {
    await connection.run('DELETE FROM fact_energy_flow')
  })
  return { home, before }
}

it('makes the same gold from bronze alone', async () => {
  const { home, before } = await homeWithoutFacts()
  await rebuild(home)
  expect(await goldState(home)).toEqual(before)
  expect(await isRebuildCutOff(home)).toBe(false)
})

it('is ended by the next run when it was cut off', async () => {
  const { home, before } = await homeWithoutFacts()
  await home.lake.replace('gold/rebuilding', new Uint8Array())
  expect(await isRebuildCutOff(home)).toBe(true)
  await bringUpToDate(home)
  expect(await goldState(home)).toEqual(before)
  expect(await isRebuildCutOff(home)).toBe(false)
})

it('gives the new warehouse what the ledger of forecasts has', async () => {
  const { home } = await homeWithoutFacts()
  await recordIssue(home.lake, recordedIssue('2026-01-01T09:27:00Z', { halfHours: 2 }))
  const scores = [forecastScore({ target_date: '2025-12-31' })]
  const scored_at = '2026-01-01T03:40:00.000Z'
  await recordScores(home.lake, { target_date: '2025-12-31', scored_at, is_simulated: false, scores })
  await rebuild(home)
  expect(await storedIssues(home.warehouse)).toEqual(['2026-01-01T09:27:00.000Z'])
  expect(await storedScoreDays(home.warehouse)).toEqual(['2025-12-31'])
})

it('has nothing to make where nothing was received', async () => {
  const home = temporaryHome()
  const { silver, gold } = await rebuild(home)
  expect([silver.loads, gold.batches]).toEqual([[], 0])
})
