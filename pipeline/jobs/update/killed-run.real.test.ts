/**
 * Proof that a run may die anywhere: killed at twenty moments spread over its length, then run again, it
 * ends in what an undisturbed run ends in. The moments are drawn from a seed, so that they can be drawn again.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import type { Home } from '../home.ts'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { filesOf, goldState, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import { LOAD, REAL_TIME, readRegion, regionalFiles, writeConsolidated } from './september-2017.ts'

const ROUNDS = 20

/** Fractions in [0, 1), in thousandths, by the linear congruential generator of Numerical Recipes. */
function drawMoments(count: number, seed: number): number[] {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * 1000) / 1000
  })
}

/** Says so when its modules are loaded and the run begins. */
const PROGRAM = `
  import { bringUpToDate } from '${new URL('bring-up-to-date.ts', import.meta.url)}'
  import { openHome } from '${new URL('../home.ts', import.meta.url)}'
  const home = openHome(process.argv[1])
  process.stdout.write('begins')
  await bringUpToDate(home)
  await home.warehouse.close()`

/** Run on a home in a process of its own, killed after a time. @returns how long it took, and whether it was killed. */
async function runInProcess(home: Home, killAfterMs = Number.POSITIVE_INFINITY) {
  const scratch = join(home.path, 'scratch')
  mkdirSync(scratch)
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, home.path], {
    env: { ...process.env, TMPDIR: scratch },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  const start = performance.now()
  if (Number.isFinite(killAfterMs)) {
    await Promise.race([exited, sleep(killAfterMs)])
    child.kill('SIGKILL')
  }
  const [exitCode, signal] = await exited
  if (exitCode !== 0 && signal !== 'SIGKILL') throw new Error(`run on ${home.path}: exit code ${exitCode}`)
  return { durationMs: performance.now() - start, wasKilled: signal === 'SIGKILL' }
}

/** What a crash may leave behind, never taken for an object of the lake, is no part of silver. */
const silverOf = (home: Home) =>
  [...filesOf(home, 'silver')].filter(([name]) => !name.endsWith('.unfinished'))

describeReal('a run killed at any moment', [REAL_TIME, LOAD], () => {
  const prepared = temporaryHome()
  const undisturbed = temporaryHome()
  const homes = Array.from({ length: ROUNDS }, () => temporaryHome())
  let expected: { gold: Awaited<ReturnType<typeof goldState>>; silver: ReturnType<typeof silverOf> }
  let durationMs: number

  const prepare = (home: Home) => {
    rmSync(home.path, { recursive: true })
    cpSync(prepared.path, home.path, { recursive: true })
  }

  beforeAll(async () => {
    const files = regionalFiles().slice(0, 2)
    await receive(
      prepared,
      files.map(file => realPath(REAL_TIME, file)),
      '2017-10-14T00:00:00Z',
    )
    const folder = join(prepared.path, 'converted')
    mkdirSync(folder)
    for (const file of files) writeConsolidated(folder, readRegion(file))
    await receive(prepared, [folder], '2017-12-01T00:00:00Z')
    // The first run also warms the caches of the machine; the second tells how long one takes.
    for (const home of [undisturbed, undisturbed]) {
      prepare(home)
      durationMs = (await runInProcess(home)).durationMs
    }
    expected = { gold: await goldState(undisturbed), silver: silverOf(undisturbed) }
  }, LOAD_TIMEOUT_MS)

  it('has something to lose: facts and revisions', () => {
    expect(expected.gold.fact_energy_flow).not.toMatch(/^0:/)
    expect(expected.gold.fact_energy_flow_revision).not.toMatch(/^0:/)
  })

  it.each(drawMoments(ROUNDS, 2013).map((moment, round) => ({ moment, round })))(
    'is made good by the next one (round $round, at $moment of its length)',
    async ({ moment, round }) => {
      const home = homes[round] ?? prepared
      for (;;) {
        prepare(home)
        const run = await runInProcess(home, moment * durationMs)
        if (run.wasKilled) break
        // The machine has become faster, and the run ended before its moment.
        durationMs = run.durationMs
      }
      await bringUpToDate(home)
      expect(await goldState(home)).toEqual(expected.gold)
      expect(silverOf(home)).toEqual(expected.silver)
    },
    LOAD_TIMEOUT_MS,
  )
})
