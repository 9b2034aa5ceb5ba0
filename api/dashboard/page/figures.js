/** Figures of the newest interval. A sum over regions is known only when every region's value is. */

/** @typedef {import('./grid-api.js').BalanceRow} BalanceRow */
/** @typedef {'consumption_mw' | 'production_mw' | 'net_exchange_mw'} Figure */
/** @typedef {{ start: number, end: number, rows: ReadonlyMap<string, BalanceRow> }} Interval */

const FIGURES = /** @type {const} */ (['consumption_mw', 'production_mw', 'net_exchange_mw'])
const PATIENCE_MS = 2 * 3_600_000
const MINUTE = 60_000

/** @type {(row: { interval_start_utc: string, step_minutes: number }) => { start: number, end: number }} */
export function extent({ interval_start_utc, step_minutes }) {
  const start = Date.parse(interval_start_utc)
  return { start, end: start + step_minutes * MINUTE }
}

/** Rows by interval start, oldest first. @type {(rows: readonly BalanceRow[]) => Interval[]} */
export function byInterval(rows) {
  /** @type {Map<number, { start: number, end: number, rows: Map<string, BalanceRow> }>} */
  const intervals = new Map()
  for (const row of rows) {
    const { start, end } = extent(row)
    const interval = intervals.get(start) ?? { start, end, rows: new Map() }
    interval.rows.set(row.region_code, row)
    interval.end = Math.max(interval.end, end)
    intervals.set(start, interval)
  }
  return [...intervals.values()].sort((a, b) => a.start - b.start)
}

/** Each region's newest row with a measured demand. @type {(rows: readonly BalanceRow[]) => Map<string, BalanceRow>} */
export function newestByRegion(rows) {
  const newest = new Map()
  for (const interval of byInterval(rows)) {
    for (const [code, row] of interval.rows) if (row.consumption_mw !== null) newest.set(code, row)
  }
  return newest
}

/**
 * The interval whose national figures are shown: the newest at which all regions have a demand, or
 * one up to two hours older at which they have the other figures too. When there is none, the newest
 * of those that know the demand of most regions.
 *
 * @type {(rows: readonly BalanceRow[], regionCodes: readonly string[]) => Interval | null}
 */
export function newestCompleteInterval(rows, regionCodes) {
  const newestFirst = byInterval(rows).reverse()
  const knows = (/** @type {Interval} */ interval, /** @type {Figure} */ figure) =>
    regionCodes.filter(code => typeof interval.rows.get(code)?.[figure] === 'number').length
  const complete = newestFirst.find(interval => knows(interval, 'consumption_mw') === regionCodes.length)
  if (!complete) {
    const most = Math.max(0, ...newestFirst.map(interval => knows(interval, 'consumption_mw')))
    return most === 0
      ? null
      : (newestFirst.find(interval => knows(interval, 'consumption_mw') === most) ?? null)
  }
  const whole = newestFirst.find(interval =>
    FIGURES.every(figure => knows(interval, figure) === regionCodes.length),
  )
  return whole && complete.start - whole.start <= PATIENCE_MS ? whole : complete
}

/**
 * The sum of a figure over the regions: `total` is null as soon as one is missing; `known_sum` adds up
 * the others.
 *
 * @param {ReadonlyMap<string, BalanceRow>} rows
 * @param {readonly string[]} regionCodes
 * @param {Figure} figure
 */
export function sumOf(rows, regionCodes, figure) {
  const values = regionCodes.map(code => rows.get(code)?.[figure] ?? null)
  const missing = regionCodes.filter((_, index) => values[index] === null)
  const known_sum = values.reduce((/** @type {number} */ sum, value) => sum + (value ?? 0), 0)
  return { total: missing.length === 0 ? known_sum : null, known_sum, missing }
}

/** Production ÷ demand. @type {(row: { production_mw: number | null, consumption_mw: number | null }) => number | null} */
export const coverageOf = ({ production_mw, consumption_mw }) =>
  production_mw === null || !consumption_mw ? null : production_mw / consumption_mw
