/** Repeats a job at every quarter of an hour, one run at a time; a run that fails is told and the next one tries again. */
import { setTimeout as sleep } from 'node:timers/promises'

const QUARTER_MS = 15 * 60_000
/** Publishers are busy on the stroke of the quarter. */
const AFTER_STROKE_MS = 20_000

export interface FeedLoop {
  /** Resolves when the run at work, if any, has ended and no other begins. */
  stop(): Promise<void>
}

export function everyQuarterHour(
  job: () => Promise<void>,
  { now, onError }: { now: () => Date; onError: (error: unknown) => void },
): FeedLoop {
  const stopping = new AbortController()
  const loop = async () => {
    for (;;) {
      const sinceStroke = now().getTime() % QUARTER_MS
      try {
        await sleep(QUARTER_MS - sinceStroke + AFTER_STROKE_MS, undefined, { signal: stopping.signal })
      } catch {
        return // asked to stop: the only thing that ends the sleep early
      }
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
