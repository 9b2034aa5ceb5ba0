/**
 * What is known of an area, by the half-hour, as arrays on one grid: measured values up to the issue, weather also beyond it, as it
 * was forecast by then. NaN is what is not known.
 */
import { FORECAST_HALF_HOURS } from '../catalog/forecasting.ts'

export interface AreaHistory {
  /** INSEE code of a region: the country is their sum. */
  readonly area_code: string
  /** Of index 0: seconds since 1970, UTC, divided by 1800. */
  readonly first_half_hour: number
  /** Mean power of each half-hour, MW. */
  readonly consumption_mw: Float64Array
  readonly wind_mw: Float64Array
  readonly solar_mw: Float64Array
  /** Weather of the half-hour: between the hours it was published for, temperature and wind run straight. */
  readonly temperature_celsius: Float64Array
  readonly wind_speed_100m_m_s: Float64Array
  /** Mean irradiance of the half-hour; the publisher's value is the mean of the hour before its stamp. */
  readonly solar_irradiance_w_m2: Float64Array
  readonly cloud_cover_percent: Float64Array
}

/** Half-hours beyond the newest measured one that a history holds weather for: the longest forecast, and a publisher who is late. */
export const HALF_HOURS_AHEAD = FORECAST_HALF_HOURS + 48
