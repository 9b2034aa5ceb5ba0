/**
 * A clock for tests. Time stands still while anybody is at work; when all who share it sleep, it goes
 * on to the moment that the first of them waits for.
 */
import type { Clock } from './clock.ts'

interface Sleeper {
  readonly moment: Date
  readonly wake: () => void
}

export interface AdvancedClock extends Clock {
  /** Go on to the moment, waking on the way whoever is due. Resolves when all sleep again. */
  advanceTo(moment: Date): Promise<void>
  /** The machine sleeps: jump to the moment, and wake only then whoever was due since. */
  jumpTo(moment: Date): Promise<void>
}

/** @param sharers how many loops sleep on this clock; each sleeps once at a time. */
export function advancedClock(start: Date, sharers: number): AdvancedClock {
  let now = start
  let sleepers: Sleeper[] = []
  let allAsleep = Promise.withResolvers<void>()

  function wakeThoseDue(): void {
    const due = sleepers.filter(({ moment }) => moment <= now)
    sleepers = sleepers.filter(({ moment }) => moment > now)
    if (due.length > 0) allAsleep = Promise.withResolvers<void>()
    for (const { wake } of due) wake()
  }

  return {
    now: () => now,

    async sleepUntil(moment, signal) {
      if (signal.aborted || moment <= now) return
      await new Promise<void>(resolve => {
        signal.addEventListener('abort', () => resolve(), { once: true })
        sleepers.push({ moment, wake: resolve })
        if (sleepers.length === sharers) allAsleep.resolve()
      })
    },

    async advanceTo(end) {
      await allAsleep.promise
      for (;;) {
        const next = sleepers.map(({ moment }) => moment).sort((a, b) => a.getTime() - b.getTime())[0]
        if (!next || next > end) break
        now = next > now ? next : now
        wakeThoseDue()
        await allAsleep.promise
      }
      now = end
    },

    async jumpTo(moment) {
      await allAsleep.promise
      now = moment
      wakeThoseDue()
      await allAsleep.promise
    },
  }
}
