/** The periods a reader can choose, as queries of the API. All end where the data ends. */
import { addDays, parisDate } from './paris-calendar.js'

const HOUR = 3_600_000

export const RANGES = /** @type {const} */ (['24h', '7d', '30d'])

/** @typedef {typeof RANGES[number]} Range */
/** @typedef {{ from: string, to: string, step: 'PT15M' | 'PT30M' | 'PT1H' | 'P1D' }} RangeQuery */

const iso = (/** @type {number} */ epochMs) => new Date(epochMs).toISOString()

/**
 * Buckets are whole: the end is rounded down to the step, days are complete local days.
 *
 * @param {Range} range
 * @param {number} dataEnd end of the newest measured interval, epoch ms
 * @param {boolean} isNational twelve regions at once: a coarser step for the same number of rows
 * @returns {RangeQuery}
 */
export function rangeQuery(range, dataEnd, isNational) {
  if (range === '30d') {
    const to = parisDate(dataEnd)
    return { from: addDays(to, -30), to, step: 'P1D' }
  }
  if (range === '7d') {
    const to = Math.floor(dataEnd / HOUR) * HOUR
    return { from: iso(to - 7 * 24 * HOUR), to: iso(to), step: 'PT1H' }
  }
  const unit = isNational ? HOUR / 2 : HOUR / 4
  const to = Math.floor(dataEnd / unit) * unit
  return { from: iso(to - 24 * HOUR), to: iso(to), step: isNational ? 'PT30M' : 'PT15M' }
}
