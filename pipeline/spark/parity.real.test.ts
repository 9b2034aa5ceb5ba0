/** Spark makes of real publications what DuckDB makes of them, row by row, and gold goes on from either. */
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeReal, realPath } from '../jobs/real-publications.ts'
import { openTrial, type Trial } from '../silver/trial.ts'
import { compareFiles, loadsOf } from './compare-silver.ts'
import { runJob, SPARK_TIMEOUT_MS, whereSparkIs } from './trial-spark.ts'

/** A year of all regions; quarter-hours; exports as CSV; and captures that say the same again, or correct it. */
const FOLDERS = [
  'rte-files-2013-definitive',
  'rte-files-2017-real-time',
  'odre-exports',
  'odre-regional-tr-2026/raw-captures',
]

whereSparkIs('real publications on Spark', process.env, () => {
  describeReal('real publications on Spark', FOLDERS, () => {
    let trial: Trial
    let home: string

    beforeAll(async () => {
      trial = await openTrial()
      home = `${trial.home}-spark`
      const paths = FOLDERS.flatMap(folder =>
        readdirSync(realPath(folder)).map(name => [folder, name] as const),
      )
      for (const [folder, name] of paths) await trial.receiveBytes(name, readFileSync(realPath(folder, name)))
      cpSync(trial.home, home, { recursive: true })
      await trial.update()
      await runJob(home, process.env)
    }, SPARK_TIMEOUT_MS)
    afterAll(async () => {
      rmSync(home, { recursive: true, force: true })
      await trial.close()
    })

    it.each([
      ['silver/eco2mix_regional', ROWS],
      ['silver/quarantine', QUARANTINED],
    ])('has the same rows in %s: %i', async (folder, rows) => {
      const same = { rows, only_first: [], only_second: [] }
      expect(await compareFiles(trial.home, home, folder)).toEqual(same)
    })

    it('writes the same load records, but for national publications', async () => {
      const regional = (await loadsOf(trial.home)).filter(load => load.dataset !== 'eco2mix_national')
      expect(await loadsOf(home)).toEqual(regional)
    })
  })
})
