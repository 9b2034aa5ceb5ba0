/** What an update reads grows with what is new, not with the history. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../lake/object-store.ts'
import { filesOf, openTrial, type Trial } from './trial.ts'
import { updateSilver } from './update-silver.ts'

const FEEDS = ['eco2mix-files']

let trial: Trial
beforeEach(async () => {
  trial = await openTrial()
})
afterEach(() => trial.close())

/** Publication of a quarter of an hour, and of the demand then; received a minute later than the one before. */
const publish = (quarter: number, fetchedAt?: string) => {
  const minutes = `${quarter % 4 === 0 ? '00' : (quarter % 4) * 15}`
  const time = `${String(Math.floor(quarter / 4) % 24).padStart(2, '0')}:${minutes}`
  const day = String(1 + Math.floor(quarter / 96)).padStart(2, '0')
  const row = `53;Données temps réel;2026-06-${day};${time};${2000 + quarter}\n`
  return trial.receiveBytes(
    `${quarter}.csv`,
    `Code INSEE région;Nature;Date;Heure;Consommation (MW)\n${row}`,
    fetchedAt,
  )
}

async function withHistory(publications: number): Promise<void> {
  for (let quarter = 0; quarter < publications; quarter++) await publish(quarter)
  await trial.update()
}

/** Keys of the objects that an update reads, or hands to the engine to read. */
async function readsOfUpdate(): Promise<readonly string[]> {
  const read: string[] = []
  const counting: ObjectStore = {
    ...trial.lake,
    read: key => {
      read.push(key)
      return trial.lake.read(key)
    },
    localPath: key => {
      read.push(key)
      return trial.lake.localPath(key)
    },
  }
  await updateSilver(counting, FEEDS)
  return read.toSorted()
}

const kinds = (keys: readonly string[]) => keys.map(key => key.split('/').slice(0, 3).join('/'))

describe('an update', () => {
  it.each([5, 80])(
    'after %i publications reads the record and the body of the new one, and the partition',
    async count => {
      await withHistory(count)
      await publish(count)
      expect(kinds(await readsOfUpdate())).toEqual([
        'bronze/eco2mix-files/2026',
        'bronze/eco2mix-files/2026',
        'bronze/eco2mix-files/records',
        'silver/eco2mix_regional/year=2026',
      ])
    },
  )

  it('without news reads nothing', async () => {
    await withHistory(20)
    expect(await readsOfUpdate()).toEqual([])
  })

  it('with one that is late reads the load records of those fetched after it', async () => {
    await withHistory(20)
    // Its month begins after it was fetched, so none of the others can have touched it.
    await trial.receiveBytes(
      'may.csv',
      'Code INSEE région;Nature;Date;Heure;Consommation (MW)\n53;Données temps réel;2026-05-01;00:00;1\n',
      '2026-09-01T06:16:30Z',
    )
    const loads = (await readsOfUpdate()).filter(key => key.startsWith('silver/loads/'))
    expect(loads.map(key => key.split('/').at(-1)?.slice(0, 42))).toEqual([
      '2026-09-01T06-17-00.000Z-2026-06-01T02-15Z',
      '2026-09-01T06-18-00.000Z-2026-06-01T02-30Z',
      '2026-09-01T06-19-00.000Z-2026-06-01T02-45Z',
    ])
  })
})

describe('a home whose load records have the names of the version before', () => {
  async function nameAsBefore() {
    for (const key of await trial.lake.list('silver/loads/')) {
      const sha256 = key.slice(-'.json'.length - 64)
      await trial.lake.replace(`silver/loads/eco2mix-files/${sha256}`, await trial.lake.read(key))
      await trial.lake.remove(key)
    }
  }

  it('is read, gets the names of today, and goes on as if it always had them', async () => {
    await withHistory(6)
    const before = await filesOf(trial, 'silver')
    await nameAsBefore()
    expect(await filesOf(trial, 'silver')).not.toEqual(before)
    expect(await trial.loadOf('3.csv')).toMatchObject({ rows_loaded: 1 })
    expect((await trial.update()).loads).toEqual([])
    expect(await filesOf(trial, 'silver')).toEqual(before)
  })

  it('that was cut off while renaming holds nothing twice', async () => {
    await withHistory(3)
    const before = await filesOf(trial, 'silver')
    const [key = ''] = await trial.lake.list('silver/loads/')
    const bytes = await trial.lake.read(key)
    await trial.lake.replace(`silver/loads/eco2mix-files/${key.slice(-'.json'.length - 64)}`, bytes)
    await trial.update()
    expect(await filesOf(trial, 'silver')).toEqual(before)
  })
})
