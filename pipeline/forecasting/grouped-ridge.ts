/**
 * One ridge regression for each group of half-hours (a slot of the day), with the strength of the penalty and the errors taken where
 * it had not learnt from: the history is cut into fortnights, and parts of them are left out in turn.
 */
import { NormalEquations } from './normal-equations.ts'

export interface RegressionDesign {
  /** Row by row: half-hours × columns. The first column is one everywhere, and has no penalty. */
  readonly rows: Float64Array
  readonly width: number
  /** Of each half-hour: 0 to groups − 1. */
  readonly group: Uint8Array
  readonly groups: number
}

export interface GroupedDesign extends RegressionDesign {
  /** Which part of the history a half-hour is left out with: 0 to PARTS − 1. */
  readonly part: Uint8Array
}

export interface GroupedRidge {
  readonly penalty: number
  /** Group by group: groups × columns. */
  readonly coefficients: Float64Array
  /** The same, learnt without part 0: the newest fortnight, among others. */
  readonly withoutNewest: Float64Array
  /** Of each half-hour, told by what had not learnt from its part. NaN where row or group are not known. */
  readonly outOfSample: Float64Array
}

export const PARTS = 6
/** Weaker ones look better where they were tried, and are worse on days to come. */
const PENALTIES = [0.1, 0.3, 1, 3, 10, 30]

/**
 * @param target by half-hour; rows with NaN in it or in the design are left out
 * @param weight what a row counts
 * @param tried penalties, of which the best is taken
 * @returns null where no group has a row
 */
export function fitGrouped(
  design: GroupedDesign,
  target: Float64Array,
  weight: (index: number) => number,
  tried: readonly number[] = PENALTIES,
): GroupedRidge | null {
  const sums = sumByGroupAndPart(design, target, weight)
  const wholes = sums.map(parts => total(parts, design.width))
  const rests = sums.map((parts, group) => parts.map(left => without(wholes[group] as NormalEquations, left)))
  const [best] = tried
    .map(penalty => {
      const strength = penalties(design.width, penalty)
      const learnt = rests.map(parts => parts.map(rest => rest.solve(strength)))
      const outOfSample = predictLeftOut(design, learnt)
      return { penalty, learnt, outOfSample, loss: meanSquare(target, outOfSample) }
    })
    .sort((a, b) => a.loss - b.loss)
  if (best === undefined || !Number.isFinite(best.loss)) return null
  const { penalty, learnt, outOfSample } = best
  const strength = penalties(design.width, penalty)
  return {
    penalty,
    coefficients: joined(wholes.map(whole => whole.solve(strength))),
    withoutNewest: joined(learnt.map(parts => parts[0] as Float64Array)),
    outOfSample,
  }
}

function joined(pieces: readonly Float64Array[]): Float64Array {
  const width = pieces[0]?.length ?? 0
  const all = new Float64Array(pieces.length * width)
  pieces.forEach((piece, at) => {
    all.set(piece, at * width)
  })
  return all
}

/** Writes what the coefficients tell of the half-hours `[from, to)` into `told`; NaN where a row is not known. */
export function predictGrouped(
  design: RegressionDesign,
  coefficients: Float64Array,
  from: number,
  to: number,
  told: Float64Array,
): void {
  for (let index = Math.max(0, from); index < Math.min(to, told.length); index++) {
    told[index] = product(design, index, coefficients, (design.group[index] as number) * design.width)
  }
}

function product(design: RegressionDesign, index: number, coefficients: Float64Array, from: number): number {
  let sum = 0
  for (let at = 0; at < design.width; at++) {
    sum += (design.rows[index * design.width + at] as number) * (coefficients[from + at] as number)
  }
  return sum
}

function sumByGroupAndPart(
  { rows, width, group, groups, part }: GroupedDesign,
  target: Float64Array,
  weight: (index: number) => number,
): NormalEquations[][] {
  const sums = Array.from({ length: groups }, () =>
    Array.from({ length: PARTS }, () => new NormalEquations(width)),
  )
  for (let index = 0; index < target.length; index++) {
    const y = target[index] as number
    if (Number.isNaN(y) || hasHole(rows, index * width, width)) continue
    sums[group[index] as number]?.[part[index] as number]?.add(rows, index * width, y, weight(index))
  }
  return sums
}

function hasHole(rows: Float64Array, from: number, width: number): boolean {
  for (let at = from; at < from + width; at++) if (Number.isNaN(rows[at])) return true
  return false
}

const total = (parts: readonly NormalEquations[], width: number) =>
  parts.reduce((sum, part) => sum.addAll(part), new NormalEquations(width))

const without = (whole: NormalEquations, left: NormalEquations) =>
  new NormalEquations(whole.width).addAll(whole).addAll(left, -1)

/** @param learnt coefficients by group and by the part that they have not learnt from */
function predictLeftOut(design: GroupedDesign, learnt: readonly Float64Array[][]): Float64Array {
  const { group, part } = design
  const told = new Float64Array(group.length)
  for (let index = 0; index < told.length; index++) {
    const coefficients = learnt[group[index] as number]?.[part[index] as number]
    told[index] = coefficients ? product(design, index, coefficients, 0) : Number.NaN
  }
  return told
}

function penalties(width: number, penalty: number): Float64Array {
  const all = new Float64Array(width).fill(penalty)
  // Next to nothing: only so that a group without a row has a solution.
  all[0] = 1e-6
  return all
}

function meanSquare(target: Float64Array, told: Float64Array): number {
  let sum = 0
  let count = 0
  for (let index = 0; index < target.length; index++) {
    const error = (target[index] as number) - (told[index] as number)
    if (Number.isNaN(error)) continue
    sum += error * error
    count++
  }
  return count === 0 ? Number.POSITIVE_INFINITY : sum / count
}
