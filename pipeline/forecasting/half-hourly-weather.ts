/** Hourly weather made half-hourly. Pure; NaN is what is not known, and stays so. */

/** Half-open, of half-hours: seconds since 1970, UTC, divided by 1800. */
export interface HalfHourGrid {
  readonly firstHalfHour: number
  readonly endHalfHour: number
}

/** Means over half-hours of a quantity that runs straight from one hour to the next. */
export function meansOfStraight(atHours: Float64Array, firstHour: number, grid: HalfHourGrid): Float64Array {
  return overGrid(grid, (hour, isSecondHalf) => {
    const before = at(atHours, hour - firstHour)
    const after = at(atHours, hour + 1 - firstHour)
    // The mean over a half-hour is the value in its middle.
    return isSecondHalf ? before / 4 + (after * 3) / 4 : (before * 3) / 4 + after / 4
  })
}

/**
 * Means over half-hours of a quantity whose means over the hours are known, each stamped with the end of its hour: the hour keeps its
 * mean, and leans towards the neighbour that has more, so that the first half-hour of sun is darker than the second.
 */
export function halvesOfMeans(
  ofHoursBefore: Float64Array,
  firstHour: number,
  grid: HalfHourGrid,
): Float64Array {
  return overGrid(grid, (hour, isSecondHalf) => {
    const index = hour + 1 - firstHour
    const mean = at(ofHoursBefore, index)
    const rise = (at(ofHoursBefore, index + 1) - at(ofHoursBefore, index - 1)) / 2
    const lean = Number.isNaN(rise) ? 0 : Math.max(-mean, Math.min(mean, rise / 4))
    return isSecondHalf ? mean + lean : mean - lean
  })
}

function overGrid(
  { firstHalfHour, endHalfHour }: HalfHourGrid,
  value: (hour: number, isSecondHalf: boolean) => number,
): Float64Array {
  const values = new Float64Array(endHalfHour - firstHalfHour)
  for (let index = 0; index < values.length; index++) {
    const halfHour = firstHalfHour + index
    values[index] = value(Math.floor(halfHour / 2), halfHour % 2 !== 0)
  }
  return values
}

const at = (values: Float64Array, index: number): number => values[index] ?? Number.NaN
