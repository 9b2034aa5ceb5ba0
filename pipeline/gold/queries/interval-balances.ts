/** Sums of each published interval, by family: the balance in the publisher's own resolution. */
import { ENERGY_TYPES, type EnergyFamily } from '../../catalog/energy-types.ts'
import { int, list, none, type Sql, sql, text } from '../sql.ts'
import { flowsKnown, IS_UNKNOWN, NET_MW, startsWithin } from './flow.ts'
import type { Selection } from './page.ts'
import { isSuspect, vintageRank } from './row-quality.ts'

/** By key and not by a join: of a read of one day, planning the join would be a third of the time. */
const isOf = (family: EnergyFamily): Sql => {
  const keys = ENERGY_TYPES.filter(type => type.family === family).map(type => int(type.energy_type_key))
  return sql`f.energy_type_key IN (${list(keys)})`
}

const netOf = (family: EnergyFamily): Sql => sql`SUM(CASE WHEN ${isOf(family)} THEN ${NET_MW} END)`

const unknownOf = (family: EnergyFamily): Sql =>
  sql`SUM(CASE WHEN ${isOf(family)} AND ${IS_UNKNOWN} THEN 1 ELSE 0 END)`

const minutes = (net: Sql, unknown: Sql): Sql =>
  sql`CASE WHEN ${unknown} > 0 OR ${net} IS NULL THEN 0 ELSE i.step_minutes END`

export function intervalBalances({ range, regionCodes, asOf }: Selection): Sql {
  const ofRegions =
    regionCodes.length === 0 ? none : sql`AND r.region_code IN (${list(regionCodes.map(text))})`
  return sql`
    SELECT i.time_key AS bucket_key, i.region_code, i.step_minutes AS longest_step_minutes,
      i.demand_mw * i.step_minutes AS demand_mw_minutes,
      ${minutes(sql`i.demand_mw`, sql`i.demand_unknown`)} AS demand_minutes,
      i.generation_mw * i.step_minutes AS generation_mw_minutes,
      ${minutes(sql`i.generation_mw`, sql`i.generation_unknown`)} AS generation_minutes,
      i.exchange_mw * i.step_minutes AS exchange_mw_minutes,
      ${minutes(sql`i.exchange_mw`, sql`i.exchange_unknown`)} AS exchange_minutes,
      i.storage_mw * i.step_minutes AS storage_mw_minutes,
      ${minutes(sql`i.storage_mw`, sql`i.storage_unknown`)} AS storage_minutes,
      i.demand_unknown + i.generation_unknown + i.exchange_unknown + i.storage_unknown AS unknown_count,
      i.suspect, i.vintage_rank
    FROM (
      SELECT r.region_code, f.time_key, MAX(f.step_minutes) AS step_minutes,
        ${netOf('demand')} AS demand_mw, ${unknownOf('demand')} AS demand_unknown,
        ${netOf('generation')} AS generation_mw, ${unknownOf('generation')} AS generation_unknown,
        ${netOf('exchange')} AS exchange_mw, ${unknownOf('exchange')} AS exchange_unknown,
        ${netOf('storage')} AS storage_mw, ${unknownOf('storage')} AS storage_unknown,
        MAX(${isSuspect(sql`f.quality_code`)}) AS suspect,
        MIN(${vintageRank(sql`f.vintage_code`)}) AS vintage_rank
      FROM ${flowsKnown(asOf)} f
      JOIN dim_region r ON r.region_key = f.region_key
      WHERE ${startsWithin(range)} ${ofRegions}
      GROUP BY r.region_code, f.time_key) i`
}
