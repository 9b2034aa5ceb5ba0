/**
 * The spring hour in captures that leave the local hour out. The publisher emits the hour that does not
 * exist as a copy of the hour before, at the instant of the hour after: two rows claim each quarter of
 * it, and the one that equals the row an hour earlier is the copy; where both do, either will do. Where
 * that row is not there to compare with, nobody can tell, and the row is refused.
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
      SELECT part, source_row, CASE
        WHEN NOT has_reference THEN 'ambiguous_spring_hour'
        WHEN is_copy AND NOT (copies = claims AND claims > 1 AND is_last) THEN 'local_hour_does_not_exist' END AS verdict
      FROM (
        SELECT *, count(*) OVER claim AS claims, count(*) FILTER (is_copy) OVER claim AS copies,
          source_row = max(source_row) OVER claim AS is_last
        FROM (
          SELECT p.part, p.source_row, p.region_code, p.epoch, count(b.part) > 0 AS has_reference, coalesce(bool_or(${isSame}), false) AS is_copy
          FROM placed p LEFT JOIN placed b ON b.part = p.part AND b.region_code = p.region_code AND b.epoch = p.epoch - 3600
          WHERE ${candidates} AND p.epoch - p.epoch % 3600 IN (${springHours.join(', ')})
          GROUP BY ALL)
        WINDOW claim AS (PARTITION BY part, region_code, epoch))) v
    WHERE placed.part = v.part AND placed.source_row = v.source_row AND v.verdict IS NOT NULL`)
}
