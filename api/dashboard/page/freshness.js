/** How old the data is, in three words: fresh, stale, historic. */

const MINUTE = 60_000

/**
 * The regional feed comes as an hourly batch that is 75 minutes late at the 95th percentile, so its
 * newest interval is up to 135 minutes old on a good day.
 */
const FRESH_MINUTES = 150
const STALE_MINUTES = 3 * 24 * 60

/** @typedef {'fresh' | 'stale' | 'historic'} Freshness */

/**
 * @param {number} dataEnd end of the newest measured interval, epoch ms
 * @param {number} now epoch ms
 * @returns {Freshness}
 */
export function freshnessOf(dataEnd, now) {
  const minutes = (now - dataEnd) / MINUTE
  if (minutes <= FRESH_MINUTES) return 'fresh'
  return minutes <= STALE_MINUTES ? 'stale' : 'historic'
}
