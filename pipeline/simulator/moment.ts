/** A quarter of an hour as the model sees it: where it lies in the year, the week and the day. */
import { type DayNumber, localDayOf, parisOffsetSeconds } from './paris-clock.ts'

export type DayType = 'workday' | 'saturday' | 'sunday'

/** A local hour and the kind of day it belongs to. */
export interface DayHour {
  readonly hour: number
  readonly day_type: DayType
  readonly is_monday: boolean
}

export interface Moment {
  readonly time_key: number
  /** Middle of the interval, hours since 1970 UTC. */
  readonly hours: number
  readonly local_day: DayNumber
  /** Middle of the interval, local hour of the day. */
  readonly local_hour: number
  /** The two local hours whose middles lie around the moment, and how far it is from the first to the second. */
  readonly hours_around: readonly [DayHour, DayHour]
  readonly hour_share: number
  readonly local_year: number
  readonly day_of_year: number
  /** Angle of the day in the year: 0 on 1 January. */
  readonly year_angle: number
  /** 1 in the middle of January, −1 in the middle of July. */
  readonly winterness: number
}

/** Public holidays with a date of their own; on them the country behaves as on a Sunday. */
const FIXED_HOLIDAYS = new Set(['1-1', '5-1', '5-8', '7-14', '8-15', '11-1', '11-11', '12-25'])

export function momentAt(timeKey: number): Moment {
  const epochSeconds = timeKey * 900
  const local_day = localDayOf(epochSeconds)
  const localSeconds = epochSeconds + parisOffsetSeconds(epochSeconds) + 450
  const local_hour = (localSeconds - local_day * 86_400) / 3600
  const before = Math.floor(local_hour - 0.5)
  const local_year = new Date(local_day * 86_400_000).getUTCFullYear()
  const day_of_year = local_day - Date.UTC(local_year, 0, 1) / 86_400_000 + 1
  const year_angle = (2 * Math.PI * day_of_year) / 365.25
  return {
    time_key: timeKey,
    hours: (timeKey + 0.5) / 4,
    local_day,
    local_hour,
    hours_around: [dayHourOf(local_day, before), dayHourOf(local_day, before + 1)],
    hour_share: local_hour - 0.5 - before,
    local_year,
    day_of_year,
    year_angle,
    winterness: Math.cos(year_angle - 0.26),
  }
}

/** @param hour From −1, the last hour of the day before, to 24, the first of the day after. */
function dayHourOf(day: DayNumber, hour: number): DayHour {
  const date = new Date((day + Math.floor(hour / 24)) * 86_400_000)
  return { hour: (hour + 24) % 24, day_type: dayTypeOf(date), is_monday: date.getUTCDay() === 1 }
}

function dayTypeOf(date: Date): DayType {
  const isHoliday = FIXED_HOLIDAYS.has(`${date.getUTCMonth() + 1}-${date.getUTCDate()}`)
  if (isHoliday || date.getUTCDay() === 0) return 'sunday'
  return date.getUTCDay() === 6 ? 'saturday' : 'workday'
}
