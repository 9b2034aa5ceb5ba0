/** Where values stand on a chart, and the round numbers beside its axis. */

export type Scale = (value: number) => number

export const linearScale =
  (domain: readonly [number, number], range: readonly [number, number]): Scale =>
  value =>
    range[0] + ((value - domain[0]) / (domain[1] - domain[0])) * (range[1] - range[0])

/** From zero, or what is below it, to at least the highest value: 3 to 6 round steps. */
export function ticksOver(lowest: number, highest: number): readonly number[] {
  const size = Math.max(highest, 0) - Math.min(lowest, 0) || 1
  const power = 10 ** Math.floor(Math.log10(size / 4))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(step => size / step <= 5) ?? 10 * power
  const first = Math.floor(Math.min(lowest, 0) / step)
  const last = Math.ceil(Math.max(highest, 0) / step)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}

export const round = (value: number): string => value.toFixed(1)
