/**
 * Vintage and quality of a row made of several facts: the least settled vintage, the worst quality.
 * Queries rank them as integers, because a minimum of codes would follow the alphabet.
 */
import { VINTAGES, type VintageCode } from '../../catalog/vintages.ts'
import { type Sql, sql } from '../sql.ts'

/** `partial`: something of what the row adds up is not available. `suspect`: something is implausible. */
export const ROW_QUALITIES = ['ok', 'partial', 'suspect'] as const
export type RowQuality = (typeof ROW_QUALITIES)[number]

export const vintageRank = (column: Sql): Sql =>
  sql`CASE ${column} WHEN 'real-time' THEN 1 WHEN 'consolidated' THEN 2 ELSE 3 END`

export const isSuspect = (column: Sql): Sql => sql`CASE WHEN ${column} = 'suspect' THEN 1 ELSE 0 END`

/** @throws RangeError for a rank that no vintage has. */
export function vintageOfRank(rank: number): VintageCode {
  const vintage = VINTAGES.find(({ precedence }) => precedence === rank)
  if (!vintage) throw new RangeError(`vintage rank ${rank}: not in the catalogue`)
  return vintage.vintage_code
}

export const rowQuality = (suspect: number, isComplete: boolean): RowQuality =>
  suspect > 0 ? 'suspect' : isComplete ? 'ok' : 'partial'
