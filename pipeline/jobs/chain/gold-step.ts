/**
 * The third step: bring the warehouse up to date with silver, check it, copy the journal of runs into it, and tell
 * forecast.
 */
import { storeNewRuns } from '../feeds/run-journal.ts'
import { bringGoldUpToDate } from '../update/bring-up-to-date.ts'
import { TO_FORECAST } from './messages.ts'
import { tell, type Workplace } from './workplace.ts'

/** Loads that gold has are left as they are: the same message again changes nothing. */
export async function goldStep(place: Workplace): Promise<void> {
  const { home, now } = place
  const { batches } = await bringGoldUpToDate(home)
  await storeNewRuns(home, now())
  await tell(place, TO_FORECAST, { batches })
}
