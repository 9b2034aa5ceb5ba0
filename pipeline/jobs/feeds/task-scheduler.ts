/**
 * Does tasks at their schedules, one at a time and in their order: at once when one was never done or a moment of its
 * schedule has passed since. No task's failure ends it; a task that failed or could not be done waits for its next moment.
 */
import { Cron } from 'croner'
import type { Clock } from './clock.ts'

export interface TaskSignals {
  /** Asks to stop after the work in hand. */
  readonly stopping: AbortSignal
  /** Cuts off what waits for others. */
  readonly cutOff: AbortSignal
}

export interface Task {
  readonly name: string
  /** Second minute hour day month weekday, UTC. */
  readonly schedule: string
  /** When it was last done, by whatever process; null: never. */
  lastDone(now: Date): Promise<Date | null>
  run(signals: TaskSignals): Promise<void>
}

export interface TaskSchedulerOptions {
  readonly tasks: readonly Task[]
  readonly clock: Clock
  /** Nothing begins before. */
  readonly begin: Promise<void>
  readonly onError: (task: Task, error: unknown) => void
  /** How long what waits for others may still take when asked to stop. */
  readonly graceMs?: number
}

export interface TaskScheduler {
  /** Resolves when the task at work has ended and no other begins. */
  stop(): Promise<void>
}

export function startTaskScheduler({ graceMs = 10_000, ...options }: TaskSchedulerOptions): TaskScheduler {
  const stopping = new AbortController()
  const cutOff = new AbortController()
  const ended = keepDoing(options, { stopping: stopping.signal, cutOff: cutOff.signal })
  return {
    async stop() {
      stopping.abort()
      const grace = setTimeout(() => cutOff.abort(), graceMs)
      await ended
      clearTimeout(grace)
    },
  }
}

type Options = Omit<TaskSchedulerOptions, 'graceMs'>

async function keepDoing({ tasks, clock, begin, onError }: Options, signals: TaskSignals): Promise<void> {
  const { stopping } = signals
  const tried = new Map<Task, Date>()
  await Promise.race([begin, aborted(stopping)])
  while (!stopping.aborted && tasks.length > 0) {
    const moments: Date[] = []
    for (const task of tasks) {
      if (stopping.aborted) return
      moments.push(await doIfDue(task, tried, { clock, signals, onError }))
    }
    await clock.sleepUntil(earliest(moments), stopping)
  }
}

interface Doing extends Pick<Options, 'clock' | 'onError'> {
  readonly signals: TaskSignals
}

/** @returns when it is to be looked at again: always a moment to come. */
async function doIfDue(
  task: Task,
  tried: Map<Task, Date>,
  { clock, signals, onError }: Doing,
): Promise<Date> {
  const now = clock.now()
  try {
    const next = nextMoment(task, later(await task.lastDone(now), tried.get(task)), now)
    if (next > now) return next
    tried.set(task, now)
    await task.run(signals)
  } catch (error) {
    tried.set(task, now)
    if (!signals.cutOff.aborted) onError(task, error)
  }
  return momentAfter(task.schedule, now)
}

const earliest = (moments: readonly Date[]): Date => moments.reduce((a, b) => (a < b ? a : b))

const nextMoment = ({ schedule }: Task, last: Date | null, now: Date): Date =>
  last === null ? now : momentAfter(schedule, last)

/** The first moment of a schedule after another. @throws RangeError for a schedule that never comes. */
export function momentAfter(schedule: string, moment: Date): Date {
  const next = new Cron(schedule, { timezone: 'UTC', paused: true }).nextRun(moment)
  if (!next) throw new RangeError(`schedule ${schedule}: never comes`)
  return next
}

const later = (a: Date | null, b: Date | undefined): Date | null =>
  b === undefined || (a !== null && a > b) ? a : b

const aborted = (signal: AbortSignal) =>
  new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
