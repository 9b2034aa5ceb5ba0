/**
 * Gold table `quality_result`: what the checks found at their last run.
 *
 * From: `run-checks.ts`
 * Key:  check_name, table_name
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../catalog/datasets.ts'
import { rowsFromJson } from '../gold/dimension-rows.ts'
import type { CheckResult } from './check.ts'

const COLUMNS = columnsOf('quality_result')
const NAMES = COLUMNS.map(({ column_name }) => column_name).join(', ')
const WANTED = rowsFromJson(Object.fromEntries(COLUMNS.map(({ column_name, type }) => [column_name, type])))

/** Rows of the table that are not among the wanted ones to the letter, and the other way round. */
const STATEMENTS = [
  `DELETE FROM quality_result AS stored WHERE NOT EXISTS (
     SELECT 1 FROM ${WANTED} AS wanted
     WHERE ${COLUMNS.map(({ column_name: name }) => `wanted.${name} IS NOT DISTINCT FROM stored.${name}`).join(' AND ')})`,
  `INSERT INTO quality_result (${NAMES}) SELECT ${NAMES} FROM ${WANTED} AS wanted WHERE NOT EXISTS (
     SELECT 1 FROM quality_result AS stored
     WHERE stored.check_name = wanted.check_name AND stored.table_name = wanted.table_name)`,
]

/**
 * Replace what is stored, in one transaction of its own. Identical results change nothing.
 *
 * @returns rows deleted and inserted
 */
export async function storeResults(
  connection: DuckDBConnection,
  results: readonly CheckResult[],
): Promise<number> {
  const rows = JSON.stringify(results.map(result => ({ ...result, sample: JSON.stringify(result.sample) })))
  let changed = 0
  await connection.run('BEGIN TRANSACTION')
  try {
    for (const statement of STATEMENTS) changed += (await connection.run(statement, [rows])).rowsChanged
    await connection.run('COMMIT')
  } catch (cause) {
    await connection.run('ROLLBACK')
    throw cause
  }
  return changed
}
