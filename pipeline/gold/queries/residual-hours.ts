/**
 * Hours of the areas: what they consumed, what wind and sun brought, what came over their borders. Each is the mean
 * over an hour that was measured whole, and unknown otherwise: three quarters of an hour are no hour.
 *
 * A suspect demand (an outage upstream) is none that was measured. A region without wind or solar plants in the catalogue
 * has none of it, published or not. The country is the sum of its twelve regions, and unknown when one of them is.
 */
import { energyTypeKey } from '../../catalog/energy-types.ts'
import { NATIONAL_AREA, type NormDayType } from '../../catalog/forecasting.ts'
import { REGION_CODES, REGIONS } from '../../catalog/regions.ts'
import { type Engine, int, list, type Row, read, type Sql, sql, text } from '../sql.ts'
import { flowsKnown, IS_UNKNOWN, NET_MW, startsWithin } from './flow.ts'
import { NORM_DAY_TYPE } from './norm-of-hour.ts'
import { ofRegions } from './page.ts'
import { meanMw } from './quantity.ts'
import type { TimeRange } from './step.ts'

export interface AreaHours {
  /** Of full hours, half-open. */
  readonly range: TimeRange
  /** INSEE codes of regions, the country, or both. */
  readonly areaCodes: readonly string[]
  /** As they were known at this instant, epoch milliseconds; absent: as they are known now. */
  readonly asOf?: number | undefined
}

/** Mean power of an hour, MW; null: not measured over all of it. */
export interface ResidualPower {
  readonly consumption_mw: number | null
  readonly wind_mw: number | null
  readonly solar_mw: number | null
  /** Imports − exports. */
  readonly net_exchange_mw: number | null
}

export interface ResidualHour extends ResidualPower {
  /** Start of the hour. */
  readonly time_key: number
  readonly area_code: string
  /** In Paris. */
  readonly local_date: string
  readonly local_hour: number
  readonly day_type: NormDayType
}

/** Columns of `areaHours`: power summed over the minutes it was measured, and how many of these there are. */
export const HOUR_SUMS = {
  time_key: 'int',
  area_code: 'text',
  demand_mw_minutes: 'decimal?',
  demand_minutes: 'int',
  wind_mw_minutes: 'decimal?',
  wind_minutes: 'int',
  solar_mw_minutes: 'decimal?',
  solar_minutes: 'int',
  exchange_mw_minutes: 'decimal?',
  exchange_minutes: 'int',
} as const

const CALENDAR = { local_date: 'text', local_hour: 'int', day_type: 'text' } as const

/** Every hour of which something was published, ordered by hour and area. */
export async function readResidualHours(
  engine: Engine,
  hours: AreaHours,
  signal?: AbortSignal,
): Promise<ResidualHour[]> {
  const rows = await read(
    engine,
    { ...HOUR_SUMS, ...CALENDAR },
    sql`WITH region_hours AS (${regionHours(hours)})
        SELECT h.*, d.local_date, d.local_hour, ${NORM_DAY_TYPE} AS day_type
        FROM (${areaHours(hours.areaCodes)}) h
        JOIN dim_time d ON d.time_key = h.time_key
        ORDER BY h.time_key, h.area_code`,
    signal,
  )
  return rows.map(({ time_key, area_code, local_date, local_hour, day_type, ...sums }) => ({
    time_key,
    area_code,
    local_date,
    local_hour,
    day_type: day_type as NormDayType, // by the CASE of the query
    ...powerOf(sums),
  }))
}

const HOUR_MINUTES = 60

type Sums = Omit<Row<typeof HOUR_SUMS>, 'time_key' | 'area_code'>

export function powerOf(sums: Sums): ResidualPower {
  const mean = (mwMinutes: number | null, minutes: number) =>
    minutes === HOUR_MINUTES && mwMinutes !== null ? meanMw(mwMinutes, HOUR_MINUTES) : null
  return {
    consumption_mw: mean(sums.demand_mw_minutes, sums.demand_minutes),
    wind_mw: mean(sums.wind_mw_minutes, sums.wind_minutes),
    solar_mw: mean(sums.solar_mw_minutes, sums.solar_minutes),
    net_exchange_mw: mean(sums.exchange_mw_minutes, sums.exchange_minutes),
  }
}

const keys = (...codes: string[]): Sql => list(codes.map(code => int(energyTypeKey(code))))

const DEMAND = keys('demand')
const WIND = keys('wind')
const SOLAR = keys('solar')
const EXCHANGE = keys('import', 'export')
const ALL = keys('demand', 'wind', 'solar', 'import', 'export')

