/** Spark makes of each trap what DuckDB makes of it: the same rows, quarantine and load records. */
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTrial, type Trial } from '../silver/trial.ts'
import { compareFiles, loadsOf } from './compare-silver.ts'
import { FEW_ROWS, runJob, SPARK_TIMEOUT_MS, whereSparkIs } from './trial-spark.ts'

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
      told = await runJob(home, process.env, FEW_ROWS)
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

  describe('silver on Spark, of what comes late to what DuckDB has loaded', () => {
    let trial: Trial
    let home: string
    let told: readonly string[]

    beforeAll(async () => {
      trial = await openTrial()
      home = `${trial.home}-spark`
      await trial.receiveBytes('newest.csv', publication('2005;300'), '2026-06-03T10:12:00Z')
      await trial.update()
      await trial.receiveBytes('older.csv', publication('2000;300'), '2026-06-03T10:10:00Z')
      await trial.receiveBytes('between.csv', publication('2005;'), '2026-06-03T10:11:00Z')
      const damaged = await trial.receiveBytes('damaged.csv', publication('1;1'), '2026-06-03T10:13:00Z')
      writeFileSync(join(trial.home, damaged.path), 'no longer what was stored')
      const gone = await trial.receiveBytes('gone.csv', publication('2;2'), '2026-06-03T10:14:00Z')
      rmSync(join(trial.home, gone.path))
      cpSync(trial.home, home, { recursive: true })
      await trial.update()
      told = await runJob(home, process.env, FEW_ROWS)
    }, SPARK_TIMEOUT_MS)
    afterAll(async () => {
      rmSync(home, { recursive: true, force: true })
      await trial.close()
    })

    it('makes the month anew from all that was published of it', async () => {
      const same = { rows: 2, only_first: [], only_second: [] }
      expect(await compareFiles(trial.home, home, 'silver/eco2mix_regional')).toEqual(same)
    })

    it('writes the same load records, and sets aside what is damaged or gone', async () => {
      const expected = await loadsOf(trial.home)
      expect(expected.map(load => [load.file_name, load.is_late, load.error])).toEqual([
        ['older.csv', true, null],
        ['between.csv', true, null],
        ['newest.csv', false, null],
        ['damaged.csv', false, 'unreadable'],
        ['gone.csv', false, 'unreadable'],
      ])
      expect(await loadsOf(home)).toEqual(expected)
      expect(told.filter(line => line.startsWith('set aside'))).toHaveLength(2)
    })
  })
})

/** One quarter-hour of Bretagne; the values are demand and wind. */
const publication = (values: string) =>
  `Code INSEE région;Nature;Date;Heure;Consommation (MW);Eolien (MW)\n53;Données temps réel;2026-05-30;10:00;${values}\n`
