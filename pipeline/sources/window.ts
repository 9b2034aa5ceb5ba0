/** What connectors do with windows: refuse what can't be asked for, and write instants as names. */
import { FetchError, type TimeWindow } from './connector.ts'

export const DAY_MS = 86_400_000
export const HOUR_MS = 3_600_000

/** @throws FetchError `misconfigured` for a window without time in it, or longer than one answer can hold. */
export function refuseUnfit(feedId: string, { from, to }: TimeWindow, longestDays: number): void {
  const days = (to.getTime() - from.getTime()) / DAY_MS
  const asked = `${feedId}: a window from ${from.toISOString()} to ${to.toISOString()}`
  if (!(days > 0)) throw new FetchError('misconfigured', `${asked}: expected one that ends after it begins`)
  if (days > longestDays) {
    throw new FetchError(
      'misconfigured',
      `${asked} is ${Math.ceil(days)} days long: one fetch takes at most ${longestDays}, so it must be split`,
    )
  }
}

/** Whether a window takes in the last day, as those of running feeds do: its end is now, but for a moment's delay. */
export const reachesNow = ({ from, to }: TimeWindow, now: Date) =>
  now.getTime() - to.getTime() < HOUR_MS && to.getTime() - from.getTime() >= DAY_MS

/** `2026-11-19T00:00:00Z`. */
export const toSecond = (instant: Date) => `${instant.toISOString().slice(0, 19)}Z`

/** `2026-11-19`, UTC. */
export const toDay = (instant: Date) => instant.toISOString().slice(0, 10)

/** `2026-11-19T0030Z`: fit for the name of a file. */
export const toFileStamp = (instant: Date) => `${instant.toISOString().slice(0, 16).replace(':', '')}Z`
