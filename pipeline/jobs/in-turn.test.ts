import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bringUpToDate } from './bring-up-to-date.ts'
import { goldState, receive, temporaryHome } from './temporary-home.ts'

const FIXTURES = join(import.meta.dirname, '../silver/fixtures')

it('lets updates of one home wait for each other, so that none undoes another', async () => {
  const home = temporaryHome()
  const other = temporaryHome()
  const files = ['rte-13-columns.xls', 'odre-both-steps.csv'].map(name => join(FIXTURES, name))
  for (const file of files) await receive(other, [file], '2026-09-01T00:00:00Z')
  await bringUpToDate(other)

  const updates: Promise<unknown>[] = []
  for (const file of files) {
    await receive(home, [file], '2026-09-01T00:00:00Z')
    updates.push(bringUpToDate(home))
  }
  await Promise.all(updates)
  expect(await goldState(home)).toEqual(await goldState(other))
})
