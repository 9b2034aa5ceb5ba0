/**
 * Job: one run of one feed. Fetch what the publisher has of a window, bring the layers up to date, and
 * enter into the journal what came of it. What goes wrong is an outcome of the run, with its reason in
 * words. Killed between, the journal lacks the run, and the next one finds in bronze what it brought.
 */
import { type FeedRun, recordRun } from '../bronze/feed-runs.ts'
import type { Feed } from '../catalog/feeds.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { type LoadKey, type LoadRecord, listLoadKeys, readLoads } from '../silver/load-record.ts'
import { type Connector, FetchError, type Fetched, type TimeWindow } from '../sources/connector.ts'
import { splitWindow, windowOf } from './feed-window.ts'
import type { Home } from './home.ts'
import { newestMeasured } from './newest-measured.ts'
import { tellRun } from './run-events.ts'
import { storeRuns } from './run-journal.ts'
import type { Update } from './update-layers.ts'

export interface FeedRunner {
  readonly home: Home
  readonly connectors: ReadonlyMap<string, Connector>
  readonly fetch: typeof globalThis.fetch
  readonly isSimulated: boolean
  readonly now: () => Date
  /** Brings silver and gold up to date with bronze. */
  readonly update: () => Promise<Update>
  /** How far back a feed begins that we hold nothing of. */
  readonly initialDays: number
}

export interface RunRequest {
  readonly feed: Feed
  readonly trigger: FeedRun['trigger']
  /** Default: what the feed's declaration and what we hold ask for. */
  readonly window?: TimeWindow
  /** Cuts the fetch off: such a run counts for nothing, and is not entered. */
  readonly signal?: AbortSignal
}

/** What a fetch came to; `error` is null when it was whole. */
export interface Attempt {
  readonly started_at: Date
  readonly finished_at: Date
  readonly window: TimeWindow | null
  readonly fetched: Fetched
  readonly error: { readonly code: string; readonly message: string } | null
  /** Asking again before is in vain. */
  readonly not_before: Date | null
}

const NOTHING: Fetched = { calls: 0, bytes: 0, publications: [], quota: null }
/** Of an error that is no connector's. */
const UNTOLD = { calls: 0, notBefore: null, quota: null } as const

/** @throws when the journal can't be written, or the run was cut off by its signal. */
export async function runFeed(
  runner: FeedRunner,
  request: RunRequest,
): Promise<{ readonly run: FeedRun; readonly not_before: Date | null }> {
  const { feed, trigger } = request
  const attributes = { feed_id: feed.feed_id, trigger }
  return runner.home.telemetry.trace({ name: 'run feed', attributes }, async span => {
    const attempt = await fetchFeed(runner, request)
    const [run] = await finishRuns(runner, request, [attempt])
    if (!run) throw new TypeError('one attempt makes one run')
    if (run.error_code !== null) span.fail(run.error_code)
    return { run, not_before: attempt.not_before }
  })
}

/** Fetch into bronze. An error becomes part of the attempt, but for the wish to be cut off. */
export async function fetchFeed(runner: FeedRunner, request: RunRequest): Promise<Attempt> {
  const { feed, signal } = request
  const started_at = runner.now()
  let window: TimeWindow | null = null
  let fetched = NOTHING
  try {
    window = request.window ?? (await usualWindow(runner, feed, started_at))
    const connector = runner.connectors.get(feed.feed_id)
    if (!connector)
      throw new FetchError('misconfigured', `${feed.feed_id}: no connector is configured for it`)
    const whole = window ?? { from: started_at, to: started_at }
    for (const part of splitWindow(whole, connector.longest_window_days)) {
      const more = await connector.fetch(part, {
        lake: runner.home.lake,
        now: runner.now,
        fetch: runner.fetch,
        isSimulated: runner.isSimulated,
        ...(signal && { signal }),
      })
      fetched = addFetched(fetched, more)
    }
    return { started_at, finished_at: runner.now(), window, fetched, error: null, not_before: null }
  } catch (error) {
    signal?.throwIfAborted()
    const { calls, notBefore, quota } = error instanceof FetchError ? error : UNTOLD
    return {
      started_at,
      finished_at: runner.now(),
      window,
      fetched: addFetched(fetched, { ...NOTHING, calls, quota }),
      error: inWords(error),
      not_before: notBefore,
    }
  }
}

const addFetched = (a: Fetched, b: Fetched): Fetched => ({
  calls: a.calls + b.calls,
  bytes: a.bytes + b.bytes,
  publications: [...a.publications, ...b.publications],
  quota: b.quota ?? a.quota,
})

async function usualWindow(
  { home, initialDays }: FeedRunner,
  feed: Feed,
  now: Date,
): Promise<TimeWindow | null> {
  const newest = newestMeasured(await listLoadKeys(home.lake, feed.feed_id), now)
  return windowOf(feed, { now, initialDays, newest })
}

