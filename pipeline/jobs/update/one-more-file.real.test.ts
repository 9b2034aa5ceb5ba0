/** Proof that one more file of a region and year already loaded rewrites only what it changes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { filesOf, goldRows, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'

const FOLDER = 'rte-files-2013-definitive'
const BRETAGNE = 'eCO2mix_RTE_Bretagne_Annuel-Definitif_2013.xls'
const NORMANDIE = 'eCO2mix_RTE_Normandie_Annuel-Definitif_2013.xls'

describeReal('one more file of a region and year that gold holds', [FOLDER], () => {
  const home = temporaryHome()
  const folder = mkdtempSync(join(tmpdir(), 'grid-one-more-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const published = () => readFileSync(realPath(FOLDER, BRETAGNE), 'latin1')
  const partitions = () => new Map([...filesOf(home, 'silver/eco2mix_regional', { withTimes: true })])

  async function loadText(name: string, text: string, at: string) {
    const path = join(folder, name)
    writeFileSync(path, text, 'latin1')
    await receive(home, [path], at)
    return bringUpToDate(home)
  }

  beforeAll(async () => {
    await receive(home, [realPath(FOLDER, BRETAGNE), realPath(FOLDER, NORMANDIE)], '2015-01-01T00:00:00Z')
    await bringUpToDate(home)
  }, LOAD_TIMEOUT_MS)

  it(
    'rewrites nothing when it says the same: 0 bytes of silver, 0 rows of facts',
    async () => {
      const before = partitions()
      const update = await loadText(
        'same-rows.xls',
        published().replace(/RTE ne pourra.*\n/, ''),
        '2015-02-01T00:00:00Z',
      )
      expect(update.silver).toMatchObject({ partitions_written: 0, bytes_written: 0 })
      expect(update.silver.loads[0]).toMatchObject({ rows_read: 35_040, rows_loaded: 17_517, is_late: false })
      expect(update.gold).toEqual({
        batches: 1,
        facts_inserted: 0,
        facts_deleted: 0,
        revisions_inserted: 0,
        revisions_deleted: 0,
        weather_inserted: 0,
        weather_deleted: 0,
        temperatures_changed: 0,
      })
      expect(partitions()).toEqual(before)
    },
    LOAD_TIMEOUT_MS,
  )

  it(
    'rewrites one month of silver and one fact when one value is revised',
    async () => {
      const before = partitions()
      const revised = published().replace(/(2013-07-14\t12:00\t)(\d+)/, '$12222')
      const update = await loadText('one-value-revised.xls', revised, '2015-03-01T00:00:00Z')
      const changed = [...partitions()].filter(([name, state]) => before.get(name) !== state)
      expect(changed.map(([name]) => name)).toEqual(['year=2013/month=7/part.parquet'])
      expect(update.silver).toMatchObject({
        partitions_written: 1,
        bytes_written: Number(changed[0]?.[1].split(' ')[0]),
      })
      expect(update.gold).toEqual({
        batches: 1,
        facts_inserted: 1,
        facts_deleted: 1,
        revisions_inserted: 1,
        revisions_deleted: 0,
        weather_inserted: 0,
        weather_deleted: 0,
        temperatures_changed: 0,
      })
      const [current] = await goldRows(
        home,
        `SELECT CAST(consumption_mw AS INTEGER) AS mw, file_name FROM fact_energy_flow JOIN load_batch USING (batch_key)
       JOIN dim_time USING (time_key) JOIN dim_region USING (region_key) JOIN dim_energy_type USING (energy_type_key)
       WHERE local_date = '2013-07-14' AND local_time = '12:00' AND region_code = '53' AND energy_type_code = 'demand'`,
      )
      expect(current).toEqual({ mw: 2222, file_name: 'one-value-revised.xls' })
    },
    LOAD_TIMEOUT_MS,
  )
})
