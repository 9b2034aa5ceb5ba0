/** A feed run for tests: one that went well, but for what the test says. */
import type { FeedRunRow } from '../feed_run.ts'

export const feedRun = (run: Partial<FeedRunRow>): FeedRunRow => ({
  feed_id: 'eco2mix-regional-realtime',
  trigger: 'schedule',
  window_from: null,
  window_to: null,
  started_at: '2026-06-04T12:05:00.250Z',
  finished_at: '2026-06-04T12:05:20.000Z',
  outcome: 'new',
  error_code: null,
  error_message: null,
  calls: 1,
  bytes: 1000,
  bronze_sha256s: ['aa'],
  publisher_newest_utc: '2026-06-04T11:15:00.000Z',
  our_newest_utc: '2026-06-04T11:15:00.000Z',
  rows_read: 100,
  rows_loaded: 48,
  rows_quarantined: 0,
  values_quarantined: 0,
  unknown_columns: [],
  quota_used: null,
  quota_allowed: null,
  is_simulated: false,
  ...run,
})
