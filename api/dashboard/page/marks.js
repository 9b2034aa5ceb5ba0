/** The marks of the charts: lines and bands that stop where the data does. */
import { unbrokenRuns } from './balance-series.js'
import { middle } from './chart.js'
import { svg } from './dom.js'

/** @typedef {import('./chart.js').Span} Span */
/** @typedef {import('./chart.js').Scales} Scales */

const at = (/** @type {number} */ x, /** @type {number} */ y) => `${x.toFixed(1)},${y.toFixed(1)}`

/**
 * A line through the middles of the intervals; an interval alone between gaps is a dash of its length.
 *
 * @template {Span} Point
 * @param {string} name class
 * @param {readonly Point[]} points
 * @param {(point: Point) => number | null} value
 * @param {Scales} scales
 */
export function line(name, points, value, { x, y }) {
  const path = unbrokenRuns(points, point => value(point) !== null).map(run => {
    const [first] = run
    if (run.length === 1 && first) {
      const height = y(value(first) ?? 0)
      return `M${at(x(first.start), height)}L${at(x(first.end), height)}`
    }
    return `M${run.map(point => at(x(middle(point)), y(value(point) ?? 0))).join('L')}`
  })
  return svg('path', { class: name, d: path.join('') })
}

/**
 * A filled band between two heights. It starts and ends at the edges of its run, not at the middles,
 * so that a band's area stays near the energy of its intervals.
 *
 * @template {Span} Point
 * @param {string} name class
 * @param {readonly Point[]} points
 * @param {(point: Point) => readonly [low: number, high: number] | null} span
 * @param {Scales} scales
 */
export function band(name, points, span, { x, y }) {
  const path = unbrokenRuns(points, point => span(point) !== null).map(run => {
    const edge = (/** @type {0 | 1} */ side) =>
      run.map((point, index) => {
        const height = y(span(point)?.[side] ?? 0)
        const middles = at(x(middle(point)), height)
        const start = index === 0 ? [at(x(point.start), height)] : []
        const end = index === run.length - 1 ? [at(x(point.end), height)] : []
        return [...start, middles, ...end]
      })
    const outline = [...edge(1).flat(), ...edge(0).flat().reverse()]
    return `M${outline.join('L')}Z`
  })
  return svg('path', { class: name, d: path.join('') })
}

/**
 * An instant of the axis as an upright line with its name; nothing when it lies outside.
 *
 * @param {string} name
 * @param {number} instant epoch ms
 * @param {readonly [from: number, to: number]} domain epoch ms
 * @param {readonly number[]} ticks of the upright axis, ascending
 * @param {Scales} scales
 * @returns {SVGElement[]}
 */
export function instantMark(name, instant, [from, to], ticks, { x, y }) {
  if (instant < from || instant > to) return []
  const [bottom, top] = [y(ticks[0] ?? 0), y(ticks.at(-1) ?? 0)]
  return [
    svg('line', { class: 'instant', x1: x(instant), x2: x(instant), y1: top, y2: bottom }),
    svg('text', { class: 'instant-name', x: x(instant), y: top - 4 }, name),
  ]
}
