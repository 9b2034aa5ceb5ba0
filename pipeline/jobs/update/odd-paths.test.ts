import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { HomeError, openHome } from '../home.ts'
import { goldState, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'

const FIXTURES = join(import.meta.dirname, '../../silver/fixtures')
const PUBLICATIONS = ['rte-13-columns.xls', 'odre-export-array.json'].map(name => join(FIXTURES, name))

const root = mkdtempSync(join(tmpdir(), 'grid-odd-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it.each(['region_code=99/date=2020-01-01/nature=x', "it's [1] *é"])(
  'holds the same in a home called %s',
  async name => {
    const plain = temporaryHome()
    const path = join(root, name)
    mkdirSync(path, { recursive: true })
    const odd = openHome(path)
    for (const home of [plain, odd]) {
      await receive(home, PUBLICATIONS, '2026-09-01T00:00:00Z')
      await bringUpToDate(home)
    }
    expect(await goldState(odd)).toEqual(await goldState(plain))
    // And again, so that partitions are read back.
    for (const home of [plain, odd]) {
      await receive(home, [join(FIXTURES, 'odre-both-steps.csv')], '2026-09-02T00:00:00Z')
      await bringUpToDate(home)
    }
    expect(await goldState(odd)).toEqual(await goldState(plain))
    await odd.warehouse.close()
  },
)

it('refuses a home where the engine would lose its log', () => {
  expect(() => openHome(join(root, 'what?'))).toThrow(HomeError)
})
