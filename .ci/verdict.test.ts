import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { verdictOf } from './verdict.ts'

const run = promisify(execFile)

const report = (counts: { passed?: number; failed?: number; skipped?: number; unloaded?: number }) => ({
  numPassedTests: counts.passed ?? 0,
  numFailedTests: counts.failed ?? 0,
  numPendingTests: counts.skipped ?? 0,
  numTodoTests: 0,
  testResults: Array.from({ length: counts.unloaded ?? 0 }, () => ({
    status: 'failed',
    assertionResults: [],
  })),
})

it.each([
  ['all passed', report({ passed: 7 }), 0, '7 passed, 0 failed', true],
  ['one failed', report({ passed: 6, failed: 1 }), 1, '6 passed, 1 failed', false],
  ['some skipped', report({ passed: 6, skipped: 2 }), 0, '6 passed, 0 failed, 2 skipped', true],
  ['a file that does not load', report({ passed: 6, unloaded: 1 }), 1, '6 passed, 1 failed', false],
  ['an error outside the tests', report({ passed: 6 }), 1, '6 passed, 1 failed', false],
  ['no test at all', report({}), 0, '0 passed, 1 failed', false],
  ['everything skipped', report({ skipped: 3 }), 0, '0 passed, 1 failed, 3 skipped', false],
  ['no report', undefined, 0, '0 passed, 1 failed', false],
])('gives the verdict on %s', (_, json, exitCode, line, isGood) => {
  expect(verdictOf(json, exitCode)).toEqual({ line, isGood })
})

it('reads what vitest itself writes, and ends with its failure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'verdict-'))
  try {
    await writeFile(join(folder, 'planted.test.mjs'), "it('a', () => {})\nit('b', () => expect(1).toBe(2))\n")
    await writeFile(join(folder, 'unloadable.test.mjs'), "import './absent.mjs'\n")
    const path = join(folder, 'report.json')
    const vitest = join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs')
    const options = ['--root', folder, '--globals', '--reporter=json', `--outputFile=${path}`]
    await expect(run(process.execPath, [vitest, 'run', ...options])).rejects.toMatchObject({ code: 1 })
    await expect(
      run(process.execPath, [join(import.meta.dirname, 'verdict.ts'), path, '1']),
    ).rejects.toMatchObject({
      code: 1,
      stdout: '1 passed, 2 failed\n',
    })
  } finally {
    await rm(folder, { recursive: true })
  }
})
