/** A warehouse of an earlier version: said so to readers, made anew by the next update. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ObjectStore } from '../lake/object-store.ts'
import { storeFeedRuns } from './feed_run.ts'
import { feedRun } from './queries/runs-fixture.ts'
import { TABLES } from './schema.ts'
import { type GoldTrial, openGoldTrial } from './trial.ts'
import { updateGold } from './update-gold.ts'

let trial: GoldTrial
beforeEach(async () => {
  trial = await openGoldTrial()
  await trial.publish([{ time: '12:00', Consommation: 2000 }])
  await trial.publish([{ time: '12:00', Consommation: 2001 }])
  await trial.updateAll()
})
afterEach(() => trial.close())

/** Gold as it was before weather came in. */
const makeOlder = () =>
  trial.warehouse.write(async connection => {
    await connection.run('ALTER TABLE load_batch DROP COLUMN newest_measured_utc')
    await connection.run('ALTER TABLE fact_energy_flow DROP COLUMN temperature_celsius')
    await connection.run('DROP TABLE weather')
  })

it('is made anew from silver by the next update, even without news', async () => {
  const before = await trial.tables()
  await makeOlder()
  await expect(trial.tables()).rejects.toThrow('was made by an earlier version')
  expect(await trial.updateAll()).toMatchObject({ batches: 2, facts_inserted: 6, revisions_inserted: 1 })
  expect(await trial.tables()).toEqual(before)
  expect(await trial.updateAll()).toMatchObject({ batches: 0 })
})

it('is made anew when it takes for unique what a publisher can say twice', async () => {
  const before = await trial.tables()
  await trial.warehouse.write(async connection => {
    await connection.run('CREATE TABLE former AS FROM load_batch')
    await connection.run('DROP TABLE load_batch')
    const definition = TABLES.load_batch?.replace(
      'bronze_sha256       VARCHAR NOT NULL,',
      'bronze_sha256       VARCHAR NOT NULL UNIQUE,',
    )
    await connection.run(definition ?? '')
    await connection.run('INSERT INTO load_batch FROM former')
    await connection.run('DROP TABLE former')
  })
  await expect(trial.tables()).rejects.toThrow('was made by an earlier version')
  await trial.updateAll()
  expect(await trial.tables()).toEqual(before)
})

it('keeps what is not made from silver', async () => {
  await storeFeedRuns(trial.warehouse, [feedRun({})])
  await makeOlder()
  await trial.updateAll()
  expect(await trial.goldRows('SELECT count(*) AS runs FROM feed_run')).toEqual([{ runs: 1n }])
})

it('stays as it is when making it anew fails', async () => {
  await makeOlder()
  await expect(trial.updateAll(() => Promise.reject(new Error('the gate is shut')))).rejects.toThrow(
    'the gate is shut',
  )
  await expect(trial.tables()).rejects.toThrow('was made by an earlier version')
  expect(await trial.updateAll()).toMatchObject({ batches: 2 })
})

it('that is current reads only the load records it lacks', async () => {
  await trial.publish([{ time: '12:15', Consommation: 2000 }])
  await trial.update()
  const read: string[] = []
  const counting: ObjectStore = {
    ...trial.lake,
    read: key => {
      read.push(key)
      return trial.lake.read(key)
    },
  }
  const update = () => updateGold(trial.warehouse, counting, async () => undefined)
  expect(await update()).toMatchObject({ batches: 1 })
  expect(read).toEqual([expect.stringMatching(/^silver\/loads\//)])
  expect(await update()).toMatchObject({ batches: 0 })
  expect(read).toHaveLength(1)
})
