/**
 * Proof that a run may stop at any write to the lake: whichever fails, the next run ends in what a run that
 * nothing stopped ends in. Twenty kills at random seldom fall between two writes; this tries every gap.
 */
import { cpSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import type { ObjectStore } from '../../lake/object-store.ts'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { filesOf, goldState, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'

const CAPTURES = 'odre-regional-tr-2026/raw-captures'
/** Two quarantines, two months and two load records. */
const WRITES = 6

/** The lake, until it has written so often; every write after that fails. */
function failingAfter(lake: ObjectStore, writes: number): ObjectStore {
  let left = writes
  const counted =
    <Arguments extends unknown[]>(write: (...given: Arguments) => Promise<void>) =>
    async (...given: Arguments) => {
      if (left-- <= 0) throw new Error('no space left')
      await write(...given)
    }
  return { ...lake, replace: counted(lake.replace), replaceFromFile: counted(lake.replaceFromFile) }
}

describeReal('a run whose writes fail', [CAPTURES], () => {
  const undisturbed = temporaryHome()
  const homes = Array.from({ length: WRITES }, () => temporaryHome())
  let expected: { gold: unknown; silver: unknown }

  beforeAll(async () => {
    for (const name of ['2026-03-29T06-58-51Z', '2026-04-16T13-22-38Z']) {
      await receive(undisturbed, [realPath(CAPTURES, `${name}.json`)], '2026-05-01T00:00:00Z')
    }
    for (const home of homes) cpSync(undisturbed.path, home.path, { recursive: true })
    await bringUpToDate({ ...undisturbed, lake: failingAfter(undisturbed.lake, WRITES) })
    expected = { gold: await goldState(undisturbed), silver: filesOf(undisturbed, 'silver') }
  }, LOAD_TIMEOUT_MS)

  it.each(homes.map((home, writes) => ({ home, writes })))(
    'after $writes of them is made good by the next one',
    async ({ home, writes }) => {
      await expect(bringUpToDate({ ...home, lake: failingAfter(home.lake, writes) })).rejects.toThrow(
        'no space left',
      )
      await bringUpToDate(home)
      expect(await goldState(home)).toEqual(expected.gold)
      expect(filesOf(home, 'silver')).toEqual(expected.silver)
    },
    LOAD_TIMEOUT_MS,
  )
})
