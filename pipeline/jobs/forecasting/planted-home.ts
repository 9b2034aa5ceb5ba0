/**
 * For tests: a simulated home of which some regions were measured for some weeks, written straight into gold. Demand follows the hour and the day of the
 * week, wind its speed, sun the irradiance; each value was first seen an hour after its half-hour, weather was forecast three days ahead.
 */
import { energyTypeKey } from '../../catalog/energy-types.ts'
import type { DuckDbWarehouse } from '../../gold/duckdb-warehouse.ts'
import { timeKey, writeSeed } from '../../gold/queries/seed.ts'
import { claimHome, type Home } from '../home.ts'
import { temporaryHome } from '../temporary-home.ts'

/** The others were never measured: a fit takes as long as there are regions. */
export const PLANTED_REGIONS: readonly string[] = ['11', '53', '84']

export interface Planted {
  /** ISO instants of UTC, half-open: measured from the one to the other. */
  readonly from: string
  readonly to: string
}

export async function plantedHome(planted: Planted): Promise<Home<DuckDbWarehouse>> {
  const home = temporaryHome()
  await claimHome(home, 'simulated')
  const years = [planted.from, planted.to].map(instant => Number(instant.slice(0, 4)))
  await home.warehouse.write(connection =>
    writeSeed(connection, {
      intervals: [],
      simulated: true,
      years: [...new Set(years)],
      statements: [...flows(planted), weather(planted)],
    }),
  )
  return home
}

/** Anything, but always the same, from 0 to 1: of a time and a region. */
const luck = (salt: number) => `((hash(time_key, region_key, ${salt}) % 1000) / 1000.0)`
const HOUR = '(time_key % 96) / 4.0'
const WIND_SPEED = `(8 + 5 * sin(time_key / 130.0 + region_key))`
const IRRADIANCE = `greatest(0, 700 * sin(pi() * (${HOUR} - 6) / 12))`
const IS_WEEKEND = `(time_key // 96) % 7 IN (2, 3)`

function flows({ from, to }: Planted): string[] {
  const values = [
    [
      energyTypeKey('demand'),
      'NULL',
      `3000 + 10 * region_key + 600 * sin(pi() * ${HOUR} / 12) - CASE WHEN ${IS_WEEKEND} THEN 500 ELSE 0 END + 60 * ${luck(1)}`,
    ],
    [energyTypeKey('wind'), `60 * ${WIND_SPEED} + 20 * ${luck(2)}`, 'NULL'],
    [energyTypeKey('solar'), `0.5 * ${IRRADIANCE} + 5 * ${luck(3)}`, 'NULL'],
  ] as const
  return values.map(
    ([type, production, consumption]) => `
      INSERT INTO fact_energy_flow
      SELECT region_key, time_key, ${type}, ${production}, ${consumption}, 30, 'consolidated', 'ok',
        make_timestamp((time_key + 6) * 900000000::BIGINT), 1, 7, NULL
      FROM ${timesOfRegions(timeKey(from), timeKey(to), 2)}
      ORDER BY region_key, time_key`,
  )
}

/** Until four days after the last value, as forecasts are fetched. */
function weather({ from, to }: Planted): string {
  const end = timeKey(to) + 4 * 96
  return `
    INSERT INTO weather BY NAME
    SELECT region_key, time_key, 'forecast' AS kind_code, make_timestamp((time_key - 288) * 900000000::BIGINT) AS first_seen_at,
      10.0 AS temperature_celsius, ${WIND_SPEED} / 1.4 AS wind_speed_10m_m_s, ${WIND_SPEED} AS wind_speed_100m_m_s,
      ${IRRADIANCE} AS solar_irradiance_w_m2, 50.0 AS cloud_cover_percent, 3 AS point_count, 1 AS batch_key
    FROM ${timesOfRegions(timeKey(from), end, 4)}`
}

const timesOfRegions = (from: number, end: number, step: number) => `
  (SELECT CAST(unnest(range(${from}, ${end}, ${step})) AS INTEGER) AS time_key) t
  CROSS JOIN (VALUES ${PLANTED_REGIONS.map(code => `(${Number(code)})`).join(', ')}) r(region_key)`
