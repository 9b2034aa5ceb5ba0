/**
 * Runs every feed at its schedule, in this process: one run per feed at a time, sooner again after a
 * failure, at once when a moment was missed. No run's failure ends the scheduler.
 */
import type { FeedRun } from '../../bronze/feed-runs.ts'
import type { Feed } from '../../catalog/feeds.ts'
import type { Clock } from './clock.ts'
import { type Attempts, LATE_AFTER_MS, planNext } from './feed-schedule.ts'
import { type FeedRunner, runFeed } from './run-feed.ts'
import { hasFailed, readAttempts } from './run-journal.ts'
import { sweepIfDue } from './sweep.ts'

export interface SchedulerOptions {
  readonly runner: FeedRunner
  /** Those without a schedule are left to a person. */
  readonly feeds: readonly Feed[]
  readonly clock: Clock
  readonly onRun: (run: FeedRun) => void
  /** A fault that could not even be entered into the journal. */
  readonly onError: (feed: Feed, error: unknown) => void
  /** How long a fetch under way may still take when asked to stop. */
  readonly graceMs?: number
}

export interface Scheduler {
  /** Resolves when the runs at work have ended and no other begins. */
  stop(): Promise<void>
}

interface Signals {
  readonly stopping: AbortSignal
  readonly cutOff: AbortSignal
}

export function startScheduler({ graceMs = 10_000, ...options }: SchedulerOptions): Scheduler {
  const stopping = new AbortController()
  const cutOff = new AbortController()
  const signals = { stopping: stopping.signal, cutOff: cutOff.signal }
  const loops = options.feeds
    .filter(feed => feed.schedule !== null)
    .map(feed => keepCurrent(options, feed, signals))
  return {
    async stop() {
      stopping.abort()
      const grace = setTimeout(() => cutOff.abort(), graceMs)
      await Promise.all(loops)
      clearTimeout(grace)
    },
  }
}

async function keepCurrent(options: SchedulerOptions, feed: Feed, signals: Signals): Promise<void> {
  const { runner, clock, onError } = options
  const { stopping, cutOff } = signals
  let attempts: Attempts = { last: null, failures_in_row: 0 }
  try {
    attempts = await readAttempts(runner.home.lake, feed.feed_id, clock.now())
  } catch (error) {
    onError(feed, error)
  }
  while (!stopping.aborted) {
    const plan = planNext(feed, attempts, clock.now())
    await clock.sleepUntil(plan.at, stopping)
    if (stopping.aborted) return
    const isMissed = clock.now().getTime() - plan.at.getTime() > LATE_AFTER_MS
    try {
      attempts = await runOnce(options, feed, isMissed ? 'catch-up' : plan.trigger, attempts, signals)
    } catch (error) {
      if (cutOff.aborted) return
      onError(feed, error)
      attempts = afterFault(attempts, clock.now())
    }
  }
}

async function runOnce(
  { runner, onRun }: SchedulerOptions,
  feed: Feed,
  trigger: FeedRun['trigger'],
  attempts: Attempts,
  signals: Signals,
): Promise<Attempts> {
  const run = await runFeed(runner, { feed, trigger, signal: signals.cutOff })
  onRun(run)
  if (hasFailed(run)) return { last: run, failures_in_row: attempts.failures_in_row + 1 }
  for (const swept of (await sweepIfDue(runner, feed, signals))?.runs ?? []) onRun(swept)
  return { last: run, failures_in_row: 0 }
}

/** Tried again like any other failure, or a full disk would have us run without a pause. */
function afterFault({ failures_in_row }: Attempts, now: Date): Attempts {
  const moment = now.toISOString()
  return {
    last: { started_at: moment, finished_at: moment, error_code: 'internal', not_before: null },
    failures_in_row: failures_in_row + 1,
  }
}
