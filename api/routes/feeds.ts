/** GET /v1/feeds: each feed, how it is and why. GET /v1/feeds/{feed_id}/runs: what was tried. */
import { z } from 'zod'
import { FEEDS } from '../../pipeline/catalog/feeds.ts'
import { hasColumn, readRuns } from '../../pipeline/gold/queries/feed-runs.ts'
import { readFeeds } from '../../pipeline/gold/queries/feeds.ts'
import { READ_DATA, READ_OPERATIONS } from '../auth/access.ts'
import type { Endpoint } from '../endpoint.ts'
import { Meta, PageMeta } from '../envelope.ts'
import { FeedState, RUN_EXAMPLE, Run } from '../feed-contract.ts'
import { EARLIEST_HELD_MS } from '../instant.ts'
import { limit } from '../parameters.ts'
import { invalidParameters, ProblemError } from '../problem.ts'

const NoQuery = z.strictObject({})

export const feeds: Endpoint<typeof NoQuery, typeof FeedState> = {
  path: '/v1/feeds',
  operationId: 'listFeeds',
  summary: 'State of the feeds, with the lag of each side',
  description:
    'Every feed of the catalogue: whether it is ok, degraded, broken or unknown, in words too, how old its newest measured value is, and how much of the lag is the publisher’s and how much is ours. Future rows without values never count as fresh.',
  access: READ_DATA,
  query: NoQuery,
  row: FeedState,
  isRanged: false,
  meta: Meta,
  followsClock: true,
  example: {
    feed_id: 'eco2mix-regional-realtime',
    title: 'éCO2mix regional, real time (ODRÉ export)',
    title_fr: 'éCO2mix régional, temps réel (export ODRÉ)',
    publisher: 'RTE',
    publisher_fr: 'RTE',
    schedule: '0 5/15 * * * *',
    state: 'ok',
    cause: null,
    sentence_en: 'Up to date: the newest value is of 28 Oct, 09:45 (Paris), 22 min old.',
    sentence_fr: 'À jour : la dernière valeur est du 28 oct., 09:45 (Paris), il y a 22 min.',
    newest_measured_utc: '2024-10-28T08:45:00.000Z',
    age_minutes: 22,
    publisher_newest_utc: '2024-10-28T08:45:00.000Z',
    publisher_lag_minutes: 20,
    our_lag_minutes: 0,
    objectives: { degraded_minutes: 120, broken_minutes: 360, degraded_runs: 1, broken_runs: 3 },
    last_run: RUN_EXAMPLE,
    last_success_at: RUN_EXAMPLE.finished_at,
    failures_in_a_row: 0,
    failing_since: null,
    last_error: null,
    last_load: {
      at: RUN_EXAMPLE.finished_at,
      rows_read: 4608,
      rows_loaded: 48,
      rows_quarantined: 0,
      values_quarantined: 0,
      unknown_columns: [],
    },
    quota: { used: 5012, allowed: 25_000, period: 'month' },
    is_simulated: false,
  },
  read: async (_query, { engine, now, signal }) => ({ data: await readFeeds(engine, now(), signal) }),
}

const CURSOR = 'meta.next_cursor of the answer before'

const RunsQuery = z.strictObject({
  feed_id: z.string().meta({ description: 'Feed, as /v1/feeds names it.', examples: [RUN_EXAMPLE.feed_id] }),
  limit,
  cursor: z
    .string()
    .max(100, CURSOR)
    .meta({ description: `${CURSOR}, to go on where it ended.` })
    .optional(),
})

export const feedRuns: Endpoint<typeof RunsQuery, typeof Run> = {
  path: '/v1/feeds/{feed_id}/runs',
  operationId: 'listFeedRuns',
  summary: 'Runs of a feed, newest first',
  description:
    'Every attempt to fetch the feed: what was asked for, what came of it, how far publisher and we were behind, and the error in words.',
  access: READ_OPERATIONS,
  query: RunsQuery,
  row: Run,
  isRanged: false,
  meta: PageMeta,
  followsClock: true,
  example: RUN_EXAMPLE,
  problems: { 404: 'There is no such feed.' },
  async read({ feed_id, limit, cursor }, { engine, signal }) {
    if (!FEEDS.some(feed => feed.feed_id === feed_id)) {
      throw new ProblemError(404, `feed ${feed_id}: there is none; see /v1/feeds`)
    }
    const before = cursor === undefined ? undefined : readCursor(cursor)
    // A warehouse of an older version kept none.
    if (!(await hasColumn(engine, 'feed_run', 'feed_id', signal)))
      return { data: [], meta: { next_cursor: null } }
    const { rows, hasMore } = await readRuns(engine, { feedId: feed_id, limit, before }, signal)
    const last = rows.at(-1)
    return { data: rows, meta: { next_cursor: hasMore && last ? writeCursor(last.started_at) : null } }
  },
}

const writeCursor = (startedAt: string): string => Buffer.from(startedAt).toString('base64url')

function readCursor(given: string): number {
  const parsed = z.iso.datetime().safeParse(Buffer.from(given, 'base64url').toString())
  const startedAt = parsed.success ? Date.parse(parsed.data) : Number.NaN
  if (startedAt >= EARLIEST_HELD_MS) return startedAt
  throw invalidParameters([{ parameter: 'cursor', value: given, expected: CURSOR }])
}
