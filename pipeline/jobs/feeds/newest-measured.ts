/** The newest measured interval of a feed, as its load records tell it: how current we are. */
import type { LoadRecord } from '../../silver/load-record.ts'

/** @returns its start; null when none of what was received by the moment holds a measured value. */
export function newestMeasured(
  loads: readonly Pick<LoadRecord, 'fetched_at' | 'newest_measured_utc'>[],
  moment: Date,
): Date | null {
  let newest: string | null = null
  for (const { fetched_at, newest_measured_utc: start } of loads) {
    if (start === null || Date.parse(fetched_at) > moment.getTime()) continue
    if (newest === null || Date.parse(start) > Date.parse(newest)) newest = start
  }
  return newest === null ? null : new Date(newest)
}
