/**
 * What the checks found in each period, kept in the warehouse from one update to the next, in a schema of its own. It is
 * of use as long as the same is asked and no load went unchecked; else all periods are looked at again.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsFromJson } from '../gold/dimension-rows.ts'
import type { TimeKeys } from '../gold/silver-rows.ts'
import { type CheckOutcome, type PeriodCheck, WeightedFindings } from './check.ts'
import { CREATE_MEASURED_SPANS } from './measured-spans.ts'
import type { Period } from './period.ts'

const COLUMNS = {
  start_key: 'INTEGER',
  end_key: 'INTEGER',
  check_name: 'VARCHAR',
  table_name: 'VARCHAR',
  rows_checked: 'BIGINT',
  violation_count: 'BIGINT',
  sample: 'VARCHAR',
}
const OUTCOMES = 'quality.period_outcome'
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

/** The periods of which there are outcomes. */
export async function readPeriods(connection: DuckDBConnection): Promise<readonly TimeKeys[]> {
  const reader = await connection.runAndReadAll(`SELECT DISTINCT start_key, end_key - 1 FROM ${OUTCOMES}`)
  return reader.getRowsJS().map(([first, last]) => ({ first: Number(first), last: Number(last) }))
}

/** Put the outcomes of a period in the place of those of before: of any period within it, or of one around it. */
export async function keepOutcomes(
  connection: DuckDBConnection,
  { start_key, end_key }: Period,
  outcomes: ReadonlyMap<PeriodCheck, CheckOutcome>,
): Promise<void> {
  const rows = [...outcomes].map(([{ name, table }, { sample, ...counts }]) => ({
    start_key,
    end_key,
    check_name: name,
    table_name: table,
    ...counts,
    sample: JSON.stringify(sample),
  }))
  await connection.run(`DELETE FROM ${OUTCOMES} WHERE start_key < ${end_key} AND end_key > ${start_key}`)
  const names = Object.keys(COLUMNS).join(', ')
  await connection.run(`INSERT INTO ${OUTCOMES} (${names}) SELECT ${names} FROM ${rowsFromJson(COLUMNS)}`, [
    JSON.stringify(rows),
  ])
}

/** What a check found in all periods, in their order. */
export type OutcomesOf = (check: PeriodCheck) => readonly CheckOutcome[]

export async function readOutcomes(connection: DuckDBConnection): Promise<OutcomesOf> {
  const reader = await connection.runAndReadAll(
    `SELECT check_name || ' ' || table_name, rows_checked, violation_count, sample FROM ${OUTCOMES} ORDER BY start_key`,
  )
  const rows = Map.groupBy(reader.getRowsJS(), ([check]) => String(check))
  return ({ name, table }) =>
    (rows.get(`${name} ${table}`) ?? []).map(([, rows_checked, violation_count, sample]) => ({
      rows_checked: Number(rows_checked),
      violation_count: Number(violation_count),
      sample: WeightedFindings.parse(JSON.parse(String(sample))),
    }))
}
