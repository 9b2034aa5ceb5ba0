/** The command line as a person uses it: a process of its own, its words and its exit code. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, expect, it } from 'vitest'

const FIXTURES = join(import.meta.dirname, '../silver/fixtures')
const home = mkdtempSync(join(tmpdir(), 'grid-home-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

function grid(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'grid.ts'), '--home', home, ...words],
    { encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

it('says that an empty home is empty', () => {
  const { status, stderr } = grid('run')
  expect([status, stderr]).toEqual([
    5,
    `grid: home ${home} is empty: ingest publications first, or set GRID_HOME\n`,
  ])
})

it('helps', () => {
  const { status, stdout } = grid('--help')
  expect(status).toBe(0)
  for (const command of ['ingest', 'run', 'rebuild', 'quality', 'status', 'serve'])
    expect(stdout).toContain(command)
})

it('says nothing of a reader that leaves, and keeps its exit code', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'grid.ts'), '--home', home, '--help'])
  child.stdout.destroy()
  const complaints = text(child.stderr)
  const [status] = await once(child, 'close')
  expect([status, await complaints]).toEqual([0, ''])
})

it.each([
  ['frobnicate'],
  ['run', '--fast'],
  ['ingest', 'files'],
  ['ingest', 'files', '/no/such/*.xls'],
  ['simulate', '--seed', 'abc'],
])('does not understand: %s %s %s', (...words) => {
  const { status, stderr } = grid(...words)
  expect(status).toBe(2)
  expect(stderr).not.toMatch(/ at .*\.ts:/)
})

it('takes the good files, names the bad one, and goes on to the tables', () => {
  const bad = join(home, 'letter.txt')
  writeFileSync(bad, 'Dear grid,\n')
  const ingested = grid('ingest', 'files', join(FIXTURES, 'rte-13-columns.xls'), bad)
  expect(ingested.status).toBe(3)
  expect(ingested.stdout).toContain('1 stored, 0 known already, 1 refused\n')
  expect(ingested.stdout).toContain(
    `refused ${bad}: text that begins "Dear grid,"; expected an éCO2mix publication`,
  )

  const run = grid('run')
  expect(run.status).toBe(0)
  expect(run.stdout).toMatch(/gold: 1 batches; [1-9]\d* facts in, 0 out/)

  expect(grid('run').stdout).toBe('up to date: nothing new in bronze\n')
  expect(grid('status').stdout).toMatch(/published data\nbronze: 1 publications/)
  expect(grid('quality').stdout).toMatch(/^check +table/)
  expect(grid('rebuild').stdout).toMatch(/gold: 1 batches; [1-9]\d* facts in/)
}, 120_000)
