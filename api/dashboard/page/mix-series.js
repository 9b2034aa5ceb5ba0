/** The mix by energy type: signed power per interval, stacked away from zero on both sides. Pure. */
import { extent } from './figures.js'

/** @typedef {import('./grid-api.js').MixRow} MixRow */
/** @typedef {{ start: number, end: number, values: ReadonlyMap<string, number | null>, is_complete: boolean }} MixPoint */
/** @typedef {{ type: string, spans: ReadonlyMap<number, readonly [low: number, high: number]> }} Layer */

const GENERATION = ['nuclear', 'bioenergy', 'thermal', 'hydro', 'wind', 'solar']

/** From zero outwards, the steady ones first. */
export const STACK_ORDER = [
  ...GENERATION,
  'battery_discharge',
  'import',
  'pumping',
  'battery_charge',
  'export',
]

/** Injection positive, withdrawal negative. @type {(row: MixRow) => number | null} */
function signedMw({ production_mw, consumption_mw }) {
  if (production_mw === null && consumption_mw === null) return null
  return (production_mw ?? 0) - (consumption_mw ?? 0)
}

/**
 * The generation types that each region has: what it produces at one interval of the period, it is
 * expected to report at all of them. A zero proves nothing: some publications write it for types that
 * a region does not have, where others write nothing.
 *
 * @type {(rows: readonly MixRow[]) => Map<string, Set<string>>}
 */
function generationByRegion(rows) {
  /** @type {Map<string, Set<string>>} */
  const expected = new Map()
  for (const row of rows) {
    const types = expected.get(row.region_code) ?? new Set()
    expected.set(row.region_code, types)
    if (GENERATION.includes(row.energy_type) && signedMw(row) !== 0) types.add(row.energy_type)
  }
  return expected
}

/** @type {(rows: readonly MixRow[], expected: Map<string, Set<string>>) => Map<string, number | null>} */
function addUp(rows, expected) {
  /** @type {Map<string, number | null>} */
  const values = new Map()
  const add = (/** @type {string} */ type, /** @type {number | null} */ mw) => {
    const sum = values.get(type)
    values.set(type, sum === null || mw === null ? null : (sum ?? 0) + mw)
  }
  for (const row of rows) if (row.energy_type !== 'demand') add(row.energy_type, signedMw(row))
  const published = new Set(rows.map(row => `${row.region_code} ${row.energy_type}`))
  for (const [region, types] of expected) {
    for (const type of types) if (!published.has(`${region} ${type}`)) add(type, null)
  }
  const exchanging = new Set(rows.filter(isExchange).map(row => row.region_code))
  return exchanging.size === 0 ? values : netExchange(values, exchanging.size === expected.size)
}

const isExchange = (/** @type {MixRow} */ { energy_type }) => ['import', 'export'].includes(energy_type)

/**
 * Imports of one region are partly the exports of another: only the difference crosses the border,
 * and it is known only when every region's exchange is.
 *
 * @type {(values: Map<string, number | null>, hasAllRegions: boolean) => Map<string, number | null>}
 */
function netExchange(values, hasAllRegions) {
  const parts = [values.get('import'), values.get('export')]
  const isKnown = hasAllRegions && !parts.includes(null)
  const net = parts.reduce((/** @type {number} */ sum, part) => sum + (part ?? 0), 0)
  values.set('import', isKnown ? Math.max(net, 0) : null)
  values.set('export', isKnown ? Math.min(net, 0) : null)
  return values
}

/**
 * @param {readonly MixRow[]} rows of one region, or of several to be summed
 * @returns {{ points: MixPoint[], unavailable: string[] }} `unavailable`: generation types never known
 *   in the period; they are left out, and the others still drawn.
 */
export function mixSeries(rows) {
  /** @type {Map<number, { start: number, end: number, rows: MixRow[] }>} */
  const intervals = new Map()
  for (const row of rows) {
    const { start, end } = extent(row)
    const interval = intervals.get(start) ?? { start, end, rows: [] }
    interval.rows.push(row)
    intervals.set(start, interval)
  }
  const expected = generationByRegion(rows)
  const sums = [...intervals.values()]
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, rows }) => ({ start, end, values: addUp(rows, expected) }))
  const met = GENERATION.filter(type => [...expected.values()].some(types => types.has(type)))
  const unavailable = met.filter(type => sums.every(({ values }) => typeof values.get(type) !== 'number'))
  const needed = met.filter(type => !unavailable.includes(type))
  return {
    points: sums.map(sum => ({
      ...sum,
      is_complete: needed.length > 0 && needed.every(type => typeof sum.values.get(type) === 'number'),
    })),
    unavailable,
  }
}

/**
 * Each type's band at each interval start, injections stacked up from zero and withdrawals down.
 * Types that are nothing throughout are left out.
 *
 * @type {(points: readonly MixPoint[]) => Layer[]}
 */
export function stackLayers(points) {
  const tops = new Map(points.map(({ start }) => [start, { up: 0, down: 0 }]))
  return STACK_ORDER.flatMap(type => {
    if (points.every(({ values }) => !values.get(type))) return []
    const spans = new Map()
    for (const { start, values } of points) {
      const top = tops.get(start) ?? { up: 0, down: 0 }
      const mw = values.get(type) ?? 0
      // A type at rest keeps to its usual side, so that its band does not jump through the stack.
      const isDown = mw < 0 || (mw === 0 && ['pumping', 'battery_charge', 'export'].includes(type))
      const base = isDown ? top.down : top.up
      spans.set(start, isDown ? [base + mw, base] : [base, base + mw])
      if (isDown) top.down += mw
      else top.up += mw
    }
    return [{ type, spans }]
  })
}
