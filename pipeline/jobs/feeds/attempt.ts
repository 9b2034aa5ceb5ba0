/**
 * An attempt to fetch a feed, and the run that it becomes in the journal once silver has what it brought.
 * Between the two may lie a queue: an attempt is plain values, whoever finishes it.
 */
import { type FeedRun, recordRun } from '../../bronze/feed-runs.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { type LoadKey, type LoadRecord, listLoadKeys, readLoads } from '../../silver/load-record.ts'
import type { QuotaUse, TimeWindow } from '../../sources/connector.ts'
import type { Home } from '../home.ts'
import { newestMeasured } from './newest-measured.ts'

/** A publication, as bronze took it in. */
export interface Reception {
  readonly sha256: string
  /** Tells bytes that came back from when they first came. */
  readonly reception_id: string
  readonly isNew: boolean
}

/** What a fetch came to; `error` is null when it was whole. */
export interface Attempt {
  readonly started_at: Date
  readonly finished_at: Date
  readonly window: TimeWindow | null
  readonly calls: number
  readonly bytes: number
  readonly quota: QuotaUse | null
  /** The publications, those known before included. */
  readonly received: readonly Reception[]
  readonly error: { readonly code: string; readonly message: string } | null
  /** Asking again before is in vain. */
  readonly not_before: Date | null
}

/** Attempts of one feed, of which silver has what it will have. */
export interface Finishing {
  readonly feed_id: string
  readonly trigger: FeedRun['trigger']
  readonly attempts: readonly Attempt[]
  /** Reception ids of what was news, as `newsOf` told before silver had it. */
  readonly news: ReadonlySet<string>
}

interface Journal {
  readonly home: Pick<Home, 'lake'>
  readonly isSimulated: boolean
  readonly now: () => Date
}

/**
 * What never came before, what came back, and that of which a run was killed on the way to silver. Not what the
 * update loads: that of another feed may have taken them along.
 */
export async function newsOf(
  lake: ObjectStore,
  feedId: string,
  attempts: readonly Pick<Attempt, 'received'>[],
): Promise<ReadonlySet<string>> {
  const received = attempts.flatMap(attempt => attempt.received)
  if (received.length === 0) return new Set()
  const loaded = new Set((await listLoadKeys(lake, feedId)).map(load => load.reception_id))
  return new Set(
    received
      .filter(({ reception_id, isNew }) => isNew || !loaded.has(reception_id))
      .map(({ reception_id }) => reception_id),
  )
}

/** Enter attempts into the journal, in the order they were made. @param enter writes the record of one. */
export async function enterRuns(
  { home: { lake }, isSimulated, now }: Journal,
  { feed_id, trigger, attempts, news }: Finishing,
  enter: (lake: ObjectStore, run: FeedRun) => Promise<FeedRun> = enterAnother,
): Promise<readonly FeedRun[]> {
  const held = await listLoadKeys(lake, feed_id)
  const received = new Set(attempts.flatMap(receptionsOf))
  const told = await readLoads(
    lake,
    held.filter(load => received.has(load.reception_id)),
  )
  const isLive = trigger !== 'replay'
  const fresh = new Set(news)
  const runs: FeedRun[] = []
  for (const attempt of attempts) {
    const run = toFeedRun(
      feed_id,
      trigger,
      // What was recorded is known at once; what is fetched now, once it is loaded.
      { ...attempt, finished_at: isLive ? now() : attempt.finished_at },
      { held, told, fresh, isSimulated },
    )
    runs.push(await enter(lake, run))
    // The same in a later attempt was no news.
    for (const receptionId of receptionsOf(attempt)) fresh.delete(receptionId)
  }
  return runs
}

/** Runs of a feed are told apart by when they started; a clock can give one moment twice. */
async function enterAnother(lake: ObjectStore, run: FeedRun): Promise<FeedRun> {
  try {
    await recordRun(lake, run)
    return run
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return enterAnother(lake, { ...run, started_at: new Date(Date.parse(run.started_at) + 1).toISOString() })
  }
}

const receptionsOf = ({ received }: Attempt): string[] => received.map(({ reception_id }) => reception_id)

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
  const { started_at, finished_at, window, quota, error } = attempt
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
    outcome: outcomeOf(fault, attempt),
    error_code: fault?.code ?? null,
    error_message: fault?.message ?? null,
    not_before: attempt.not_before?.toISOString() ?? null,
    calls: attempt.calls,
    bytes: attempt.bytes,
    bronze_sha256s: [...new Set(attempt.received.map(({ sha256 }) => sha256))],
    publisher_newest_utc: newestMeasured(told, finished_at)?.toISOString() ?? null,
    our_newest_utc: newestMeasured(loads.held, finished_at)?.toISOString() ?? null,
    rows_read: sum(load => load.rows_read),
    rows_loaded: sum(load => load.rows_loaded),
    rows_quarantined: sum(load => load.rows_quarantined),
    values_quarantined: sum(load => load.values_quarantined),
    unknown_columns: [...new Set(told.flatMap(load => load.unknown_columns))],
    quota_used: quota?.used ?? null,
    quota_allowed: quota?.allowed ?? null,
    is_simulated: loads.isSimulated,
  }
}

function outcomeOf(fault: Attempt['error'], { received }: Attempt): FeedRun['outcome'] {
  if (fault) return fault.code === 'personal-data' ? 'refused' : 'failed'
  return received.some(({ isNew }) => isNew) ? 'new' : 'unchanged'
}

/** Whole, but not what the feed's tables are made of: the publisher changed it, or we misread it. */
function unreadable(loads: readonly LoadRecord[]): Attempt['error'] {
  const load = loads.find(({ error }) => error !== null)
  return load ? { code: 'not-the-data', message: `${load.file_name}: ${load.error}` } : null
}
