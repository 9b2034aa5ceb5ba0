/**
 * The window that a run asks the publisher for. It reaches back from the newest measured value we hold,
 * so that a hole left by missed runs is filled, and further, so that repairs are seen.
 */
import type { Feed } from '../../catalog/feeds.ts'
import type { TimeWindow } from '../../sources/connector.ts'

const HOUR_MS = 3_600_000

export interface WindowFacts {
  readonly now: Date
  /** Start of the newest measured interval that we hold of the feed; null when none. */
  readonly newest: Date | null
  /** How far back a feed begins that we hold nothing of. */
  readonly initialDays: number
}

/** @returns null for a feed that is fetched whole. */
export function windowOf(feed: Feed, { now, newest, initialDays }: WindowFacts): TimeWindow | null {
  if (feed.look_back_hours === null) return null
  const lookBackMs = feed.look_back_hours * HOUR_MS
  const firstMs =
    feed.history_from === null ? (feed.first_look_back_hours ?? 0) * HOUR_MS : initialDays * 24 * HOUR_MS
  const initialMs = Math.max(lookBackMs, firstMs)
  const from = newest ? Math.min(now.getTime(), newest.getTime()) - lookBackMs : now.getTime() - initialMs
  const start = feed.history_from === null ? from : Math.max(from, Date.parse(feed.history_from))
  return {
    from: new Date(start),
    to: new Date(now.getTime() + feed.look_ahead_hours * HOUR_MS),
  }
}

/** The window in parts of equal length, none longer than one fetch takes; the window itself when any length will do. */
export function splitWindow(
  { from, to }: TimeWindow,
  longestDays: number | undefined,
): readonly TimeWindow[] {
  const lengthMs = to.getTime() - from.getTime()
  const parts =
    longestDays === undefined ? 1 : Math.max(1, Math.ceil(lengthMs / (longestDays * 24 * HOUR_MS)))
  const bound = (part: number) => new Date(from.getTime() + Math.floor((lengthMs * part) / parts))
  return Array.from({ length: parts }, (_, part) => ({ from: bound(part), to: bound(part + 1) }))
}
