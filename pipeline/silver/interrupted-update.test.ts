/** An update that ends at any of its writes: the next one ends in the same files. */
import { cp } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../lake/object-store.ts'
import { filesOf, openTrial, type Trial } from './trial.ts'
import { forgetSilver, updateSilver } from './update-silver.ts'

const LATE = '2026-08-30T00:00:00Z'

/** The lake, until it has taken some writes: the next one fails, as if the process had been killed. */
function failingAfter(writes: number, lake: ObjectStore): ObjectStore {
  let left = writes
  const guarded =
    <Arguments extends unknown[], Result>(write: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments) => {
      if (left-- === 0) throw new InterruptedError()
      return write(...given)
    }
  return {
    ...lake,
    create: guarded(lake.create),
    replace: guarded(lake.replace),
    replaceFromFile: guarded(lake.replaceFromFile),
    remove: guarded(lake.remove),
  }
}

class InterruptedError extends Error {}

/** A home with loaded publications, and others waiting. */
async function openWaitingTrial(): Promise<Trial> {
  const trial = await openTrial()
  for (const fixture of ['odre-both-steps.csv', 'rte-13-columns.xls']) await trial.receive(fixture)
  await trial.update()
  for (const fixture of ['odre-outage.csv', 'rte-national-40-columns.xls']) await trial.receive(fixture)
  await trial.receive('odre-absurd.csv', LATE)
  return trial
}

async function copyOf(original: Trial): Promise<Trial> {
  const trial = await openTrial()
  await cp(original.home, trial.home, { recursive: true })
  return trial
}

describe.each([
  ['an update', async () => undefined, 0],
  // Before its first write a rebuild has not begun.
  ['a rebuild', forgetSilver, 1],
])('%s', (_, prepare, first) => {
  let waiting: Trial
  let undisturbed: ReadonlyMap<string, string>
  let writes = 0

  beforeAll(async () => {
    waiting = await openWaitingTrial()
    const trial = await copyOf(waiting)
    const counted: ObjectStore = failingAfter(Number.POSITIVE_INFINITY, trial.lake)
    const counting = {
      ...counted,
      replaceFromFile: count(counted.replaceFromFile),
      replace: count(counted.replace),
    }
    await prepare(counting)
    await updateSilver(counting, ['eco2mix-files'])
    undisturbed = await filesOf(trial, 'silver')
    await trial.close()
  })

  afterAll(() => waiting.close())

  function count<Arguments extends unknown[]>(write: (...given: Arguments) => Promise<void>) {
    return async (...given: Arguments) => {
      writes++
      await write(...given)
    }
  }

  it('interrupted at any write ends the same with the next', async () => {
    expect(writes).toBeGreaterThan(6)
    for (let after = first; after < writes; after++) {
      const trial = await copyOf(waiting)
      const failing = failingAfter(after, trial.lake)
      await expect(prepare(failing).then(() => updateSilver(failing, ['eco2mix-files']))).rejects.toThrow(
        InterruptedError,
      )
      await trial.update()
      expect(await filesOf(trial, 'silver'), `after ${after} writes`).toEqual(undisturbed)
      await trial.close()
    }
  }, 180_000)
})

it('does not set a publication aside for a fault of the machine, but reads it the next time', async () => {
  const faulty = await openTrial()
  await faulty.receive('rte-13-columns.xls')
  const read = () => Promise.reject(Object.assign(new Error('EMFILE'), { code: 'EMFILE', syscall: 'open' }))
  const disk = {
    ...faulty.lake,
    localPath: (key: string) => (key.endsWith('.zst') ? read() : faulty.lake.localPath(key)),
  }
  await expect(updateSilver(disk, ['eco2mix-files'])).rejects.toThrow('EMFILE')
  expect((await faulty.update()).loads).toMatchObject([{ error: null }])
  await faulty.close()
})
