/** Where the sun stands over the middle of France: light, and twilight, follow it whatever clocks show. */
import { HALF_HOUR_S } from './local-half-hours.ts'

const RADIANS = Math.PI / 180
/** Half-way between Dunkerque and Perpignan, Brest and Strasbourg. */
const LATITUDE = 46.8 * RADIANS
const LONGITUDE_DEGREES = 2.4
const DAY_S = 86_400

/**
 * Sine of the height of the sun in the middle of a half-hour; below zero at night. Good to about a degree (Cooper's declination, the
 * equation of time of Spencer's first terms).
 *
 * @param halfHour counted from 1970, UTC
 */
export function sunHeight(halfHour: number): number {
  const seconds = (halfHour + 0.5) * HALF_HOUR_S
  const yearAngle = (2 * Math.PI * (seconds / DAY_S + 10)) / 365.2422
  const declination = -23.44 * RADIANS * Math.cos(yearAngle)
  const sinceYearBegan = yearAngle - (2 * Math.PI * 10) / 365.2422
  const b = sinceYearBegan - (2 * Math.PI * 80) / 365.2422
  const equationMinutes = 9.87 * Math.sin(2 * b) - 7.53 * Math.cos(b) - 1.5 * Math.sin(b)
  const solarMinutes = ((seconds / 60) % 1440) + 4 * LONGITUDE_DEGREES + equationMinutes
  const hourAngle = (solarMinutes / 4 - 180) * RADIANS
  return (
    Math.sin(LATITUDE) * Math.sin(declination) +
    Math.cos(LATITUDE) * Math.cos(declination) * Math.cos(hourAngle)
  )
}
