/** Proof that a run without news touches nothing: no byte of the home changes, and no file is written again. */
import { beforeAll, expect, it } from 'vitest'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { filesOf, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'

const FILES = [
  'odre-exports/eco2mix-regional-tr_PACA_2020.csv',
  'rte-files-ile-de-france-2018-2020/eCO2mix_RTE_Ile-de-France_Annuel-Definitif_2020.xls',
]

describeReal('a second run', FILES, () => {
  const home = temporaryHome()
  const receiveAll = (at: string) =>
    receive(
      home,
      FILES.map(file => realPath(file)),
      at,
    )
  let before: ReturnType<typeof filesOf>

  beforeAll(async () => {
    await receiveAll('2026-01-01T00:00:00Z')
    await bringUpToDate(home)
    before = filesOf(home, '.', { withTimes: true })
  }, LOAD_TIMEOUT_MS)

  it('changes no file of bronze, silver or gold', async () => {
    const update = await bringUpToDate(home)
    expect(update.silver).toEqual({ loads: [], partitions_written: 0, bytes_written: 0 })
    expect(update.gold.batches).toBe(0)
    expect(filesOf(home, '.', { withTimes: true })).toEqual(before)
  })

  it('changes none either when the same files are ingested again before it', async () => {
    const outcomes = await receiveAll('2026-01-02T00:00:00Z')
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['known', 'known'])
    await bringUpToDate(home)
    expect(filesOf(home, '.', { withTimes: true })).toEqual(before)
  })

  it('had something to leave alone', () => {
    const layers = new Set([...before.keys()].map(name => name.split('/')[0]))
    expect([...layers].sort()).toEqual(['bronze', 'gold', 'home.json', 'silver'])
    // Île-de-France from January to December 2020 local time, and Provence in May and June: 13 months in UTC.
    expect([...before.keys()].filter(name => name.endsWith('part.parquet'))).toHaveLength(13)
  })
})
