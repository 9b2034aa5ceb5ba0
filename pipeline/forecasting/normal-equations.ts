/**
 * Ridge regression by its normal equations: rows are added (and taken away) one by one or in bulk, and solved for as often as wanted. A
 * history is read once, however many parts of it are left out in turn.
 */

export class NormalEquations {
  readonly width: number
  /** Σ x·xᵀ, row by row; only the lower half is kept up. */
  private readonly gram: Float64Array
  /** Σ x·y */
  private readonly moment: Float64Array
  private weight = 0

  constructor(width: number) {
    this.width = width
    this.gram = new Float64Array(width * width)
    this.moment = new Float64Array(width)
  }

  /** Σ of the weights of the rows. */
  get rows(): number {
    return this.weight
  }

  /** Adds the row that starts at `offset` of `values`. A weight below zero takes it away. */
  add(values: Float64Array, offset: number, y: number, weight = 1): void {
    const { gram, moment, width } = this
    this.weight += weight
    for (let i = 0; i < width; i++) {
      const scaled = (values[offset + i] as number) * weight
      if (scaled === 0) continue
      moment[i] = (moment[i] as number) + scaled * y
      for (let j = 0, at = i * width; j <= i; j++, at++) {
        gram[at] = (gram[at] as number) + scaled * (values[offset + j] as number)
      }
    }
  }

  /** Adds all rows of another one, so many times. */
  addAll(other: NormalEquations, times = 1): this {
    this.weight += times * other.weight
    for (let i = 0; i < this.gram.length; i++)
      this.gram[i] = (this.gram[i] as number) + times * (other.gram[i] as number)
    for (let i = 0; i < this.width; i++)
      this.moment[i] = (this.moment[i] as number) + times * (other.moment[i] as number)
    return this
  }

  /**
   * The coefficients that make Σ (y − x·β)² + Σ penaltyᵢ·βᵢ² smallest.
   *
   * @throws RangeError where rows and penalties leave a coefficient open.
   */
  solve(penalty: Float64Array): Float64Array {
    const factor = this.gram.slice()
    for (let i = 0, at = 0; i < this.width; i++, at += this.width + 1) {
      factor[at] = (factor[at] as number) + (penalty[i] as number)
    }
    choleskyInPlace(factor, this.width)
    return substitute(factor, this.moment.slice())
  }
}

/** A = L·Lᵀ, in the lower half. */
function choleskyInPlace(a: Float64Array, width: number): void {
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * width + j] as number
      for (let k = 0; k < j; k++) sum -= (a[i * width + k] as number) * (a[j * width + k] as number)
      if (i > j) a[i * width + j] = sum / (a[j * width + j] as number)
      else if (sum > 0) a[i * width + i] = Math.sqrt(sum)
      else throw new RangeError(`ridge: nothing settles coefficient ${i} of ${width}; give it a penalty`)
    }
  }
}

function substitute(factor: Float64Array, b: Float64Array): Float64Array {
  const width = b.length
  for (let i = 0; i < width; i++) {
    let sum = b[i] as number
    for (let k = 0; k < i; k++) sum -= (factor[i * width + k] as number) * (b[k] as number)
    b[i] = sum / (factor[i * width + i] as number)
  }
  for (let i = width - 1; i >= 0; i--) {
    let sum = b[i] as number
    for (let k = i + 1; k < width; k++) sum -= (factor[k * width + i] as number) * (b[k] as number)
    b[i] = sum / (factor[i * width + i] as number)
  }
  return b
}
