/** Time as the scheduler sees it: the machine's or, in tests, one that is advanced by hand. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Clock {
  now(): Date
  /** Resolves at the moment, later when the machine slept, and early when the signal ends the wait. */
  sleepUntil(moment: Date, signal: AbortSignal): Promise<void>
}

/** Timers stand still while a machine sleeps: the wall clock is looked at again this often. */
const SLICE_MS = 20_000

export const machineClock: Clock = {
  now: () => new Date(),

  async sleepUntil(moment, signal) {
    for (;;) {
      const left = moment.getTime() - Date.now()
      if (left <= 0 || signal.aborted) return
      try {
        await sleep(Math.min(left, SLICE_MS), undefined, { signal })
      } catch (error) {
        if (signal.aborted) return
        throw error
      }
    }
  },
}
