/** What the API says of feeds and their runs. */
import { z } from 'zod'
import { FEED_CAUSES, FEED_STATES } from '../pipeline/catalog/feed-state.ts'

const instant = z.iso.datetime()
const minutes = (description: string) => z.int().nullable().meta({ description })

export const Run = z.object({
  feed_id: z.string(),
  trigger: z.string().meta({
    description: 'Why it ran: schedule, catch-up, retry, sweep, backfill, replay or manual.',
  }),
  window_from: instant.nullable().meta({ description: 'What was asked for, from; null: all there is.' }),
  window_to: instant.nullable().meta({ description: 'What was asked for, to, exclusive.' }),
  started_at: instant,
  finished_at: instant,
  outcome: z.string().meta({
    description:
      'new: bytes never seen before. unchanged: nothing new. failed. refused: personal data, not let in.',
  }),
  error_code: z.string().nullable(),
  error_message: z.string().nullable().meta({ description: 'The failure in words.' }),
  calls: z.int().meta({ description: 'Requests sent, those of retries included.' }),
  bytes: z.int(),
  publisher_newest_utc: instant
    .nullable()
    .meta({ description: 'Start of the newest measured interval in what was received; null: none in it.' }),
  our_newest_utc: instant
    .nullable()
    .meta({ description: 'Start of the newest measured interval we held when the run ended.' }),
  publisher_lag_minutes: minutes('From publisher_newest_utc to finished_at.'),
  our_lag_minutes: minutes('From our_newest_utc to publisher_newest_utc; 0: we held all.'),
  rows_read: z.int(),
  rows_loaded: z.int(),
  rows_quarantined: z.int().meta({ description: 'Rows refused whole.' }),
  values_quarantined: z.int().meta({ description: 'Single values refused in rows that were loaded.' }),
  unknown_columns: z.array(z.string()).meta({ description: 'Columns the catalogue does not know: drift.' }),
  quota_used: z.int().nullable().meta({ description: 'Calls of the period, those of the run included.' }),
  quota_allowed: z.int().nullable().meta({ description: 'Calls of the period we allow ourselves.' }),
  is_simulated: z.boolean(),
})

export const FeedState = z.object({
  feed_id: z.string(),
  title: z.string(),
  title_fr: z.string(),
  publisher: z.string(),
  publisher_fr: z.string(),
  schedule: z.string().nullable().meta({
    description: 'When it is fetched: second minute hour day-of-month month day-of-week, UTC. null: by hand.',
  }),
  state: z.enum(FEED_STATES).meta({
    description:
      'By the objectives; the worst of age, failed runs and refused rows. unknown: nobody fetches it.',
  }),
  cause: z
    .enum(FEED_CAUSES)
    .nullable()
    .meta({ description: 'Whose doing it is that the feed is degraded or broken. null: it is neither.' }),
  sentence_en: z.string().meta({ description: 'What is wrong since when, and what happens next.' }),
  sentence_fr: z.string(),
  newest_measured_utc: instant
    .nullable()
    .meta({ description: 'Start of the newest interval with a measured value that we hold of the feed.' }),
  age_minutes: minutes('From newest_measured_utc to now.'),
  publisher_newest_utc: instant.nullable().meta({
    description: 'Start of the newest measured interval that the publisher had when last asked.',
  }),
  publisher_lag_minutes: minutes('How far the publisher was behind the clock when last asked.'),
  our_lag_minutes: minutes('How far we were behind the publisher then; 0: we held all.'),
  objectives: z
    .object({
      degraded_minutes: z.int().nullable(),
      broken_minutes: z.int().nullable(),
      degraded_runs: z.int(),
      broken_runs: z.int(),
    })
    .meta({ description: 'Age and failed runs in a row from which on it is degraded or broken.' }),
  last_run: Run.nullable().meta({ description: 'The newest run of any kind; null: never fetched.' }),
  last_success_at: instant.nullable().meta({
    description: 'End of the last run that succeeded; backfills, sweeps and replays do not count.',
  }),
  failures_in_a_row: z.int(),
  failing_since: instant.nullable(),
  last_error: z
    .object({ code: z.string(), message: z.string(), at: instant })
    .nullable()
    .meta({ description: 'The last failure, mended or not.' }),
  last_load: z
    .object({
      at: instant,
      rows_read: z.int(),
      rows_loaded: z.int(),
      rows_quarantined: z.int(),
      values_quarantined: z.int(),
      unknown_columns: z.array(z.string()),
    })
    .nullable()
    .meta({ description: 'What became of the last publication that was new.' }),
  quota: z
    .object({ used: z.int(), allowed: z.int(), period: z.enum(['day', 'month']) })
    .nullable()
    .meta({ description: 'Calls of the period, of all feeds of the publisher. null: no limit is stated.' }),
  is_simulated: z.boolean().meta({ description: 'Whether a simulator answered the last run.' }),
})

export const RUN_EXAMPLE: z.output<typeof Run> = {
  feed_id: 'eco2mix-regional-realtime',
  trigger: 'schedule',
  window_from: '2024-10-25T08:45:00.000Z',
  window_to: '2024-10-28T09:05:00.000Z',
  started_at: '2024-10-28T09:05:02.114Z',
  finished_at: '2024-10-28T09:05:06.870Z',
  outcome: 'new',
  error_code: null,
  error_message: null,
  calls: 1,
  bytes: 2_310_554,
  publisher_newest_utc: '2024-10-28T08:45:00.000Z',
  our_newest_utc: '2024-10-28T08:45:00.000Z',
  publisher_lag_minutes: 20,
  our_lag_minutes: 0,
  rows_read: 4608,
  rows_loaded: 48,
  rows_quarantined: 0,
  values_quarantined: 0,
  unknown_columns: [],
  quota_used: 5012,
  quota_allowed: 25_000,
  is_simulated: false,
}
