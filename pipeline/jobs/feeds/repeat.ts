/** Repeats a job on a schedule, one run at a time; a run that fails is told, and the next one tries again. */
import { Cron } from 'croner'
import type { Clock } from './clock.ts'

export interface Repetition {
  /** Resolves when the run at work, if any, has ended and no other begins. */
  stop(): Promise<void>
}

/** @param schedule second minute hour day month weekday, UTC. */
export function repeat(
  schedule: string,
  job: () => Promise<void>,
  { clock, onError }: { readonly clock: Clock; readonly onError: (error: unknown) => void },
): Repetition {
  const stopping = new AbortController()
  const cron = new Cron(schedule, { timezone: 'UTC', paused: true })
  const loop = async () => {
    for (let next = cron.nextRun(clock.now()); next; next = cron.nextRun(clock.now())) {
      await clock.sleepUntil(next, stopping.signal)
      if (stopping.signal.aborted) return
      try {
        await job()
      } catch (error) {
        onError(error)
      }
    }
  }
  const ended = loop()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

/** Several as one: stopped at once, ended when all have ended. */
export const together = (...repetitions: readonly Repetition[]): Repetition => ({
  async stop() {
    await Promise.all(repetitions.map(repetition => repetition.stop()))
  },
})
