/** Spark makes of each trap what DuckDB makes of it: the same rows, quarantine and load records. */
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTrial, type Trial } from '../silver/trial.ts'
import { compareFiles, loadsOf } from './compare-silver.ts'
import { runJob, SPARK_TIMEOUT_MS, whereSparkIs } from './trial-spark.ts'

const FIXTURES = join(import.meta.dirname, '../silver/fixtures')
const NO_PUBLICATION = ['README.md', '.gitattributes']

whereSparkIs('silver on Spark', process.env, () => {
  describe('silver on Spark, of all fixtures together', () => {
    let trial: Trial
    let home: string
    let told: readonly string[]

    beforeAll(async () => {
      trial = await openTrial()
      home = `${trial.home}-spark`
      const fixtures = readdirSync(FIXTURES).filter(name => !NO_PUBLICATION.includes(name))
      for (const fixture of fixtures) await trial.receive(fixture)
      cpSync(trial.home, home, { recursive: true })
      await trial.update()
      told = await runJob(home)
    }, SPARK_TIMEOUT_MS)
    afterAll(async () => {
      rmSync(home, { recursive: true, force: true })
      await trial.close()
    })

    it('holds the same rows in the same columns, and the same quarantine', async () => {
      expect(await compareFiles(trial.home, home, 'silver/eco2mix_regional')).toEqual({
        rows: 80,
        only_first: [],
        only_second: [],
      })
      expect(await compareFiles(trial.home, home, 'silver/quarantine')).toMatchObject({
        only_first: [],
        only_second: [],
      })
    })

    it('writes the same load records, but for what it leaves to the next run', async () => {
      const expected = await loadsOf(trial.home)
      const national = expected.filter(load => load.dataset === 'eco2mix_national')
      expect(await loadsOf(home)).toEqual(expected.filter(load => !national.includes(load)))
      expect(national).toHaveLength(3)
      for (const { file_name } of national) {
        expect(
          told.filter(line => line.startsWith('left to grid run') && line.includes(`(${file_name})`)),
        ).toHaveLength(1)
      }
    })

    it('names what it can not read, and why', () => {
      const aside = told.filter(line => line.startsWith('set aside bronze/eco2mix-files/'))
      expect(aside.find(line => line.includes('(maintenance-page.csv)'))).toMatch(/: an HTML or XML page$/)
      expect(aside.length).toBeGreaterThanOrEqual(9)
    })

    it('leaves nothing unfinished behind', () => {
      expect(readdirSync(join(home, 'silver')).sort()).toEqual(['eco2mix_regional', 'loads', 'quarantine'])
    })
  })
})
