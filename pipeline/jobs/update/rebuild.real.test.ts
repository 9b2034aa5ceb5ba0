/**
 * Proof that silver and gold are a function of bronze alone: files loaded one by one, out of order, leave
 * the same rows as a rebuild of everything at once.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Home } from '../home.ts'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { filesOf, goldRows, goldState, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import { rebuild } from './rebuild.ts'
import { LOAD, REAL_TIME, readRegion, regionalFiles, writeConsolidated } from './september-2017.ts'

const CONSOLIDATED = 'rte-files-2016-2017-consolidated'
const NATIONAL = 'rte-files-national/2016-06_eCO2mix_RTE_En-cours-TR.xls'
const CAPTURES = 'odre-regional-tr-2026/raw-captures'

/** One file and the moment it was received. */
type Step = readonly [path: string, at: string]

async function loadOneByOne(home: Home, steps: readonly Step[]): Promise<void> {
  for (const [path, at] of steps) {
    await receive(home, [path], at)
    await bringUpToDate(home)
  }
}

/** Load records tell how a file was loaded, so only the rest of silver must be the same. */
const silverTables = (home: Home) =>
  [...filesOf(home, 'silver')].filter(([name]) => !name.startsWith('loads'))

async function expectSameAfterRebuild(home: Home): Promise<void> {
  const gold = await goldState(home)
  const silver = silverTables(home)
  await rebuild(home)
  expect(await goldState(home)).toEqual(gold)
  expect(silverTables(home)).toEqual(silver)
}

describeReal('vintages of 2016 and 2017 loaded one by one', [REAL_TIME, LOAD, CONSOLIDATED, NATIONAL], () => {
  const home = temporaryHome()

  it(
    'are the same rows when remade from bronze',
    async () => {
      const folder = join(home.path, 'converted')
      mkdirSync(folder)
      const bretagne = 'eCO2mix_RTE_Bretagne_En-cours'
      const [first = ''] = regionalFiles()
      await loadOneByOne(home, [
        [writeConsolidated(folder, readRegion(first)), '2017-12-01T00:00:00Z'],
        [realPath(REAL_TIME, `${bretagne}-TR.xls`), '2017-10-14T01:00:00Z'],
        [realPath(REAL_TIME, first), '2017-10-14T00:00:00Z'],
        [realPath(NATIONAL), '2017-01-01T00:00:00Z'],
        [realPath(CONSOLIDATED, `${bretagne}-Consolide.xls`), '2017-10-20T00:00:00Z'],
        [writeConsolidated(folder, readRegion(`${bretagne}-TR.xls`)), '2017-12-02T00:00:00Z'],
      ])
      const [revisions] = await goldRows(
        home,
        'SELECT count(DISTINCT region_key) AS regions FROM fact_energy_flow_revision',
      )
      expect(revisions).toEqual({ regions: 2 })
      await expectSameAfterRebuild(home)
    },
    LOAD_TIMEOUT_MS,
  )
})

describeReal('captures of 2026 loaded one by one', [CAPTURES], () => {
  const home = temporaryHome()

  it(
    'are the same rows when remade from bronze',
    async () => {
      const capture = (day: string, hour: string): Step => [
        realPath(CAPTURES, `${day}T${hour}Z.json`),
        `${day}T${hour.replaceAll('-', ':')}Z`,
      ]
      await loadOneByOne(home, [
        capture('2026-04-17', '02-09-28'),
        capture('2026-03-29', '02-03-19'),
        capture('2026-04-16', '13-22-38'),
        capture('2026-03-24', '13-03-46'),
        capture('2026-03-29', '06-58-51'),
      ])
      await expectSameAfterRebuild(home)
    },
    LOAD_TIMEOUT_MS,
  )
})
