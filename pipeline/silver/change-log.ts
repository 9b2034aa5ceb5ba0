/**
 * The change log of a silver table: of all publications of a region, interval and vintage, the rows
 * that said something new: another value, or the same one of a longer or shorter interval. A value once
 * published is not taken back by a later blank.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { isAnyRepeated } from './engine.ts'
import type { SilverTable } from './silver-table.ts'

/**
 * Fill `log` from `published`, the rows of old partitions and of new publications together (same
 * columns as the silver table). Depends on the set of rows only, not on the order they came in.
 *
 * @param isUnique whether no region, interval and vintage is known to have more than one row.
 * @returns whether a region, interval and vintage has more than one row.
 */
export async function createLog(
  connection: DuckDBConnection,
  table: SilverTable,
  isUnique = false,
): Promise<boolean> {
  const columns = table.measures.map(measure => measure.column)
  const key = 'region_code, time_key, vintage_code'
  if (isUnique || !(await isAnyRepeated(connection, 'published', key))) {
    await connection.run('CREATE OR REPLACE TEMP VIEW log AS SELECT * FROM published')
    return false
  }
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE republished AS
    SELECT ${key} FROM published GROUP BY ${key} HAVING count(*) > 1`)
  // An archive can hold a row twice, and say two things: the rest of the order makes it one order always.
  const order = `PARTITION BY ${key} ORDER BY first_seen_at, batch_key, is_new, source_row, ${columns.join(', ')}`
  const earlier = `(${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`
  const isNews = columns
    .map(
      column =>
        `(${column} IS NOT NULL AND ${column} IS DISTINCT FROM last_value(${column} IGNORE NULLS) OVER ${earlier})`,
    )
    .concat(`step_minutes IS DISTINCT FROM lag(step_minutes) OVER (${order})`)
    .join(' OR ')
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE log_rows AS
    SELECT * FROM published ANTI JOIN republished USING (${key})
    UNION ALL
    SELECT * EXCLUDE (is_news) FROM (
      SELECT *, row_number() OVER (${order}) = 1 OR ${isNews} AS is_news
      FROM published SEMI JOIN republished USING (${key}))
    WHERE is_news`)
  await connection.run('CREATE OR REPLACE TEMP VIEW log AS SELECT * FROM log_rows')
  return true
}
