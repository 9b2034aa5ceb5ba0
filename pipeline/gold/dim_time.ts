/**
 * Gold table `dim_time`: one row per quarter of an hour, UTC, with the calendar of Paris.
 *
 * From: the calendars of the catalogue (time zone, public and school holidays).
 * Key:  time_key = epoch seconds / 900
 *
 * Whole local years at a time. The `*_start_key` columns hold the time_key at which the half-hour, hour,
 * day, month and year of Paris begin: a bucket keeps its true start even when its first quarters are
 * missing. What each column means is in `pipeline/catalog/gold-datasets.ts`.
 *
 * A day is computed here, its quarters by the engine: handing 35,040 rows of text over the driver takes
 * twice as long.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import {
  type LocalDay,
  localDays,
  parisDateTime,
  startOfLocalMonth,
  startOfLocalYear,
} from '../catalog/paris-calendar.ts'
import { publicHolidayNames } from '../catalog/public-holidays.ts'
import { schoolHolidayZones } from '../catalog/school-holidays.ts'
import { rowsFromJson } from './dimension-rows.ts'

type DayType = 'working_day' | 'saturday' | 'sunday' | 'public_holiday'
export type Season = 'winter' | 'spring' | 'summer' | 'autumn'

/** What the quarters of one local day have in common, and where the day begins, changes clock and ends. */
export interface DimTimeDay {
  readonly local_date: string
  readonly local_year: number
  readonly local_month: number
  readonly local_day: number
  readonly iso_weekday: number
  readonly day_type: DayType
  readonly is_public_holiday: boolean
  readonly public_holiday_name: string | null
  /** `A,B` or `none`; null where the school calendar is silent. */
  readonly school_holiday_zones: string | null
  readonly season: Season
  readonly day_start_key: number
  readonly month_start_key: number
  readonly year_start_key: number
  /** time_key of the next day's start. */
  readonly day_end_key: number
  /** First time_key with the offset at the end of the day. */
  readonly transition_key: number
  readonly offset_minutes_at_start: number
  readonly offset_minutes_at_end: number
}

const DAY_TYPES: Readonly<Record<keyof DimTimeDay, 'INTEGER' | 'VARCHAR' | 'BOOLEAN'>> = {
  local_date: 'VARCHAR',
  local_year: 'INTEGER',
  local_month: 'INTEGER',
  local_day: 'INTEGER',
  iso_weekday: 'INTEGER',
  day_type: 'VARCHAR',
  is_public_holiday: 'BOOLEAN',
  public_holiday_name: 'VARCHAR',
  school_holiday_zones: 'VARCHAR',
  season: 'VARCHAR',
  day_start_key: 'INTEGER',
  month_start_key: 'INTEGER',
  year_start_key: 'INTEGER',
  day_end_key: 'INTEGER',
  transition_key: 'INTEGER',
  offset_minutes_at_start: 'INTEGER',
  offset_minutes_at_end: 'INTEGER',
}

const QUARTER_S = 900

