/**
 * What the checks found in each month, kept in the warehouse from one update to the next, in a schema of its own. It is
 * of use as long as the same is asked and no load went unchecked; else all months are looked at again.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsFromJson } from '../gold/dimension-rows.ts'
import { type CheckOutcome, type MonthlyCheck, WeightedFindings } from './check.ts'
import { CREATE_MEASURED_SPANS } from './measured-spans.ts'
import type { Month } from './month.ts'

const COLUMNS = {
  local_month: 'VARCHAR',
  check_name: 'VARCHAR',
  table_name: 'VARCHAR',
  rows_checked: 'BIGINT',
  violation_count: 'BIGINT',
  sample: 'VARCHAR',
}
const OUTCOMES = 'quality.month_outcome'
const DEFINITIONS = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type} NOT NULL`)
/** Never of another shape: it tells whether the others are of this version's. */
const CREATE_ASKED = 'CREATE TABLE quality.asked (rules VARCHAR, batches BIGINT)'

/** Statements that make what is remembered; what others made is forgotten. */
export const CREATE_MEMORY = [
  'CREATE SCHEMA quality',
  CREATE_ASKED,
  `CREATE TABLE ${OUTCOMES} (${DEFINITIONS.join(', ')})`,
  CREATE_MEASURED_SPANS,
]

/** Whether there are outcomes of the same rules, of all load batches but the last ones. */
export async function hasOutcomes(
  connection: DuckDBConnection,
  rules: string,
  batchesSince: number,
): Promise<boolean> {
  const schemas = await connection.runAndReadAll(
    `SELECT 1 FROM duckdb_schemas() WHERE schema_name = 'quality' AND database_name = current_database()`,
  )
  if (schemas.currentRowCount === 0) return false
  const kept = await connection.runAndReadAll(
    'SELECT 1 FROM quality.asked WHERE rules = $1 AND batches = (SELECT count(*) FROM load_batch) - $2',
    [rules, batchesSince],
  )
  return kept.currentRowCount > 0
}

/** Record that the outcomes are of all load batches that are there. */
export async function recordBatches(connection: DuckDBConnection): Promise<void> {
  await connection.run('UPDATE quality.asked SET batches = (SELECT count(*) FROM load_batch)')
}

/** Forget all outcomes: those to come are of these rules. */
export async function forgetOutcomes(connection: DuckDBConnection, rules: string): Promise<void> {
  await connection.run('DROP SCHEMA IF EXISTS quality CASCADE')
  for (const statement of CREATE_MEMORY) await connection.run(statement)
  await connection.run('INSERT INTO quality.asked VALUES ($1, 0)', [rules])
}

/** Put the outcomes of a month in the place of those of before. */
export async function keepOutcomes(
  connection: DuckDBConnection,
  { local_month }: Month,
  outcomes: ReadonlyMap<MonthlyCheck, CheckOutcome>,
): Promise<void> {
  const rows = [...outcomes].map(([{ name, table }, { sample, ...counts }]) => ({
    local_month,
    check_name: name,
    table_name: table,
    ...counts,
    sample: JSON.stringify(sample),
  }))
  await connection.run(`DELETE FROM ${OUTCOMES} WHERE local_month = '${local_month}'`)
  const names = Object.keys(COLUMNS).join(', ')
  await connection.run(`INSERT INTO ${OUTCOMES} (${names}) SELECT ${names} FROM ${rowsFromJson(COLUMNS)}`, [
    JSON.stringify(rows),
  ])
}

/** What a check found in all months, in their order. */
export type OutcomesOf = (check: MonthlyCheck) => readonly CheckOutcome[]

export async function readOutcomes(connection: DuckDBConnection): Promise<OutcomesOf> {
  const reader = await connection.runAndReadAll(
    `SELECT check_name || ' ' || table_name, rows_checked, violation_count, sample FROM ${OUTCOMES} ORDER BY local_month`,
  )
  const rows = Map.groupBy(reader.getRowsJS(), ([check]) => String(check))
  return ({ name, table }) =>
    (rows.get(`${name} ${table}`) ?? []).map(([, rows_checked, violation_count, sample]) => ({
      rows_checked: Number(rows_checked),
      violation_count: Number(violation_count),
      sample: WeightedFindings.parse(JSON.parse(String(sample))),
    }))
}
