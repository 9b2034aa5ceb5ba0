/** Reports as files: whole, not written again without need, and kept by `npm start`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SeededWarehouse, seedWarehouse } from '../../gold/queries/seed.ts'
import { localMonth } from '../../reports/local-month.ts'
import { monthFacts } from '../../reports/month-fixture.ts'
import { NoReportError } from '../../reports/month-report.ts'
import { advancedClock } from '../feeds/advanced-clock.ts'
import { openHome } from '../home.ts'
import { keepReports } from './keep-reports.ts'
import { makeReport, REPORTS } from './make-report.ts'

const OCTOBER = { from: '2026-09-30T22:00:00Z', to: '2026-10-31T23:00:00Z' }
const NAMES = ['index.html', 'trend-2026-10.en.html', 'trend-2026-10.fr.html']
const MADE = new Date('2026-11-03T08:00:00Z')

let seeded: SeededWarehouse
const folders: string[] = []
const folder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'reports-')))
  return folders.at(-1) ?? ''
}
beforeAll(async () => {
  seeded = await seedWarehouse({ intervals: [], years: [2026], statements: [monthFacts(OCTOBER)] })
})
afterAll(async () => {
  await seeded.remove()
  for (const path of folders) rmSync(path, { recursive: true, force: true })
})

const order = (to: string, now = MADE) =>
  ({ languages: ['fr', 'en'], folder: to, apiUrl: 'https://grid.example', now }) as const

describe('a report', () => {
  it('is left as it is while it would say the same, and made anew when the data is other', async () => {
    const to = folder()
    const made = await makeReport(seeded.warehouse, order(to))
    expect(made).toEqual([
      { path: join(to, 'trend-2026-10.fr.html'), isNew: true },
      { path: join(to, 'trend-2026-10.en.html'), isNew: true },
    ])
    expect(readdirSync(to).sort()).toEqual(NAMES)
    const read = () =>
      NAMES.map(name => [readFileSync(join(to, name), 'utf8'), statSync(join(to, name)).mtimeMs])
    const before = read()

    const later = order(to, new Date('2026-11-04T08:00:00Z'))
    expect((await makeReport(seeded.warehouse, later)).map(({ isNew }) => isNew)).toEqual([false, false])
    expect(read()).toEqual(before)

    const revise = (by: number) =>
      seeded.warehouse.write(connection =>
        connection.run(
          `UPDATE fact_energy_flow SET consumption_mw = consumption_mw + ${by} WHERE energy_type_key = 1`,
        ),
      )
    await revise(50)
    expect((await makeReport(seeded.warehouse, later)).map(({ isNew }) => isNew)).toEqual([true, true])
    expect(readFileSync(join(to, 'trend-2026-10.en.html'), 'utf8')).toContain(
      'content="2026-11-04T08:00:00.000Z"',
    )
    await revise(-50)
  })

  it('is not begun where there is no data of the month', async () => {
    const to = folder()
    const asked = { ...order(to), month: localMonth(2026, 12) }
    await expect(makeReport(seeded.warehouse, asked)).rejects.toThrow(NoReportError)
    expect(readdirSync(to)).toEqual([])
  })
})

it('is kept by a running platform: once the month is whole, and again some hours later', async () => {
  const home = openHome(folder())
  const { warehouse, remove } = await seedWarehouse({
    intervals: [],
    years: [2026],
    statements: [monthFacts({ ...OCTOBER, to: '2026-10-31T20:00:00Z' })],
  })
  const write = (statement: string) => warehouse.write(connection => connection.run(statement))
  const clock = advancedClock(new Date('2026-11-01T00:00:00Z'), 1)
  const said: string[] = []
  const kept = keepReports(
    { ...home, warehouse },
    {
      clock,
      apiUrl: 'https://grid.example',
      say: text => void said.push(text),
      onError: error => void said.push(String(error)),
    },
  )
  await clock.advanceTo(new Date('2026-11-01T00:30:00Z'))
  expect(said).toEqual([])

  await write(monthFacts({ from: '2026-10-31T20:00:00Z', to: OCTOBER.to }))
  await clock.advanceTo(new Date('2026-11-01T00:39:00Z'))
  const paths = ['fr', 'en'].map(language => join(home.path, REPORTS, `trend-2026-10.${language}.html`))
  expect(said).toEqual([`${paths.join('\n')}\n`])

  await write('UPDATE fact_energy_flow SET consumption_mw = consumption_mw + 50 WHERE energy_type_key = 1')
  await clock.jumpTo(new Date('2026-11-01T03:00:00Z'))
  expect(said).toHaveLength(1)
  await clock.jumpTo(new Date('2026-11-01T07:00:00Z'))
  expect(said).toHaveLength(2)

  await kept.stop()
  await home.warehouse.close()
  await remove()
})
