import { expect, it } from 'vitest'
import type { FeedRun } from '../../bronze/feed-runs.ts'
import { SILENT, type Telemetry } from '../../telemetry/telemetry.ts'
import { feedOf } from './loopback-feed.ts'
import { tellRun } from './run-events.ts'

const RUN: FeedRun = {
  feed_id: 'eco2mix-regional-realtime',
  trigger: 'schedule',
  window_from: null,
  window_to: null,
  started_at: '2026-06-01T12:05:00.000Z',
  finished_at: '2026-06-01T12:05:02.500Z',
  outcome: 'new',
  error_code: null,
  error_message: null,
  not_before: null,
  calls: 1,
  bytes: 1000,
  bronze_sha256s: [],
  publisher_newest_utc: '2026-06-01T11:45:00.000Z',
  our_newest_utc: '2026-06-01T11:30:00.000Z',
  rows_read: 100,
  rows_loaded: 60,
  rows_quarantined: 25,
  values_quarantined: 0,
  unknown_columns: [],
  quota_used: null,
  quota_allowed: null,
  is_simulated: true,
}

/** What a run tells, in its order. */
function toldOf(run: Partial<FeedRun>): [name: string, fields: object][] {
  const told: [string, object][] = []
  const telemetry: Telemetry = { ...SILENT, emit: (name, fields) => void told.push([name, fields]) }
  tellRun(telemetry, feedOf(RUN.feed_id), { ...RUN, ...run })
  return told
}

it('a run tells how late each side is, how much came, and how much of it was refused', () => {
  expect(toldOf({})).toEqual([
    [
      'feed.run.finished',
      {
        feed_id: RUN.feed_id,
        outcome: 'ok',
        error_code: null,
        publisher_lag_minutes: 20,
        our_lag_minutes: 15,
        newest_measured_age_minutes: 35,
        rows_read: 100,
        rows_new: 60,
        rows_quarantined: 25,
        quarantine_share: 0.25,
        duration_ms: 2500,
      },
    ],
  ])
})

it.each(['backfill', 'sweep'] as const)('a %s says nothing of how late the publisher is', trigger => {
  expect(toldOf({ trigger })[0]?.[1]).toMatchObject({
    publisher_lag_minutes: null,
    our_lag_minutes: null,
    newest_measured_age_minutes: 35,
  })
})

it('a replay tells nothing: its clock is that of the past', () => {
  expect(toldOf({ trigger: 'replay' })).toEqual([])
})

it('drift is told with the columns', () => {
  expect(toldOf({ unknown_columns: ['Batteries', 'Hydrogène'] })[1]).toEqual([
    'feed.schema.drifted',
    { feed_id: RUN.feed_id, columns: 'Batteries, Hydrogène' },
  ])
})

it('a refusal is told with its reason, and the run has failed', () => {
  const reason = 'column « PRM » names a delivery point'
  const told = toldOf({ outcome: 'refused', error_code: 'personal-data', error_message: reason })
  expect(told[0]?.[1]).toMatchObject({ outcome: 'failed', error_code: 'personal-data' })
  expect(told[1]).toEqual(['payload.refused', { feed_id: RUN.feed_id, reason }])
})
