/** Silver as a change log: what a publication adds, and that running again adds nothing. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesOf, openTrial, pick, type Trial } from './trial.ts'
import { forgetSilver } from './update-silver.ts'

const HEADER = 'Code INSEE région;Nature;Date;Heure;Consommation (MW);Eolien (MW)\n'
const bretagne = (time: string, consumption: number | '', wind: number | '', date = '2026-06-01') =>
  `53;Données temps réel;${date};${time};${consumption};${wind}\n`

let trial: Trial
beforeEach(async () => {
  trial = await openTrial()
})
afterEach(() => trial.close())

async function publish(name: string, text: string, fetchedAt?: string) {
  await trial.receiveBytes(name, text, fetchedAt)
  return trial.update()
}

const history = async () => pick(await trial.rows(), 'first_seen_at', 'consumption_mw', 'wind_mw')

describe('a publication', () => {
  it('received twice is stored and loaded once', async () => {
    await publish('first.csv', HEADER + bretagne('00:00', 2000, 300))
    const again = await publish('the-same-under-another-name.csv', HEADER + bretagne('00:00', 2000, 300))
    expect(again).toEqual({ loads: [], partitions_written: 0, bytes_written: 0 })
    expect(await trial.lake.list('bronze/eco2mix-files/records/')).toHaveLength(1)
    expect(await trial.rows()).toHaveLength(1)
  })

  it('that says the same again writes no partition', async () => {
    await publish('first.csv', HEADER + bretagne('00:00', 2000, 300))
    const file = join(trial.home, 'silver/eco2mix_regional/year=2026/month=5/part.parquet')
    const before = await stat(file, { bigint: true })
    const again = await publish('second.csv', `${HEADER + bretagne('00:00', 2000, 300)}\n`)
    expect(again).toMatchObject({ partitions_written: 0, bytes_written: 0 })
    expect((await stat(file, { bigint: true })).mtimeNs).toBe(before.mtimeNs)
    expect(await trial.loadOf('second.csv')).toMatchObject({ rows_loaded: 1, is_late: false })
  })

  it('with a revised value adds one row and leaves the other months as they are', async () => {
    await publish(
      'first.csv',
      HEADER + bretagne('12:00', 2000, 300) + bretagne('12:00', 2100, 310, '2026-07-01'),
    )
    const july = join(trial.home, 'silver/eco2mix_regional/year=2026/month=7/part.parquet')
    const before = await stat(july, { bigint: true })
    const update = await publish('second.csv', HEADER + bretagne('12:00', 2005, 300))
    expect(update.partitions_written).toBe(1)
    expect(await history()).toEqual([
      ['2026-09-01T06:00:00Z', 2000, 300],
      ['2026-09-01T06:01:00Z', 2005, 300],
      ['2026-09-01T06:00:00Z', 2100, 310],
    ])
    expect((await stat(july, { bigint: true })).mtimeNs).toBe(before.mtimeNs)
  })

  it.each([
    ['a blank', HEADER + bretagne('00:00', '', '')],
    ['a blank in one column', HEADER + bretagne('00:00', 2000, '')],
    [
      'a projection without the column',
      'Code INSEE région;Nature;Date;Heure;Consommation\n53;Données temps réel;2026-06-01;00:00;2000\n',
    ],
    ['zeros of an outage', HEADER + bretagne('00:00', 0, 0)],
    ['a value that is refused', HEADER + bretagne('00:00', 2000, 9_999_999)],
  ])('does not take a value back by %s', async (_, text) => {
    await publish('first.csv', HEADER + bretagne('00:00', 2000, 300))
    await publish('second.csv', text)
    expect(await history()).toEqual([['2026-09-01T06:00:00Z', 2000, 300]])
  })

  it('that returns to an earlier value is a revision, too', async () => {
    for (const [index, consumption] of [2000, 2005, 2000].entries()) {
      await publish(`${index}.csv`, HEADER + bretagne('00:00', consumption, 300) + '\n'.repeat(index))
    }
    expect((await history()).map(([, consumption]) => consumption)).toEqual([2000, 2005, 2000])
  })

  it('with a value that an earlier one lacked adds it', async () => {
    await publish('first.csv', HEADER + bretagne('00:00', 2000, ''))
    await publish('second.csv', HEADER + bretagne('00:00', '', 300))
    const [first, second] = await trial.rows()
    expect(first).toMatchObject({ consumption_mw: 2000, wind_mw: null })
    expect(second).toMatchObject({ consumption_mw: null, wind_mw: 300 })
  })
})

describe('an update', () => {
  it('without news changes no file', async () => {
    await trial.receive('rte-13-columns.xls')
    await trial.receive('odre-absurd.csv')
    await trial.update()
    const before = await filesOf(trial, 'silver')
    expect(await trial.update()).toEqual({ loads: [], partitions_written: 0, bytes_written: 0 })
    expect(await filesOf(trial, 'silver')).toEqual(before)
  })

  it('puts what was fetched before into its place in the history', async () => {
    await publish('second.csv', HEADER + bretagne('00:00', 2005, 300), '2026-06-02T08:00:00Z')
    await publish('first.csv', HEADER + bretagne('00:00', 2000, 300), '2026-06-02T07:00:00Z')
    expect(await trial.loadOf('first.csv')).toMatchObject({ is_late: true })
    expect(await history()).toEqual([
      ['2026-06-02T07:00:00Z', 2000, 300],
      ['2026-06-02T08:00:00Z', 2005, 300],
    ])
  })

  it('drops the row that turns out to repeat one fetched before', async () => {
    await publish('second.csv', `${HEADER + bretagne('00:00', 2000, 300)}\n`, '2026-06-02T08:00:00Z')
    await publish('first.csv', HEADER + bretagne('00:00', 2000, 300), '2026-06-02T07:00:00Z')
    expect(await history()).toEqual([['2026-06-02T07:00:00Z', 2000, 300]])
  })

  it('is not late for months that nothing newer has touched', async () => {
    await publish('june.csv', HEADER + bretagne('12:00', 2000, 300), '2026-06-02T08:00:00Z')
    await publish('may.csv', HEADER + bretagne('12:00', 2000, 300, '2026-05-10'), '2026-06-02T07:00:00Z')
    expect(await trial.loadOf('may.csv')).toMatchObject({ is_late: false })
  })
})

describe('a rebuild', () => {
  it('ends in the same bytes as the updates did', async () => {
    for (const [index, consumption] of [2000, 2005, 2000].entries()) {
      await publish(`${index}.csv`, HEADER + bretagne('00:00', consumption, 300) + '\n'.repeat(index))
    }
    await trial.receive('rte-national-36-columns.xls')
    await trial.receive('odre-outage.csv')
    await trial.update()
    const before = await filesOf(trial, 'silver')
    await forgetSilver(trial.lake)
    await trial.update()
    expect(await filesOf(trial, 'silver')).toEqual(before)
  })

  it('removes partitions and quarantine that bronze no longer gives rise to', async () => {
    await publish('first.csv', HEADER + bretagne('00:00', 2000, 300))
    const before = await filesOf(trial, 'silver')
    await trial.lake.replace('silver/eco2mix_regional/year=1999/month=1/part.parquet', new Uint8Array([1]))
    await trial.lake.replace('silver/quarantine/eco2mix-files/0.parquet', new Uint8Array([1]))
    await forgetSilver(trial.lake)
    await trial.update()
    expect(await filesOf(trial, 'silver')).toEqual(before)
  })

  it('of an empty bronze leaves an empty silver', async () => {
    await publish('first.csv', HEADER + bretagne('00:00', 2000, 300))
    for (const key of await trial.lake.list('bronze/')) await trial.lake.remove(key)
    await forgetSilver(trial.lake)
    await trial.update()
    expect(await filesOf(trial, 'silver')).toEqual(new Map())
  })
})
