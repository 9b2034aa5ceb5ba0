/** The copy of the journal in gold: runs that end together are stored together, and none is left out. */
import { expect, it } from 'vitest'
import { feedRun } from '../../gold/queries/runs-fixture.ts'
import { goldRows, temporaryHome } from '../temporary-home.ts'
import { sharedStore } from './run-journal.ts'

const RUNS = ['a', 'b', 'c', 'd'].map(feed_id => feedRun({ feed_id }))

it('stores runs that end together by one opening of the warehouse', async () => {
  const home = temporaryHome()
  let openings = 0
  const write: typeof home.warehouse.write = work => {
    openings++
    return home.warehouse.write(work)
  }
  const store = sharedStore({ warehouse: { ...home.warehouse, write } })
  await Promise.all(RUNS.map(run => store([run])))
  expect(openings).toBe(1)
  expect(await goldRows(home, 'SELECT feed_id FROM feed_run ORDER BY feed_id')).toEqual(
    RUNS.map(({ feed_id }) => ({ feed_id })),
  )
})

it('tells all who wait when the warehouse can not be written, and goes on with the next', async () => {
  const home = temporaryHome()
  let isBroken = true
  const write: typeof home.warehouse.write = async work => {
    if (isBroken) throw new Error('the disk is full')
    return home.warehouse.write(work)
  }
  const store = sharedStore({ warehouse: { ...home.warehouse, write } })
  const told = await Promise.allSettled(RUNS.slice(0, 2).map(run => store([run])))
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  isBroken = false
  await store(RUNS.slice(2))
  expect(await goldRows(home, 'SELECT count(*) AS runs FROM feed_run')).toEqual([{ runs: 2 }])
})
