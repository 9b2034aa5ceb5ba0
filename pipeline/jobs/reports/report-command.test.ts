/** `grid report` as a person uses it: where the pages are, or why there is none, and the exit code. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'

const FIXTURE = join(import.meta.dirname, '../../silver/fixtures/rte-13-columns.xls')
const home = temporaryHome()
const empty = mkdtempSync(join(tmpdir(), 'grid-home-'))
afterAll(() => rmSync(empty, { recursive: true, force: true }))

function grid(path: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '../grid.ts'), '--home', path, 'report', ...words],
    { encoding: 'utf8' },
  )
  return [status, stdout, stderr]
}

it('makes the pages of a month and says where they are, or refuses the month and says which there are', async () => {
  await receive(home, [FIXTURE], '2026-09-01T06:00:00Z')
  await bringUpToDate(home)
  const [row] = await home.warehouse.read(engine =>
    engine.rows('SELECT MIN(d.local_date) AS day FROM fact_energy_flow JOIN dim_time d USING (time_key)', []),
  )
  const month = String(row?.day).slice(0, 7)
  await home.warehouse.close()
  const page = join(home.path, 'reports', `trend-${month}.fr.html`)
  expect(grid(home.path, '--month', month, '--lang', 'fr')).toEqual([0, `${page}\n`, ''])
  expect(readdirSync(join(home.path, 'reports')).sort()).toEqual(['index.html', `trend-${month}.fr.html`])
  expect(grid(home.path, '--month', '1999-01')).toEqual([
    2,
    '',
    `grid: no report of 1999-01: the data is of ${month} to ${month}\n`,
  ])
  expect(grid(home.path)[0]).toBe(2)
})

it.each([
  [['--month', '2026-13'], 2, '--month 2026-13: expected a month as YYYY-MM, such as 2026-10'],
  [['--lang', 'de'], 2, '--lang de: expected fr, en or both'],
  [['--api', 'grid.example'], 2, '--api grid.example: expected an address such as https://grid.example'],
  [[], 5, 'is empty: ingest publications first'],
] as const)('refuses %j', (words, code, message) => {
  const [status, stdout, stderr] = grid(empty, ...words)
  expect([status, stdout]).toEqual([code, ''])
  expect(stderr).toContain(message)
})