/** Every day of one local year, in order. Pure. */
export function dimTimeDays(localYear: number): readonly DimTimeDay[] {
  const holidays = publicHolidayNames(localYear)
  const monthStarts = Array.from({ length: 12 }, (_, index) => startOfLocalMonth(localYear, index + 1))
  return localDays(`${localYear}-01-01`, `${localYear}-12-31`).map(day => {
    const public_holiday_name = holidays.get(day.local_date) ?? null
    const [local_year = 0, local_month = 0, local_day = 0] = day.local_date.split('-').map(Number)
    const iso_weekday = ((new Date(`${day.local_date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
    return {
      local_date: day.local_date,
      local_year,
      local_month,
      local_day,
      iso_weekday,
      day_type: dayType(iso_weekday, public_holiday_name !== null),
      is_public_holiday: public_holiday_name !== null,
      public_holiday_name,
      school_holiday_zones: schoolHolidayZones(day.local_date),
      season: seasonOf(local_month),
      month_start_key: (monthStarts[local_month - 1] ?? Number.NaN) / QUARTER_S,
      year_start_key: (monthStarts[0] ?? Number.NaN) / QUARTER_S,
      ...keysOf(day),
    }
  })
}

const keysOf = (day: LocalDay) => ({
  day_start_key: day.start_epoch_s / QUARTER_S,
  day_end_key: day.end_epoch_s / QUARTER_S,
  transition_key: (day.transition_epoch_s ?? day.end_epoch_s) / QUARTER_S,
  offset_minutes_at_start: day.offset_minutes_at_start,
  offset_minutes_at_end: day.offset_minutes_at_end,
})

function dayType(isoWeekday: number, isPublicHoliday: boolean): DayType {
  if (isPublicHoliday) return 'public_holiday'
  if (isoWeekday === 7) return 'sunday'
  return isoWeekday === 6 ? 'saturday' : 'working_day'
}

/** Meteorological: winter is December, January, February. */
function seasonOf(month: number): Season {
  if (month === 12 || month <= 2) return 'winter'
  if (month <= 5) return 'spring'
  return month <= 8 ? 'summer' : 'autumn'
}

/**
 * Days → quarters. Paris is whole hours away from UTC (summer time is any offset but 60 minutes), so its
 * half-hours and hours start where those of UTC do.
 */
const insertQuarters = (condition: string) => `
INSERT INTO dim_time
SELECT
  time_key, make_timestamp(time_key * 900000000) AS interval_start_utc, local_date,
  printf('%02d:%02d', local_minutes // 60, local_minutes % 60) AS local_time,
  local_year, local_month, local_day, local_minutes // 60 AS local_hour, iso_weekday, day_type,
  is_public_holiday, public_holiday_name, school_holiday_zones, season,
  utc_offset_minutes <> 60 AS is_dst, utc_offset_minutes,
  time_key - time_key % 2 AS half_hour_start_key, time_key - time_key % 4 AS hour_start_key,
  day_start_key, month_start_key, year_start_key
FROM (
  SELECT *, (time_key * 15 + utc_offset_minutes) % 1440 AS local_minutes
  FROM (
    SELECT *, CASE WHEN time_key < transition_key THEN offset_minutes_at_start ELSE offset_minutes_at_end END
      AS utc_offset_minutes
    FROM (
      SELECT *, unnest(range(day_start_key, day_end_key)) AS time_key FROM ${rowsFromJson(DAY_TYPES)}
    )
  )
) AS quarter
${condition}`

const IS_NOT_THERE =
  'WHERE NOT EXISTS (SELECT 1 FROM dim_time AS present WHERE present.time_key = quarter.time_key)'

/**
 * Make `dim_time` hold every whole local year that the range touches, and those between it and the years
 * that are there: the same ones whether publications are loaded one by one or all at once. What is there
 * stays as it is, so that a second call adds nothing and a load that was cut short is completed.
 *
 * @param lastTimeKey inclusive
 * @returns rows added
 * @throws RangeError when the range is empty or its ends are no whole numbers.
 */
export async function ensureDimTime(
  connection: DuckDBConnection,
  firstTimeKey: number,
  lastTimeKey: number,
): Promise<number> {
  if (
    !Number.isSafeInteger(firstTimeKey) ||
    !Number.isSafeInteger(lastTimeKey) ||
    firstTimeKey > lastTimeKey
  ) {
    throw new RangeError(`time keys ${firstTimeKey} to ${lastTimeKey}: expected whole numbers, first ≤ last`)
  }
  const days: DimTimeDay[] = []
  const there = await quartersThere(connection)
  const lastYear = Math.max(localYearOf(lastTimeKey), ...there.keys())
  for (let year = Math.min(localYearOf(firstTimeKey), ...there.keys()); year <= lastYear; year++) {
    if (there.get(year) !== quartersOf(year)) days.push(...dimTimeDays(year))
  }
  if (days.length === 0) return 0
  const statement = insertQuarters(there.size === 0 ? '' : IS_NOT_THERE)
  return (await connection.run(statement, [JSON.stringify(days)])).rowsChanged
}

/** How many quarters of an hour `dim_time` has of each local year. */
async function quartersThere(connection: DuckDBConnection): Promise<ReadonlyMap<number, number>> {
  const reader = await connection.runAndReadAll(
    'SELECT local_year, CAST(count(*) AS INTEGER) FROM dim_time GROUP BY local_year',
  )
  return new Map(reader.getRowsJS().map(([year, quarters]) => [Number(year), Number(quarters)]))
}

const localYearOf = (timeKey: number): number =>
  Number(parisDateTime(timeKey * QUARTER_S).local_date.slice(0, 4))

/** How many quarters of an hour a local year has. */
const quartersOf = (localYear: number): number =>
  (startOfLocalYear(localYear + 1) - startOfLocalYear(localYear)) / QUARTER_S