/** Bring the layers up to date with what attempts brought, and enter them, in the order they were made. */
export async function finishRuns(
  runner: FeedRunner,
  { feed, trigger }: Pick<RunRequest, 'feed' | 'trigger'>,
  attempts: readonly Attempt[],
): Promise<readonly FeedRun[]> {
  let fault: Attempt['error'] = null
  const fresh = await newsOf(runner.home.lake, feed.feed_id, attempts)
  try {
    if (fresh.size > 0) await runner.update()
  } catch (error) {
    fault = inWords(error)
  }
  const held = await listLoadKeys(runner.home.lake, feed.feed_id)
  const received = new Set(attempts.flatMap(receptionsOf))
  const told = await readLoads(
    runner.home.lake,
    held.filter(load => received.has(load.reception_id)),
  )
  const isLive = trigger !== 'replay'
  const runs: FeedRun[] = []
  for (const attempt of attempts) {
    const run = toFeedRun(
      feed.feed_id,
      trigger,
      {
        ...attempt,
        error: attempt.error ?? fault,
        // What was recorded is known at once; what is fetched now, once gold has it.
        finished_at: isLive ? runner.now() : attempt.finished_at,
      },
      { held, told, fresh, isSimulated: runner.isSimulated },
    )
    runs.push(await enter(runner.home.lake, run))
    // The same in a later attempt was no news.
    for (const receptionId of receptionsOf(attempt)) fresh.delete(receptionId)
  }
  await storeRuns(runner.home, runs)
  for (const run of runs) tellRun(runner.home.telemetry, feed, run)
  return runs
}

/**
 * What never came before, what came back, and that of which a run was killed on the way to silver. Not what the update loads:
 * that of another feed may have taken them along.
 */
async function newsOf(lake: ObjectStore, feedId: string, attempts: readonly Attempt[]): Promise<Set<string>> {
  const publications = attempts.flatMap(({ fetched }) => fetched.publications)
  if (publications.length === 0) return new Set()
  const loaded = new Set((await listLoadKeys(lake, feedId)).map(load => load.reception_id))
  return new Set(
    publications
      .filter(({ record, isNew }) => isNew || !loaded.has(record.reception_id))
      .map(({ record }) => record.reception_id),
  )
}

/** Runs of a feed are told apart by when they started; a clock can give one moment twice. */
async function enter(lake: ObjectStore, run: FeedRun): Promise<FeedRun> {
  try {
    await recordRun(lake, run)
    return run
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return enter(lake, { ...run, started_at: new Date(Date.parse(run.started_at) + 1).toISOString() })
  }
}

const receptionsOf = ({ fetched }: Attempt): string[] =>
  fetched.publications.map(({ record }) => record.reception_id)

function toFeedRun(
  feed_id: string,
  trigger: FeedRun['trigger'],
  attempt: Attempt,
  loads: {
    /** All of the feed. */
    readonly held: readonly LoadKey[]
    /** Of what the attempts received. */
    readonly told: readonly LoadRecord[]
    readonly fresh: ReadonlySet<string>
    readonly isSimulated: boolean
  },
): FeedRun {
  const { started_at, finished_at, window, fetched, error } = attempt
  const receptions = receptionsOf(attempt)
  const told = loads.told.filter(load => receptions.includes(load.reception_id))
  const brought = told.filter(load => loads.fresh.has(load.reception_id))
  const fault = error ?? unreadable(told)
  const sum = (count: (load: LoadRecord) => number) => brought.reduce((total, load) => total + count(load), 0)
  return {
    feed_id,
    trigger,
    window_from: window?.from.toISOString() ?? null,
    window_to: window?.to.toISOString() ?? null,
    started_at: started_at.toISOString(),
    finished_at: finished_at.toISOString(),
    outcome: outcomeOf(fault, fetched),
    error_code: fault?.code ?? null,
    error_message: fault?.message ?? null,
    calls: fetched.calls,
    bytes: fetched.bytes,
    bronze_sha256s: [...new Set(fetched.publications.map(({ record }) => record.sha256))],
    publisher_newest_utc: newestMeasured(told, finished_at)?.toISOString() ?? null,
    our_newest_utc: newestMeasured(loads.held, finished_at)?.toISOString() ?? null,
    rows_read: sum(load => load.rows_read),
    rows_loaded: sum(load => load.rows_loaded),
    rows_quarantined: sum(load => load.rows_quarantined),
    values_quarantined: sum(load => load.values_quarantined),
    unknown_columns: [...new Set(told.flatMap(load => load.unknown_columns))],
    quota_used: fetched.quota?.used ?? null,
    quota_allowed: fetched.quota?.allowed ?? null,
    is_simulated: loads.isSimulated,
  }
}

function outcomeOf(fault: Attempt['error'], { publications }: Fetched): FeedRun['outcome'] {
  if (fault) return fault.code === 'personal-data' ? 'refused' : 'failed'
  return publications.some(({ isNew }) => isNew) ? 'new' : 'unchanged'
}

/** Whole, but not what the feed's tables are made of: the publisher changed it, or we misread it. */
function unreadable(loads: readonly LoadRecord[]): Attempt['error'] {
  const load = loads.find(({ error }) => error !== null)
  return load ? { code: 'not-the-data', message: `${load.file_name}: ${load.error}` } : null
}

function inWords(error: unknown): { code: string; message: string } {
  if (error instanceof FetchError) return { code: error.code, message: error.message }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
}
