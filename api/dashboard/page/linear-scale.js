/** A linear scale with round ticks. */

/** 1, 2 or 5 times a power of ten. @type {(low: number, high: number, count: number) => number} */
function roundStep(low, high, count) {
  const rough = (high - low) / count
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find(factor => factor * magnitude >= rough * 0.999) ?? 10
  return step * magnitude
}

/**
 * Ticks that include zero and enclose all values.
 *
 * @param {readonly number[]} values
 * @param {number} count about how many
 * @returns {number[]} at least two, ascending
 */
export function roundTicks(values, count) {
  const low = values.reduce((least, value) => Math.min(least, value), 0)
  const high = values.reduce((most, value) => Math.max(most, value), low === 0 ? 1 : 0)
  const step = roundStep(low, high, count)
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)]
  // `+ 0`: no negative zero on an axis.
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step + 0)
}

/**
 * Ticks that enclose all values and include zero only where values come near it: for lines, whose height
 * above the axis says nothing.
 *
 * @param {readonly number[]} values
 * @param {number} count about how many
 * @returns {number[]} at least two, ascending
 */
export function enclosingTicks(values, count) {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  // Most of the height would be saved, or zero belongs to the picture.
  if (!(high > low) || low <= (high - low) / 2) return roundTicks(values, count)
  const step = roundStep(low, high, count)
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)]
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}

/** @type {(domain: readonly [number, number], range: readonly [number, number]) => (value: number) => number} */
export function linearScale([d0, d1], [r0, r1]) {
  const slope = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0)
  return value => r0 + (value - d0) * slope
}
