/** What a norm looks back on: its days, since when each area was measured, and the hours of its season. */
import { energyTypeKey } from '../catalog/energy-types.ts'
import { AREA_CODES, NATIONAL_AREA, NORM_RULES } from '../catalog/forecasting.ts'
import { parisDateTime } from '../catalog/paris-calendar.ts'
import { REGION_CODES } from '../catalog/regions.ts'
import { addMonths, firstDayOf, monthOfYear, monthStartKey, monthsBetween } from '../catalog/year-month.ts'
import { IS_UNKNOWN, startsWithin } from '../gold/queries/flow.ts'
import { readResidualHours } from '../gold/queries/residual-hours.ts'
import { type Engine, int, read, sql } from '../gold/sql.ts'
import type { Warehouse } from '../gold/warehouse.ts'
import type { KnownHour } from './norm-cells.ts'

/** Local days that a norm can look back on, half-open. */
export interface NormWindow {
  readonly from: string
  readonly to: string
  /** Of the month, the one before and the one after in each year, in order. */
  readonly season_months: readonly string[]
}

/** @param today local date: what comes later is not known, where the norm is made before its month begins. */
export function windowOf(normMonth: string, today: string): NormWindow {
  const from = addMonths(normMonth, -12 * NORM_RULES.longest_years)
  const start = firstDayOf(normMonth)
  return {
    from: firstDayOf(from),
    to: today < start ? today : start,
    season_months: monthsBetween(from, normMonth).filter(month => isInSeason(month, normMonth)),
  }
}

/**
 * The month itself, the one before and the one after: a season of its own. In seasons of the calendar the first and the last
 * month would be held against others, and an index would leap at midnight where two of them meet.
 */
function isInSeason(month: string, normMonth: string): boolean {
  const apart = Math.abs(monthOfYear(month) - monthOfYear(normMonth))
  return Math.min(apart, 12 - apart) <= 1
}

/** Of an area, by month, the first day on which its demand was measured. */
export type FirstDays = ReadonlyMap<string, ReadonlyMap<string, string>>

/** First measured day of each area in each month of the range; of the country, the day from which all regions were. */
export async function readFirstDays(engine: Engine, from: string, to: string): Promise<FirstDays> {
  const range = { from: monthStartKey(from), to: monthStartKey(to) }
  const rows = await read(
    engine,
    { region_code: 'text', month_key: 'int', first_key: 'int' },
    sql`SELECT r.region_code, d.month_start_key AS month_key, MIN(f.time_key) AS first_key
        FROM fact_energy_flow f
        JOIN dim_region r ON r.region_key = f.region_key
        JOIN dim_time d ON d.time_key = f.time_key
        WHERE ${startsWithin(range)} AND ${IS_MEASURED}
        GROUP BY r.region_code, d.month_start_key
        ORDER BY r.region_code, d.month_start_key`,
  )
  const byRegion = Map.groupBy(rows, ({ region_code }) => region_code)
  return new Map(
    [...byRegion].map(([code, months]) => [
      code,
      new Map(months.map(({ month_key, first_key }) => [dateOf(month_key).slice(0, 7), dateOf(first_key)])),
    ]),
  )
}

/** Of all that is held; null: none was. */
export async function readFirstDay(engine: Engine): Promise<string | null> {
  const [row] = await read(
    engine,
    { first_key: 'int?' },
    sql`SELECT MIN(f.time_key) AS first_key FROM fact_energy_flow f WHERE ${IS_MEASURED}`,
  )
  return row?.first_key == null ? null : dateOf(row.first_key)
}

/** Regions of which any demand that is held was measured. */
export async function readMeasuredRegions(engine: Engine): Promise<ReadonlySet<string>> {
  const rows = await read(
    engine,
    { region_code: 'text' },
    sql`SELECT DISTINCT r.region_code
        FROM fact_energy_flow f
        JOIN dim_region r ON r.region_key = f.region_key
        WHERE ${IS_MEASURED}
        ORDER BY r.region_code`,
  )
  return new Set(rows.map(({ region_code }) => region_code))
}

const dateOf = (timeKey: number): string => parisDateTime(timeKey * 900).local_date

const IS_MEASURED = sql`f.energy_type_key = ${int(energyTypeKey('demand'))} AND NOT (${IS_UNKNOWN})
  AND f.quality_code <> 'suspect'`

/** First day of the window on which the area was measured; null: on none. */
export function firstDayIn(firstDays: FirstDays, areaCode: string, { from, to }: NormWindow): string | null {
  if (areaCode === NATIONAL_AREA) {
    const ofRegions = REGION_CODES.map(code => firstDayIn(firstDays, code, { from, to, season_months: [] }))
    return ofRegions.reduce((latest, day) =>
      latest === null || day === null ? null : day > latest ? day : latest,
    )
  }
  const days = [...(firstDays.get(areaCode)?.values() ?? [])].filter(day => day >= from && day < to)
  return days.length === 0 ? null : days.reduce((first, day) => (day < first ? day : first))
}

/** The hours of months, by area, each month read once while it is needed. */
export interface HoursOfMonths {
  read(month: string): Promise<ReadonlyMap<string, readonly KnownHour[]>>
  /** Months before that one are not asked for any more. */
  forgetBefore(month: string): void
}

export function hoursOfMonths(warehouse: Warehouse): HoursOfMonths {
  const held = new Map<string, ReadonlyMap<string, readonly KnownHour[]>>()
  return {
    async read(month) {
      const hours = held.get(month) ?? (await warehouse.read(engine => knownHours(engine, month)))
      held.set(month, hours)
      return hours
    },
    forgetBefore(month) {
      for (const other of [...held.keys()]) if (other < month) held.delete(other)
    },
  }
}

async function knownHours(engine: Engine, month: string): Promise<ReadonlyMap<string, readonly KnownHour[]>> {
  const range = { from: monthStartKey(month), to: monthStartKey(addMonths(month, 1)) }
  const hours = await readResidualHours(engine, { range, areaCodes: AREA_CODES })
  const byArea = new Map<string, KnownHour[]>(AREA_CODES.map(code => [code, []]))
  for (const { consumption_mw, wind_mw, solar_mw, ...hour } of hours) {
    if (consumption_mw === null || wind_mw === null || solar_mw === null) continue
    byArea.get(hour.area_code)?.push({
      local_date: hour.local_date,
      local_hour: hour.local_hour,
      day_type: hour.day_type,
      residual_load_mw: consumption_mw - wind_mw - solar_mw,
      net_exchange_mw: hour.net_exchange_mw,
    })
  }
  return byArea
}
