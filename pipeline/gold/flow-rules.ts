/**
 * What holds for every value of `fact_energy_flow`, verified inside the transaction of the load. As conditions that
 * must find nothing: the engine leaves out blocks of rows whose lowest and highest value tell.
 */
import type { DuckDBConnection } from '@duckdb/node-api'

const BROKEN = [
  'production_mw < 0',
  'consumption_mw < 0',
  'production_mw IS NOT NULL AND consumption_mw IS NOT NULL',
  'step_minutes < 15',
  'step_minutes > 15 AND step_minutes < 30',
  'step_minutes > 30 AND step_minutes < 60',
  'step_minutes > 60',
]

/**
 * @param table with the columns of facts.
 * @throws RangeError naming the condition, how many rows it holds for and one of them.
 */
export async function verifyFlows(connection: DuckDBConnection, table: string): Promise<void> {
  const reader = await connection.runAndReadAll(
    BROKEN.map(condition => offenders(table, condition)).join(' UNION ALL '),
  )
  const found = reader
    .getRowsJS()
    .map(([condition, rows, one]) => `${rows} with ${condition}, among them ${one}`)
  if (found.length > 0)
    throw new RangeError(`fact_energy_flow: expected no such row, found ${found.join('; ')}`)
}

const offenders = (table: string, condition: string): string => `
  SELECT '${condition}', count(*),
    min('region ' || region_key || ' time ' || time_key || ' energy type ' || energy_type_key)
  FROM ${table} WHERE ${condition} HAVING count(*) > 0`
