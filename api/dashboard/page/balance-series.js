/** The balance curve: one point per interval, for a region or summed over the regions. Pure. */
import { byInterval, sumOf } from './figures.js'

/** @typedef {import('./grid-api.js').BalanceRow} BalanceRow */
/** @typedef {{ start: number, end: number, consumption_mw: number | null, production_mw: number | null, net_exchange_mw: number | null }} BalancePoint */

/**
 * Regions without one demand in the period are left out of the sum and named in `absent`; any other
 * gap of a region is a gap of the sum.
 *
 * @param {readonly BalanceRow[]} rows
 * @param {readonly string[]} regionCodes
 * @returns {{ points: BalancePoint[], absent: string[] }}
 */
export function balanceSeries(rows, regionCodes) {
  const seen = new Set(rows.filter(row => row.consumption_mw !== null).map(row => row.region_code))
  const summed = regionCodes.filter(code => seen.has(code))
  const total = (
    /** @type {ReadonlyMap<string, BalanceRow>} */ regions,
    /** @type {import('./figures.js').Figure} */ figure,
  ) => (summed.length === 0 ? null : sumOf(regions, summed, figure).total)
  return {
    points: byInterval(rows).map(interval => ({
      start: interval.start,
      end: interval.end,
      consumption_mw: total(interval.rows, 'consumption_mw'),
      production_mw: total(interval.rows, 'production_mw'),
      net_exchange_mw: total(interval.rows, 'net_exchange_mw'),
    })),
    absent: regionCodes.filter(code => !seen.has(code)),
  }
}

/**
 * Runs of points without a gap: a run ends where a value is missing, or where the next interval does
 * not start when the one before it ends.
 *
 * @template {{ start: number, end: number }} Point
 * @param {readonly Point[]} points oldest first
 * @param {(point: Point) => boolean} isKnown
 * @returns {Point[][]}
 */
export function unbrokenRuns(points, isKnown) {
  /** @type {Point[][]} */
  const runs = []
  /** @type {Point | undefined} */
  let previous
  for (const point of points) {
    if (!isKnown(point)) {
      previous = undefined
      continue
    }
    if (previous && point.start <= previous.end) runs.at(-1)?.push(point)
    else runs.push([point])
    previous = point
  }
  return runs
}
