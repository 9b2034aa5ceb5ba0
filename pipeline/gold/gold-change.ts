/** What a load changed in gold, for those who need not look at the rest again. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { TimeKeys } from './silver-rows.ts'

export interface GoldChange {
  /** Load batches that it added. */
  readonly batches: number
  /** Where rows may be other ones than before. */
  readonly times: readonly TimeKeys[] | 'anywhere'
}

/** What is known of a change when nobody told it. */
export const ANYWHERE: GoldChange = { batches: 0, times: 'anywhere' }

/** About a month of quarters. */
const STRETCH = 30 * 96

/** Where the time keys of a column lie: stretches of about a month, each from its first to its last. */
export async function stretchesOf(
  connection: DuckDBConnection,
  table: string,
  column: string,
): Promise<readonly TimeKeys[]> {
  const reader = await connection.runAndReadAll(
    `SELECT min(${column}), max(${column}) FROM ${table} GROUP BY ${column} // ${STRETCH}`,
  )
  return reader.getRowsJS().map(([first, last]) => ({ first: Number(first), last: Number(last) }))
}
