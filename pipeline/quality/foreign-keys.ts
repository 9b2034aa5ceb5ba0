/**
 * Check `foreign_keys`: every key of a row points to a row that exists.
 *
 * The keys of a table are counted first and then looked up, so the cost is that of reading four columns.
 */
import { type Check, sqlCheck, sqlTableCheck } from './check.ts'
import { rowsAround, rowsOf, type TableByTime } from './period.ts'

interface ForeignKey {
  readonly column: string
  readonly target: string
  readonly target_column: string
  /** Where the rows of the target are looked for. */
  readonly relation: string
}

const to = (column: string, target: string, target_column = column): ForeignKey => ({
  column,
  target,
  target_column,
  relation: target,
})

const TO_TIME: ForeignKey = { ...to('time_key', 'dim_time'), relation: rowsAround('dim_time') }

const FLOW_KEYS: readonly ForeignKey[] = [
  to('region_key', 'dim_region'),
  TO_TIME,
  to('energy_type_key', 'dim_energy_type'),
  to('batch_key', 'load_batch'),
]

export const foreignKeys: readonly Check[] = [
  foreignKeysOf('fact_energy_flow', FLOW_KEYS),
  foreignKeysOf('fact_energy_flow_revision', [
    ...FLOW_KEYS,
    to('replaced_by_batch_key', 'load_batch', 'batch_key'),
  ]),
  foreignKeysOf('weather', [to('region_key', 'dim_region'), TO_TIME, to('batch_key', 'load_batch')]),
  sqlTableCheck('foreign_keys', 'quarantine', findings('quarantine', [to('batch_key', 'load_batch')])),
]

function foreignKeysOf(table: TableByTime, keys: readonly ForeignKey[]): Check {
  return sqlCheck('foreign_keys', table, period => findings(rowsOf(table, period), keys))
}

/** One finding for each key value, of a period, that points nowhere. */
function findings(rows: string, keys: readonly ForeignKey[]): string {
  const orphans = keys.map(
    ({ column, target, target_column, relation }) => `
    SELECT '${column}' AS column_name, '${target}' AS target, used.key, used.uses
    FROM (SELECT CAST(${column} AS BIGINT) AS key, count(*) AS uses FROM ${rows} GROUP BY ${column}) AS used
    WHERE NOT EXISTS (SELECT 1 FROM ${relation} AS present WHERE present.${target_column} = used.key)`,
  )
  return `
  checked AS (SELECT count(*) AS rows_checked FROM ${rows}),
  orphans AS (${orphans.join('\n    UNION ALL')}),
  findings AS (
    SELECT row_number() OVER (ORDER BY column_name, uses DESC, key) AS rank,
      printf('rows with %s %d: %d', column_name, key, uses) AS found, 'a row of ' || target AS expected
    FROM orphans
  )`
}
