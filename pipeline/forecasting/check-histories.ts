/** Histories that fit and issue can rely on: of regions, each once, with arrays of one length. */
import { REGION_CODES } from '../catalog/regions.ts'
import type { AreaHistory } from './area-history.ts'

const ARRAYS = [
  'consumption_mw',
  'wind_mw',
  'solar_mw',
  'temperature_celsius',
  'wind_speed_100m_m_s',
  'solar_irradiance_w_m2',
  'cloud_cover_percent',
] as const satisfies readonly (keyof AreaHistory)[]

/** @throws RangeError naming the area and what is wrong with it. */
export function checkHistories(histories: readonly AreaHistory[]): void {
  const seen = new Set<string>()
  for (const history of histories) {
    const { area_code } = history
    if (!(REGION_CODES as readonly string[]).includes(area_code)) {
      throw new RangeError(
        `history of ${area_code}: expected a region (${REGION_CODES.join(', ')}); the country is their sum`,
      )
    }
    if (seen.has(area_code)) throw new RangeError(`history of ${area_code}: given twice, expected once`)
    seen.add(area_code)
    if (!Number.isInteger(history.first_half_hour)) {
      throw new RangeError(
        `history of ${area_code}: first_half_hour is ${history.first_half_hour}, expected a whole number`,
      )
    }
    for (const name of ARRAYS) {
      if (history[name].length === history.consumption_mw.length) continue
      throw new RangeError(
        `history of ${area_code}: ${name} has ${history[name].length} half-hours, consumption_mw ${history.consumption_mw.length}; expected as many`,
      )
    }
  }
}

/** The same history within `[from, to)`, indices; views on the same numbers. */
export function partOf(history: AreaHistory, from: number, to: number): AreaHistory {
  const first = Math.max(0, from)
  const arrays = Object.fromEntries(
    ARRAYS.map(name => [name, history[name].subarray(first, Math.max(first, to))]),
  )
  return { ...history, ...arrays, first_half_hour: history.first_half_hour + first }
}