/** Hours of regions, for `WITH region_hours AS (…)`: Paris is whole hours away from UTC, so its hours start with those of UTC. */
export function regionHours({ range, areaCodes, asOf }: AreaHours): Sql {
  const hour = sql`f.time_key - f.time_key % 4`
  const regionCodes = areaCodes.includes(NATIONAL_AREA) ? [] : areaCodes
  return sql`
    SELECT s.region_code, s.hour_key, s.demand_mw_minutes, s.demand_minutes,
      ${orNone('wind', sql`s.wind_mw_minutes`, 0)} AS wind_mw_minutes,
      ${orNone('wind', sql`s.wind_minutes`, HOUR_MINUTES)} AS wind_minutes,
      ${orNone('solar', sql`s.solar_mw_minutes`, 0)} AS solar_mw_minutes,
      ${orNone('solar', sql`s.solar_minutes`, HOUR_MINUTES)} AS solar_minutes,
      s.exchange_mw_minutes, s.exchange_minutes
    FROM (
      SELECT r.region_code, ${hour} AS hour_key,
        -${mwMinutes(DEMAND)} AS demand_mw_minutes, ${minutes(DEMAND)} AS demand_minutes,
        ${mwMinutes(WIND)} AS wind_mw_minutes, ${minutes(WIND)} AS wind_minutes,
        ${mwMinutes(SOLAR)} AS solar_mw_minutes, ${minutes(SOLAR)} AS solar_minutes,
        ${mwMinutes(EXCHANGE)} AS exchange_mw_minutes, ${minutes(EXCHANGE)} AS exchange_minutes
      FROM ${flowsKnown(asOf)} f
      JOIN dim_region r ON r.region_key = f.region_key
      WHERE ${startsWithin(range)} ${ofRegions(regionCodes)} AND f.energy_type_key IN (${ALL})
      GROUP BY r.region_code, ${hour}) s`
}

const isKnown = (types: Sql): Sql =>
  sql`f.energy_type_key IN (${types}) AND NOT (${IS_UNKNOWN}) AND f.quality_code <> 'suspect'`

const mwMinutes = (types: Sql): Sql =>
  sql`SUM(CASE WHEN ${isKnown(types)} THEN (${NET_MW}) * f.step_minutes END)`

const minutes = (types: Sql): Sql => sql`SUM(CASE WHEN ${isKnown(types)} THEN f.step_minutes ELSE 0 END)`

/** What is known of a region that has no such plant, in the place of what was published of it. */
function orNone(type: 'wind' | 'solar', published: Sql, value: number): Sql {
  const without = REGIONS.filter(({ capacity_mw }) => capacity_mw[type] === null)
  if (without.length === 0) return published
  const codes = list(without.map(({ region_code }) => text(region_code)))
  return sql`CASE WHEN s.region_code IN (${codes}) THEN ${int(value)} ELSE ${published} END`
}

/** Hours of areas, from `region_hours`. @throws RangeError when there is no area. */
export function areaHours(areaCodes: readonly string[]): Sql {
  const regionCodes = areaCodes.filter(code => code !== NATIONAL_AREA)
  const ofRegionsAlone = sql`
    SELECT h.hour_key AS time_key, h.region_code AS area_code, ${SUMMED}
    FROM region_hours h WHERE h.region_code IN (${list(regionCodes.map(text))})`
  if (!areaCodes.includes(NATIONAL_AREA)) {
    if (regionCodes.length === 0) throw new RangeError('hours of no area: expected one at least')
    return ofRegionsAlone
  }
  return regionCodes.length === 0 ? OF_THE_COUNTRY : sql`${ofRegionsAlone} UNION ALL ${OF_THE_COUNTRY}`
}

const SUMMED = sql`h.demand_mw_minutes, h.demand_minutes, h.wind_mw_minutes, h.wind_minutes, h.solar_mw_minutes,
  h.solar_minutes, h.exchange_mw_minutes, h.exchange_minutes`

/** Of minutes that were measured in all regions: an hour with a gap in one of them is none. */
const inAll = (minutesOfRegion: Sql): Sql =>
  sql`CASE WHEN COUNT(*) = ${int(REGION_CODES.length)} THEN MIN(${minutesOfRegion}) ELSE 0 END`

const OF_THE_COUNTRY = sql`
  SELECT h.hour_key AS time_key, ${text(NATIONAL_AREA)} AS area_code,
    SUM(h.demand_mw_minutes) AS demand_mw_minutes, ${inAll(sql`h.demand_minutes`)} AS demand_minutes,
    SUM(h.wind_mw_minutes) AS wind_mw_minutes, ${inAll(sql`h.wind_minutes`)} AS wind_minutes,
    SUM(h.solar_mw_minutes) AS solar_mw_minutes, ${inAll(sql`h.solar_minutes`)} AS solar_minutes,
    SUM(h.exchange_mw_minutes) AS exchange_mw_minutes, ${inAll(sql`h.exchange_minutes`)} AS exchange_minutes
  FROM region_hours h
  GROUP BY h.hour_key`
