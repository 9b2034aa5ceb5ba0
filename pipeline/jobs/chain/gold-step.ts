/**
 * The third step: bring the warehouse up to date with silver, check it, and copy the journal of runs into it. It is
 * the last one so far: nothing reads the queue `forecast` yet, so nothing is told to it.
 */

import { storeNewRuns } from '../feeds/run-journal.ts'
import { bringGoldUpToDate } from '../update/bring-up-to-date.ts'
import type { Workplace } from './workplace.ts'

/** Loads that gold has are left as they are: the same message again changes nothing. */
export async function goldStep({ home, now }: Pick<Workplace, 'home' | 'now'>): Promise<void> {
  await bringGoldUpToDate(home)
  await storeNewRuns(home, now())
}
