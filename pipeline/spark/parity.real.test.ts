/** Spark makes of real publications what DuckDB makes of them, row by row, and gold goes on from either. */
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHome } from '../jobs/home.ts'
import { describeReal, realPath } from '../jobs/real-publications.ts'
import { goldState } from '../jobs/temporary-home.ts'
import { bringUpToDate } from '../jobs/update/bring-up-to-date.ts'
import { openTrial, type Trial } from '../silver/trial.ts'
import { compareFiles, loadsOf } from './compare-silver.ts'
import { runJob, SPARK_TIMEOUT_MS, whereSparkIs } from './trial-spark.ts'

/** A year of one region; quarter-hours; exports; and captures that say the same again, or correct it. */
const FOLDERS = [
  'rte-files-2013-definitive',
  'rte-files-2017-real-time',
  'odre-exports',
  'odre-regional-tr-2026/raw-captures',
]
/** Another dataset: each engine has its own words for it, and gold keeps them. */
const UNREADABLE = 'prod-region-annuelle-filiere_nogeo.csv'
/** What Spark on one machine takes minutes for; the year of the other regions says nothing else. */
const isTaken = (folder: string, name: string) =>
  name !== UNREADABLE && (folder !== 'rte-files-2013-definitive' || name.includes('Bretagne'))

const gold = async (path: string) => {
  const home = openHome(path)
  await bringUpToDate(home)
  const state = await goldState(home)
  await home.warehouse.close()
  return state
}

whereSparkIs('real publications on Spark', process.env, () => {
  describeReal('real publications on Spark', FOLDERS, () => {
    let trial: Trial
    let home: string
    let told: readonly string[]

    beforeAll(async () => {
      trial = await openTrial()
      home = `${trial.home}-spark`
      const paths = FOLDERS.flatMap(folder =>
        readdirSync(realPath(folder)).map(name => [folder, name] as const),
      )
      for (const [folder, name] of paths.filter(([folder, name]) => isTaken(folder, name)))
        await trial.receiveBytes(name, readFileSync(realPath(folder, name)))
      cpSync(trial.home, home, { recursive: true })
      await trial.update()
      told = await runJob(home, process.env)
    }, SPARK_TIMEOUT_MS)
    afterAll(async () => {
      rmSync(home, { recursive: true, force: true })
      await trial.close()
    })

    it.each([
      ['silver/eco2mix_regional', 93_580],
      ['silver/quarantine', 108],
    ])('hold the same rows in %s: %i', async (folder, rows) => {
      const same = { rows, only_first: [], only_second: [] }
      expect(await compareFiles(trial.home, home, folder)).toEqual(same)
    })

    it('have the same load records, but for two national publications, which it names', async () => {
      const regional = (await loadsOf(trial.home)).filter(load => load.dataset === 'eco2mix_regional')
      expect(await loadsOf(home)).toEqual(regional)
      expect(regional).toHaveLength(21)
      expect(told.filter(line => line.startsWith('left to grid run'))).toHaveLength(2)
    })

    // It loads what was left: run last.
    it(
      'make the same gold',
      async () => {
        expect(await gold(home)).toEqual(await gold(trial.home))
      },
      SPARK_TIMEOUT_MS,
    )
  })
})
