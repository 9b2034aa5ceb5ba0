/** What the page shows of all regions at once: their newest values, and how tense they are. */
import { extent, newestByRegion } from './figures.js'
import { settled } from './grid-api.js'

/** @typedef {import('./grid-api.js').BalanceRow} BalanceRow */
/**
 * @template Row
 * @typedef {import('./grid-api.js').Answer<Row>} Answer
 */
/**
 * @typedef {object} Snapshot
 * @property {Answer<import('./grid-api.js').RegionRow>} regions
 * @property {Answer<BalanceRow>} latest the last 24 hours
 * @property {Answer<import('./grid-api.js').TensionRow> | null} tension of the newest hours; null: it was not read
 */

const HOUR = 3_600_000
/** A region that publishes late keeps its tension of up to three hours before the newest values. */
const TENSION_PATIENCE_HOURS = 3

/** Of the newest measured interval of any region, epoch ms. @type {(latest: readonly BalanceRow[]) => { start: number, end: number } | undefined} */
export function newestSpan(latest) {
  const spans = [...newestByRegion(latest).values()].map(extent)
  return spans.sort((a, b) => a.end - b.end).at(-1)
}

/**
 * Without tension the rest of the page goes on: what else cannot be read is an error.
 *
 * @param {Pick<ReturnType<typeof import('./grid-api.js').gridApi>, 'regions' | 'latest' | 'tension'>} api
 * @param {AbortSignal} signal
 * @returns {Promise<Snapshot>}
 */
export async function readSnapshot(api, signal) {
  const [regions, latest] = await Promise.all([api.regions(signal), api.latest(signal)])
  const end = newestSpan(latest.data)?.end
  if (end === undefined) return { regions, latest, tension: null }
  const from = new Date((Math.floor(end / HOUR) - TENSION_PATIENCE_HOURS) * HOUR).toISOString()
  const { answer } = await settled(api.tension({ from }, signal), signal)
  return { regions, latest, tension: answer }
}

/** @type {(a: Snapshot | null, b: Snapshot) => boolean} */
export const isSameSnapshot = (a, b) =>
  a?.regions === b.regions && a.latest === b.latest && a.tension === b.tension
