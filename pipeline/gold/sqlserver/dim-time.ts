/** Brings the calendar into SQL Server: the days and quarters are those that DuckDB makes. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../../catalog/datasets.ts'
import { ensureDimTime as makeDimTime } from '../dim_time.ts'
import type { TimeKeys } from '../silver-rows.ts'
import type { SqlServerConnection } from './connection.ts'
import { bulkQuery } from './stage.ts'

const COLUMNS = columnsOf('dim_time')

/**
 * Make `dim_time` hold every whole local year that the range touches, and those between it and the years
 * that are there.
 *
 * @returns rows added.
 */
export async function ensureDimTime(
  connection: SqlServerConnection,
  duckDb: DuckDBConnection,
  { first, last }: TimeKeys,
): Promise<number> {
  const [there] = await connection.rows(
    'SELECT MIN(time_key) AS first_key, MAX(time_key) AS last_key FROM gold.dim_time',
  )
  const firstThere = typeof there?.first_key === 'number' ? there.first_key : first
  const lastThere = typeof there?.last_key === 'number' ? there.last_key : last
  // What is there is whole years without a gap.
  if (there?.first_key !== null && first >= firstThere && last <= lastThere) return 0
  await makeDimTime(duckDb, Math.min(first, firstThere), Math.max(last, lastThere))
  const isThere = there?.first_key === null ? 'false' : `time_key BETWEEN ${firstThere} AND ${lastThere}`
  return bulkQuery(
    connection,
    duckDb,
    'gold.dim_time',
    COLUMNS,
    `SELECT * FROM dim_time WHERE NOT (${isThere}) ORDER BY time_key`,
  )
}
