/** What is forecast, and what was measured of it in an hour. Pure. */

export const QUANTITIES = /** @type {const} */ (['consumption', 'wind', 'solar', 'residual_load'])

/** @typedef {typeof QUANTITIES[number]} Quantity */
/** @typedef {{ consumption_mw: number | null, wind_mw: number | null, solar_mw: number | null }} MeasuredPower */

/** Unknown as soon as one part of it is. @type {(power: MeasuredPower, quantity: Quantity) => number | null} */
export function measuredOf({ consumption_mw, wind_mw, solar_mw }, quantity) {
  if (quantity === 'consumption') return consumption_mw
  if (quantity === 'wind') return wind_mw
  if (quantity === 'solar') return solar_mw
  if (consumption_mw === null || wind_mw === null || solar_mw === null) return null
  return consumption_mw - wind_mw - solar_mw
}
