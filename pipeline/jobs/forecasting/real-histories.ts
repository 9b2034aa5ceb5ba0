/**
 * For tests: histories of 2016 and 2017 from what was really published. Consumption and weather of a region from a public training set (weather
 * observed, not forecast), wind and sun from RTE's consolidated files, irradiance derived from the cloud cover, as none was published.
 */
import { readFileSync } from 'node:fs'
import { type LocalDay, localDays, offsetMinutesWithin } from '../../catalog/paris-calendar.ts'
import type { AreaHistory } from '../../forecasting/area-history.ts'
import { sunHeight } from '../../forecasting/sun.ts'
import { realPath } from '../real-publications.ts'

export const LOAD_AND_WEATHER = 'regional-load-and-weather-2016-2017'
export const CONSOLIDATED = 'rte-files-2016-2017-consolidated'

export interface RealRegion {
  readonly area_code: string
  readonly weather_file: string
  /** Null: no file of it in both sets. */
  readonly rte_file: string | null
}

const DAYS = localDays('2016-01-01', '2017-09-30')
const BY_DATE = new Map(DAYS.map(day => [day.local_date, day]))
const FIRST = (DAYS[0] as LocalDay).start_epoch_s / 1800
const LENGTH = (DAYS[DAYS.length - 1] as LocalDay).end_epoch_s / 1800 - FIRST

export function realHistory({ area_code, weather_file, rte_file }: RealRegion): AreaHistory {
  const unknown = () => new Float64Array(LENGTH).fill(Number.NaN)
  const history = {
    area_code,
    first_half_hour: FIRST,
    consumption_mw: unknown(),
    wind_mw: unknown(),
    solar_mw: unknown(),
    temperature_celsius: unknown(),
    wind_speed_100m_m_s: unknown(),
    solar_irradiance_w_m2: unknown(),
    cloud_cover_percent: unknown(),
  }
  for (const line of linesOf(realPath(LOAD_AND_WEATHER, weather_file), 'utf8')) {
    const [timestamp = '', consumption, cloud, celsius] = line.split(',')
    for (const index of placesOf(timestamp.slice(0, 10), timestamp.slice(11, 16))) {
      history.consumption_mw[index] = Number(consumption)
      history.cloud_cover_percent[index] = Number(cloud)
      history.temperature_celsius[index] = Number(celsius)
      history.solar_irradiance_w_m2[index] = irradiance(index, Number(cloud))
    }
  }
  if (rte_file !== null) {
    for (const line of linesOf(realPath(CONSOLIDATED, rte_file), 'latin1')) {
      const [, , date = '', time = '', consumption, , , wind, solar] = line.split('\t')
      if (!consumption) continue
      for (const index of placesOf(date, time)) {
        history.wind_mw[index] = numberOf(wind)
        history.solar_mw[index] = numberOf(solar)
      }
    }
  }
  return history
}

const linesOf = (path: string, encoding: 'utf8' | 'latin1') =>
  readFileSync(path, encoding).split('\n').slice(1)

const numberOf = (text: string | undefined) =>
  text === undefined || !/^-?\d+$/.test(text) ? Number.NaN : Math.max(0, Number(text))

/** Both sets have 48 half-hours on every day: one that clocks showed twice could be either, and is left out. */
function placesOf(date: string, time: string): number[] {
  const day = BY_DATE.get(date)
  if (day === undefined) return []
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
  const midnight = Date.parse(`${date}T00:00Z`) / 1000
  const places = [...new Set([day.offset_minutes_at_start, day.offset_minutes_at_end])]
    .map(offset => ({ offset, epoch: midnight + (minutes - offset) * 60 }))
    .filter(({ offset, epoch }) => offsetMinutesWithin(day, epoch) === offset)
    .map(({ epoch }) => epoch / 1800 - FIRST)
  return places.length === 1 ? places : []
}

/** Clear sky of Haurwitz, in short, and what clouds leave of it (Kasten and Czeplak 1980). */
const irradiance = (index: number, cloudPercent: number) =>
  Math.max(0, 910 * sunHeight(FIRST + index) - 30) * (1 - 0.75 * (cloudPercent / 100) ** 3.4)
