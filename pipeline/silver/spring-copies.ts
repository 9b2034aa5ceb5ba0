/**
 * The spring hour in captures that leave the local hour out. The publisher emits the hour that does not
 * exist as a copy of the hour before, at the instant of the hour after: two rows claim each quarter of
 * it, and the one that equals the row an hour earlier is the copy. Where that row is not there to
 * compare with, nobody can tell, and the row is refused.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { query } from './engine.ts'
import { isStartOfSummerTime } from './local-time.ts'
import { measureColumns, type SilverTable } from './silver-table.ts'

export async function dropSpringCopies(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const candidates = 'p.is_local_hour_unknown AND p.reason_code IS NULL'
  const hours = await query<{ hour_start: number }>(
    connection,
    `SELECT DISTINCT CAST(epoch - epoch % 3600 AS INTEGER) AS hour_start FROM placed p WHERE ${candidates}`,
  )
  const springHours = hours.map(row => row.hour_start).filter(isStartOfSummerTime)
  if (springHours.length === 0) return
  const isSame = measureColumns(table)
    .map(column => `b.${column} IS NOT DISTINCT FROM p.${column}`)
    .join(' AND ')
  await connection.run(`
    UPDATE placed SET reason_code = v.verdict
    FROM (
      SELECT p.part, p.source_row,
        CASE WHEN count(b.part) = 0 THEN 'ambiguous_spring_hour' WHEN bool_or(${isSame}) THEN 'local_hour_does_not_exist' END AS verdict
      FROM placed p LEFT JOIN placed b ON b.part = p.part AND b.region_code = p.region_code AND b.epoch = p.epoch - 3600
      WHERE ${candidates} AND p.epoch - p.epoch % 3600 IN (${springHours.join(', ')})
      GROUP BY p.part, p.source_row) v
    WHERE placed.part = v.part AND placed.source_row = v.source_row AND v.verdict IS NOT NULL`)
}
