/**
 * The second step: bring silver up to date with bronze, enter the runs that brought it into the journal, and tell
 * gold. The same message again finds silver up to date and the runs entered, and tells gold once more.
 */
import { randomUUID } from 'node:crypto'
import { recordRunOnce } from '../../bronze/feed-runs.ts'
import { FEEDS } from '../../catalog/feeds.ts'
import { enterRuns } from '../feeds/attempt.ts'
import { tellRun } from '../feeds/run-events.ts'
import { bringSilverUpToDate } from '../update/bring-up-to-date.ts'
import { withLease } from './lease.ts'
import { type Message, MessageError, type SilverBody, TO_GOLD } from './messages.ts'
import { tell, type Workplace } from './workplace.ts'

/** Longer than an update usually takes: whoever waits in vain is tried again by the queue. */
const WAIT_MS = 4 * 60_000
const SILVER_LEASE = 'silver/leases/update.json'

/** @throws LeaseHeldError when another process has been updating silver all the while. */
export async function silverStep(place: Workplace, { body }: Message<SilverBody>): Promise<void> {
  const { home, now } = place
  const feed = FEEDS.find(({ feed_id }) => feed_id === body.feed_id)
  if (!feed) throw new MessageError(`message to silver: feed ${body.feed_id}: not declared in the catalogue`)
  const lease = { key: SILVER_LEASE, holder: randomUUID(), now }
  const { loads } = await withLease(home.lake, lease, WAIT_MS, () => bringSilverUpToDate(home))
  const runs = await enterRuns(
    { home, isSimulated: body.is_simulated, now },
    { ...body, news: new Set(body.news) },
    recordRunOnce,
  )
  for (const run of runs) tellRun(home.telemetry, feed, run)
  await tell(place, TO_GOLD, { loads: loads.length })
}
