import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type FeedRun, NOTHING_CAME, recordRun } from '../../bronze/feed-runs.ts'
import { openLocalDisk } from '../../lake/local-disk.ts'
import { feedOf } from '../feeds/loopback-feed.ts'
import { feedLease } from './fetch-step.ts'
import { withLease } from './lease.ts'
import { overdueFeeds } from './overdue-feeds.ts'

const root = mkdtempSync(join(tmpdir(), 'grid-overdue-'))
afterAll(() => rmSync(root, { recursive: true }))
const REALTIME = feedOf('eco2mix-regional-realtime')

const at = (time: string) => new Date(`2026-11-20T${time}Z`)

async function lakeWith(name: string, runs: readonly { from: string; error: string | null }[]) {
  const lake = openLocalDisk(join(root, name))
  for (const { from, error } of runs) await recordRun(lake, run(from, error))
  return lake
}

const run = (from: string, error: string | null): FeedRun => ({
  feed_id: REALTIME.feed_id,
  trigger: 'schedule',
  window_from: null,
  window_to: null,
  started_at: at(from).toISOString(),
  finished_at: at(from).toISOString(),
  outcome: error ? 'failed' : 'unchanged',
  error_code: error,
  error_message: error,
  ...NOTHING_CAME,
  calls: 1,
  is_simulated: true,
})

it.each([
  ['a feed that never ran', [], '10:00:00', ['schedule']],
  ['one that ran at its last stroke', [{ from: '10:05:30', error: null }], '10:19:00', []],
  ['one whose timer is about to fire', [{ from: '10:05:30', error: null }], '10:20:50', []],
  ['one whose timer did not', [{ from: '10:05:30', error: null }], '10:22:00', ['catch-up']],
  ['one that failed a moment ago', [{ from: '10:05:30', error: 'server-error' }], '10:06:00', []],
  ['one that failed a while ago', [{ from: '10:05:30', error: 'server-error' }], '10:06:31', ['retry']],
  ['one that a person must mend', [{ from: '10:05:30', error: 'misconfigured' }], '10:10:00', []],
])('%s', async (name, runs, now, expected) => {
  const overdue = await overdueFeeds(await lakeWith(name, runs), [REALTIME], at(now))
  expect(overdue.map(({ trigger }) => trigger)).toEqual(expected)
})

it('leaves alone a run that began and is on its way through the queue, until the next stroke has passed', async () => {
  const lake = await lakeWith('on its way', [{ from: '09:50:30', error: null }])
  const lease = { key: feedLease(REALTIME.feed_id), holder: 'a run', now: () => at('10:05:30') }
  await withLease(lake, lease, 0, async () => undefined)
  expect(await overdueFeeds(lake, [REALTIME], at('10:15:50'))).toEqual([])
  expect(await overdueFeeds(lake, [REALTIME], at('10:22:00'))).toHaveLength(1)
})
