/** Job: simulated publications → bronze of a home that holds nothing else. */

import { listReceived } from '../bronze/bronze-store.ts'
import { type SimulatedFile, simulatePublications, simulateUpdate } from '../simulator/publish.ts'
import { FILES_FEED, ingestBytes } from '../sources/files.ts'
import { claimHome, type Home } from './home.ts'

const SEED = 1
const DAYS = 60
/** An update reaches back to yesterday; after a longer pause the whole window is published again. */
const UPDATE_REACHES_BACK_MS = 24 * 3_600_000

/** Publish what a poller would have collected by now. @returns files that are new. */
export async function ingestSimulated(home: Home, now: Date): Promise<number> {
  await claimHome(home.path, 'simulated')
  const newest = (await listReceived(home.lake, FILES_FEED)).at(-1)
  const isFresh = newest && now.getTime() - Date.parse(newest.fetched_at) < UPDATE_REACHES_BACK_MS
  const files = isFresh
    ? [simulateUpdate({ seed: SEED, now })]
    : simulatePublications({ seed: SEED, now, days: DAYS })
  let stored = 0
  for (const file of files) stored += await ingestOne(home, file)
  return stored
}

async function ingestOne(home: Home, { name, bytes, fetchedAt }: SimulatedFile): Promise<number> {
  const { outcome, reason } = await ingestBytes(home.lake, {
    fileName: name,
    bytes,
    fetchedAt,
    isSimulated: true,
  })
  if (outcome === 'refused') throw new Error(`simulated ${name}: ${reason}`)
  return outcome === 'stored' ? 1 : 0
}
