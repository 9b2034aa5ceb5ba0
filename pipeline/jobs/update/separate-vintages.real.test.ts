/** Proof on vintages that meet without overlapping: consolidated to August 2017, real-time from September. */
import { beforeAll, expect, it } from 'vitest'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { goldRows, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import type { Update } from './update-layers.ts'

const REAL_TIME = 'rte-files-2017-real-time'
const CONSOLIDATED = 'rte-files-2016-2017-consolidated'

describeReal(
  'consolidated files to August 2017 and real-time files from September',
  [REAL_TIME, CONSOLIDATED],
  () => {
    const home = temporaryHome()
    const factsByVintage = () =>
      goldRows(
        home,
        `SELECT vintage_code, step_minutes, count(*) AS rows, count(DISTINCT region_key) AS regions, CAST(sum(hash(f)) AS VARCHAR) AS hash,
         min(local_date) AS first_day, max(local_date) AS last_day
       FROM fact_energy_flow f JOIN dim_time USING (time_key) GROUP BY ALL ORDER BY step_minutes DESC`,
      )
    let before: Awaited<ReturnType<typeof factsByVintage>>
    let after: typeof before
    let second: Update

    beforeAll(async () => {
      await receive(home, [realPath(CONSOLIDATED)], '2017-10-13T08:00:00Z')
      await bringUpToDate(home)
      before = await factsByVintage()
      await receive(home, [realPath(REAL_TIME)], '2017-10-13T09:00:00Z')
      second = await bringUpToDate(home)
      after = await factsByVintage()
    }, LOAD_TIMEOUT_MS)

    it('have every interval in the step of its vintage, side by side', () => {
      expect(after.map(({ hash, rows, ...others }) => others)).toEqual([
        {
          vintage_code: 'consolidated',
          step_minutes: 30,
          regions: 6,
          first_day: '2016-01-01',
          last_day: '2017-08-31',
        },
        {
          vintage_code: 'real-time',
          step_minutes: 15,
          regions: 12,
          first_day: '2017-09-01',
          last_day: '2017-10-13',
        },
      ])
    })

    it('change nothing of each other', async () => {
      expect(after[0]).toEqual(before[0])
      expect(second.gold).toMatchObject({
        batches: 13,
        facts_deleted: 0,
        revisions_inserted: 0,
        revisions_deleted: 0,
      })
      expect(await goldRows(home, 'SELECT * FROM fact_energy_flow_revision')).toEqual([])
    })

    it('leave the national file out of the star', async () => {
      const datasets = await goldRows(
        home,
        'SELECT dataset, count(*) AS files FROM load_batch GROUP BY 1 ORDER BY 1',
      )
      expect(datasets).toEqual([
        { dataset: 'eco2mix_national', files: 1 },
        { dataset: 'eco2mix_regional', files: 18 },
      ])
    })
  },
)
