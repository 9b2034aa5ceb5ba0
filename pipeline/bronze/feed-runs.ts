/**
 * The journal of feed runs: what each attempt to fetch a feed came to, kept for ever beside what it
 * brought. `runs/<feed>/<yyyy>/<mm>/<dd>/<started-at>.json`, written once, when the run has ended.
 */
import { z } from 'zod'
import type { ObjectStore } from '../lake/object-store.ts'

const instant = z.iso.datetime()
const count = z.int().nonnegative()

const FeedRun = z.object({
  feed_id: z.string(),
  /** Why it ran. */
  trigger: z.enum(['schedule', 'catch-up', 'retry', 'sweep', 'backfill', 'replay', 'manual']),
  /** What was asked for, half-open, UTC; null where a feed is fetched whole. */
  window_from: instant.nullable(),
  window_to: instant.nullable(),
  started_at: instant,
  finished_at: instant,
  /** `new`: bytes never seen before; `unchanged`: the publisher had nothing new; `refused`: not let into bronze. */
  outcome: z.enum(['new', 'unchanged', 'failed', 'refused']),
  /** A code of `FETCH_ERROR_CODES`, or `internal` for a fault of ours; null unless failed or refused. */
  error_code: z.string().nullable(),
  /** In words a person understands; null unless failed or refused. */
  error_message: z.string().nullable(),
  /** Asking again before is in vain, as the run was told; null when nobody said so, or the run is of an earlier version. */
  not_before: instant.nullable().default(null),
  /** Requests sent, those of retries included. */
  calls: count,
  bytes: count,
  /** Of the publications received, new or known. */
  bronze_sha256s: z.array(z.string()),
  /** Start of the newest measured interval in them; null when there is none. */
  publisher_newest_utc: instant.nullable(),
  /** Start of the newest measured interval that we held of the feed when the run ended; null when none. */
  our_newest_utc: instant.nullable(),
  rows_read: count,
  rows_loaded: count,
  rows_quarantined: count,
  values_quarantined: count,
  /** Columns of the publications that no measure of ours knows: drift. */
  unknown_columns: z.array(z.string()),
  /** Calls counted against the publisher's quota in its period, this run's included; null where none is stated. */
  quota_used: count.nullable(),
  /** Calls of the period that we allow ourselves; null where no quota is stated. */
  quota_allowed: count.nullable(),
  is_simulated: z.boolean(),
})
export type FeedRun = Readonly<z.infer<typeof FeedRun>>

type WhatCame = Omit<
  FeedRun,
  | 'feed_id'
  | 'trigger'
  | 'window_from'
  | 'window_to'
  | 'started_at'
  | 'finished_at'
  | 'outcome'
  | 'error_code'
  | 'error_message'
  | 'is_simulated'
>

/** The counts of a run to which nothing came. */
export const NOTHING_CAME: WhatCame = {
  not_before: null,
  calls: 0,
  bytes: 0,
  bronze_sha256s: [],
  publisher_newest_utc: null,
  our_newest_utc: null,
  rows_read: 0,
  rows_loaded: 0,
  rows_quarantined: 0,
  values_quarantined: 0,
  unknown_columns: [],
  quota_used: null,
  quota_allowed: null,
}

/** Write the record of a run that has ended. @throws RangeError when that run was recorded before. */
export async function recordRun(lake: ObjectStore, run: FeedRun): Promise<void> {
  if (!(await writeRun(lake, run)))
    throw new RangeError(`run of ${run.feed_id} at ${run.started_at}: recorded already`)
}

/** Keys of the runs of a feed in the order they started; the names carry the moment, so none is read. */
export const listRunKeys = (lake: ObjectStore, feedId: string): Promise<readonly string[]> =>
  lake.list(`runs/${feedId}/`)

/**
 * The same keys, newest first, of runs that had started by `now`. This month and the one before are listed by
 * themselves: whoever looks no further back pays for no other, however old the lake is.
 */
export async function* newestRunKeys(lake: ObjectStore, feedId: string, now: Date): AsyncGenerator<string> {
  const monthsBack = [0, 1].map(
    back =>
      `runs/${feedId}/${new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7).replace('-', '/')}/`,
  )
  for (const month of monthsBack) yield* (await lake.list(month)).toReversed()
  const oldest = monthsBack.at(-1) ?? ''
  yield* (await listRunKeys(lake, feedId)).filter(key => key < oldest).toReversed()
}

/** Keys of the runs of a feed that started from one moment on until `now`, newest first. */
export async function runKeysSince(
  lake: ObjectStore,
  feedId: string,
  since: Date,
  now: Date,
): Promise<readonly string[]> {
  const first = keyOf({ feed_id: feedId, started_at: since.toISOString() })
  const keys: string[] = []
  for await (const key of newestRunKeys(lake, feedId, now)) {
    if (key < first) break
    keys.push(key)
  }
  return keys
}

/** Record a run that has ended, unless it is recorded: whoever does so a second time gets what the first one wrote. */
export async function recordRunOnce(lake: ObjectStore, run: FeedRun): Promise<FeedRun> {
  const isNew = await writeRun(lake, run)
  return isNew ? run : readRun(lake, keyOf(run))
}

export async function readRun(lake: ObjectStore, key: string): Promise<FeedRun> {
  return FeedRun.parse(JSON.parse(new TextDecoder().decode(await lake.read(key))))
}

const writeRun = (lake: ObjectStore, run: FeedRun): Promise<boolean> =>
  lake.create(keyOf(run), new TextEncoder().encode(`${JSON.stringify(run, null, 2)}\n`))

const keyOf = ({ feed_id, started_at }: Pick<FeedRun, 'feed_id' | 'started_at'>) =>
  `runs/${feed_id}/${started_at.slice(0, 10).replaceAll('-', '/')}/${started_at.replaceAll(':', '-')}.json`
