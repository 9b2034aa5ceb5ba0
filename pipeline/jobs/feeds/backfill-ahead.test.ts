import { expect, it } from 'vitest'
import { temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { backfill } from './backfill.ts'
import { feedOf, openLoopbackPublisher } from './loopback-feed.ts'
import { sharedStore } from './run-journal.ts'

const FEED = 'eco2mix-regional-realtime'
const NOW = new Date('2026-11-20T10:00:00Z')

async function openTrial() {
  const home = temporaryHome()
  const publisher = await openLoopbackPublisher(FEED, () => NOW)
  const runner = {
    home,
    connectors: new Map([[FEED, publisher.connector]]),
    fetch,
    isSimulated: true,
    now: () => NOW,
    update: () => bringUpToDate(home),
    store: sharedStore(home),
    initialDays: 1,
  }
  const run = (from: string, to: string) =>
    backfill(runner, {
      feed: feedOf(FEED),
      span: { from, to },
      progress: { update: () => undefined, stop: () => undefined },
      stopping: new AbortController().signal,
    })
  return { publisher, run }
}

it('asks for no day that is still to come, and is whole without it', async () => {
  const { publisher, run } = await openTrial()
  const { left } = await run('2026-11-18', '2027-02-01')
  expect(publisher.asked).toEqual(['2026-11-17T23:00:00.000Z/2026-11-20T23:00:00.000Z'])
  expect(left).toEqual([])
})

it('refuses a span that lies ahead', async () => {
  const { publisher, run } = await openTrial()
  await expect(run('2026-12-01', '2027-02-01')).rejects.toThrow('before 2026-11-21')
  expect(publisher.asked).toEqual([])
})
