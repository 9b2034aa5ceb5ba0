/** From the sums a query returns to the numbers an answer carries: the one place of division and rounding. */

/** To so many decimals. */
export const rounded = (value: number, decimals: number): number => {
  const factor = 10 ** decimals
  return Math.round(value * factor) / factor + 0 // never -0
}

/** Mean power over the minutes that were measured, MW to the kW; null when none was. */
export const meanMw = (mwMinutes: number, measuredMinutes: number): number | null =>
  measuredMinutes === 0 ? null : rounded(mwMinutes / measuredMinutes, 3)

/** Energy of the minutes that were measured, MWh to the kWh; null when none was. */
export const energyMwh = (mwMinutes: number, measuredMinutes: number): number | null =>
  measuredMinutes === 0 ? null : rounded(mwMinutes / 60, 3)

export const ratio = (part: number, whole: number): number => rounded(part / whole, 4)
