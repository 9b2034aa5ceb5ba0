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
const NAMES = COLUMNS.map(({ column_name }) => column_name)
const WANTED = rowsFromJson(Object.fromEntries(COLUMNS.map(({ column_name, type }) => [column_name, type])))

const MERGE = `
MERGE INTO quality_result AS stored USING ${WANTED} AS wanted
ON stored.check_name = wanted.check_name AND stored.table_name = wanted.table_name
WHEN MATCHED AND (${NAMES.map(name => `stored.${name} IS DISTINCT FROM wanted.${name}`).join(' OR ')})
  THEN UPDATE SET ${NAMES.map(name => `${name} = wanted.${name}`).join(', ')}
WHEN NOT MATCHED BY TARGET THEN INSERT (${NAMES.join(', ')}) VALUES (${NAMES.map(name => `wanted.${name}`).join(', ')})
WHEN NOT MATCHED BY SOURCE THEN DELETE`

/**
 * Replace what is stored, whole or not at all. One statement, so that it can be part of the caller's
 * transaction or stand alone; identical results change nothing.
 */
export async function storeResults(
  connection: DuckDBConnection,
  results: readonly CheckResult[],
): Promise<void> {
  const rows = results.map(result => ({ ...result, sample: JSON.stringify(result.sample) }))
  await connection.run(MERGE, [JSON.stringify(rows)])
}
