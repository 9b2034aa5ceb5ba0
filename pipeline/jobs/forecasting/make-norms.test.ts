import { expect, it } from 'vitest'
import { temporaryHome } from '../temporary-home.ts'
import { describeNorms, makeDueNorms } from './make-norms.ts'
import { plantedHome } from './planted-home.ts'

const CONSOLIDATED = 'fills/eco2mix-regional-consolidated/backfill/'
const WINDOW = '2026-01-31T23:00:00.000Z/2026-02-28T23:00:00.000Z'
const NOW = new Date('2026-11-20T03:40:00Z')
const write = (lake: ReturnType<typeof temporaryHome>['lake'], name: string, content: unknown) =>
  lake.replace(`${CONSOLIDATED}${name}.json`, new TextEncoder().encode(JSON.stringify(content)))

it.each([
  ['2023-11-01_2026-11-01', { windows: [], left: [WINDOW] }],
  ['history', { windows: [], left: [WINDOW] }],
  // As an earlier version remembered them.
  ['2023-11-01_2026-11-01', { windows: [WINDOW] }],
])('no norm is made while the back-fill %s is remembered as %o', async (name, content) => {
  const home = temporaryHome()
  await write(home.lake, name, content)
  expect(describeNorms(await makeDueNorms(home, NOW))).toBe(
    `norms: none made while a back-fill has months left: eco2mix-regional-consolidated ${name}; the same command goes on with it\n`,
  )
})

it('the history that is whole keeps no norm from being made', async () => {
  const home = await plantedHome({ from: '2026-11-01T00:00Z', to: '2026-11-03T00:00Z' })
  await write(home.lake, 'history', { windows: [WINDOW], left: [] })
  expect(await makeDueNorms(home, NOW)).toEqual({ norms: [], unfinished: [] })
})
