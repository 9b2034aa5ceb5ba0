/**
 * The tension index: where a residual need stands in its norm (docs/adr/0020-tension.md). Pure: nothing is read here.
 */
import { NORM_PERCENTS, TENSION_LEVELS, type TensionLevel } from '../../catalog/forecasting.ts'

export interface Tension {
  /** 0 to 100, one decimal. */
  readonly tension_index: number
  readonly level: TensionLevel['level_code']
}

/**
 * Never lower for a higher need: straight between two percentiles, 0 below the lowest and 100 above the highest. Where
 * several percentiles are one value, that value stands in their middle.
 *
 * @param residualNeedMw MW.
 * @param normMw percentiles of the norm in the order of `NORM_PERCENTS`, MW, none below the one before.
 * @throws RangeError when the norm has another number of percentiles, or one is below the one before.
 */
export function tensionOf(residualNeedMw: number, normMw: readonly number[]): Tension {
  checkNorm(normMw)
  const tension_index = Math.round(percentileOf(residualNeedMw, normMw) * 10) / 10
  return { tension_index, level: levelOf(tension_index) }
}

function checkNorm(normMw: readonly number[]): void {
  const isRising = normMw.every((value, nth) => nth === 0 || value >= (normMw[nth - 1] ?? Number.NaN))
  if (normMw.length === NORM_PERCENTS.length && isRising) return
  throw new RangeError(
    `norm of ${JSON.stringify(normMw)} MW: expected ${NORM_PERCENTS.length} percentiles, none below the one before`,
  )
}

function percentileOf(need: number, norm: readonly number[]): number {
  const below = norm.findLastIndex(value => value < need)
  const above = norm.findIndex(value => value > need)
  const equal = norm.flatMap((value, nth) => (value === need ? [percentAt(nth)] : []))
  const [first] = equal
  if (first !== undefined) return (first + (equal.at(-1) ?? first)) / 2
  if (below === -1) return 0
  if (above === -1) return 100
  const [low, high] = [norm[below] ?? Number.NaN, norm[above] ?? Number.NaN]
  return percentAt(below) + ((need - low) / (high - low)) * (percentAt(above) - percentAt(below))
}

const percentAt = (nth: number): number => NORM_PERCENTS[nth] ?? Number.NaN

/** @throws RangeError for what is no index. */
function levelOf(index: number): TensionLevel['level_code'] {
  const level = TENSION_LEVELS.findLast(({ from_index }) => index >= from_index)
  if (!level) throw new RangeError(`tension index ${index}: expected a number from 0 to 100`)
  return level.level_code
}
