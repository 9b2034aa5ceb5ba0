/** What the real-time publication shows of a region and slot to someone who asks at a moment. */
import type { Region } from '../catalog/regions.ts'
import { isShownAsZeros, newestPublishedKey } from './feed-behaviour.ts'
import type { Observation, Observe } from './observation.ts'

/** null: not published yet. */
export function realTimeValues(
  seed: number,
  observe: Observe,
  nowSeconds: number,
): (region: Region, timeKey: number) => Observation | null {
  const newestKey = newestPublishedKey(seed, nowSeconds)
  return (region, timeKey) => {
    if (timeKey > newestKey) return null
    return isShownAsZeros(seed, timeKey, nowSeconds) ? ALL_ZERO : observe(region.region_code, timeKey)
  }
}

export const ALL_ZERO: Observation = {
  consumption_mw: 0,
  thermal_mw: 0,
  nuclear_mw: 0,
  wind_mw: 0,
  solar_mw: 0,
  hydro_mw: 0,
  bioenergy_mw: 0,
  pumping_mw: 0,
  battery_charge_mw: 0,
  battery_discharge_mw: 0,
  exchange_mw: 0,
}
