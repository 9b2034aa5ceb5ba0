/**
 * Loads `fact_energy_flow` and its revisions in SQL Server. What silver's rows come to is derived by DuckDB,
 * as for the other warehouse (`deriveFlows`); here wide rows are unpivoted and the tables made to follow, on
 * the server, by sets.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnType } from '../../catalog/dataset.ts'
import { MEASURES } from '../../catalog/measures.ts'
import {
  deriveFlows,
  FACT_COLUMNS,
  type FactChanges,
  PUBLISHED_ONCE,
  REVISION_COLUMNS,
} from '../fact_energy_flow.ts'
import { type FlowWords, measureFlows } from '../measure-flow.ts'
import type { TypedColumn } from './column-types.ts'
import type { SqlServerConnection } from './connection.ts'
import { columnsNamed, stageQuery } from './stage.ts'
import { isAlike, sameKey, updateChanged } from './table-changes.ts'

const FACT_NAMES = FACT_COLUMNS.split(', ')
const REVISION_NAMES = REVISION_COLUMNS.split(', ')
const FACT_KEY = ['region_key', 'time_key', 'energy_type_key']
/** Never null, and enough to find the few rows that may be alike. */
const REVISION_KEY = [...FACT_KEY, 'first_seen_at']

const REVISED_COLUMNS = columnsNamed('fact_energy_flow_revision', REVISION_NAMES).map(column => ({
  ...column,
  is_nullable: column.is_nullable || column.column_name.startsWith('replaced_'),
}))

const extra = (column_name: string, type: ColumnType): TypedColumn => ({
  column_name,
  type,
  is_nullable: true,
})

/** A published row with all its measures, and when and by what it was replaced. */
export const WIDE_COLUMNS: readonly TypedColumn[] = [
  ...REVISED_COLUMNS.filter(
    ({ column_name }) =>
      !['energy_type_key', 'production_mw', 'consumption_mw', 'quality_code'].includes(column_name),
  ),
  extra('suspect_below', 'INTEGER'),
  ...MEASURES.map(({ column }) => extra(column, 'DECIMAL(12,3)')),
  extra('missing_measures', 'VARCHAR'),
  extra('quarantined_measures', 'VARCHAR'),
]

const WORDS: FlowWords = {
  quality: code => `N'${code}'`,
  names: (list, measure) => `CHARINDEX(N'${measure}', ${list}) > 0`,
}

/** SQL text: the values of staged rows in the columns of a table. */
function valuesFor(names: readonly string[], condition: string): string {
  const flows = measureFlows(WORDS).map(
    flow => `(${flow.energy_type_key}, ${flow.production_mw}, ${flow.consumption_mw}, ${flow.quality_code})`,
  )
  const list = names.join(', ')
  return `
    SELECT ${list} FROM (
      SELECT ${names.map(name => `${OF_A_MEASURE.includes(name) ? 'v' : 'w'}.${name}`).join(', ')}
      FROM #wide_rows AS w
      CROSS APPLY (VALUES ${flows.join(',\n        ')}) AS v(${OF_A_MEASURE.join(', ')})
      WHERE w.${condition} AND v.quality_code IS NOT NULL) AS once
    UNION ALL
    SELECT ${list} FROM #revised AS r WHERE r.${condition}`
}
const OF_A_MEASURE = ['energy_type_key', 'production_mw', 'consumption_mw', 'quality_code']

const FACT_VALUES = valuesFor(FACT_NAMES, 'replaced_at IS NULL')
const REVISION_VALUES = valuesFor(REVISION_NAMES, 'replaced_at IS NOT NULL')

/** Send what silver's rows come to. Expects `silver_rows` and `region_versions` in DuckDB. @returns wide rows. */
export async function stageFlows(connection: SqlServerConnection, duckDb: DuckDBConnection): Promise<number> {
  await deriveFlows(duckDb)
  await stageQuery(connection, duckDb, '#revised', REVISED_COLUMNS, 'SELECT * FROM revised')
  return stageQuery(connection, duckDb, '#wide_rows', WIDE_COLUMNS, PUBLISHED_ONCE)
}

/** Everything staged, into empty tables. Expects `#best_temperature`. */
export async function insertAllFacts(connection: SqlServerConnection): Promise<FactChanges> {
  const facts_inserted = await connection.batch(insertFacts(`(${FACT_VALUES})`))
  const revisions_inserted = await connection.batch(
    `INSERT INTO gold.fact_energy_flow_revision (${REVISION_COLUMNS}) ${REVISION_VALUES}`,
  )
  return { facts_inserted, facts_deleted: 0, revisions_inserted, revisions_deleted: 0 }
}

const insertFacts = (rows: string): string => `
  INSERT INTO gold.fact_energy_flow (${FACT_COLUMNS}, temperature_celsius)
  SELECT ${FACT_NAMES.map(name => `x.${name}`).join(', ')}, b.temperature_celsius
  FROM ${rows} AS x
  LEFT JOIN #best_temperature AS b ON b.region_key = x.region_key AND b.hour_key = x.time_key - x.time_key % 4`

const TOUCHED = columnsNamed('fact_energy_flow', ['region_key', 'time_key'])

/** Make the facts of the half-hours that DuckDB tells as `half_hours` follow what was staged. */
export async function applyFacts(
  connection: SqlServerConnection,
  duckDb: DuckDBConnection,
): Promise<FactChanges> {
  await stageQuery(
    connection,
    duckDb,
    '#touched',
    TOUCHED,
    `SELECT DISTINCT g.region_key, CAST(h.half_hour_key + q.quarter AS INTEGER) AS time_key
     FROM half_hours h JOIN region_versions g ON g.region_code = h.region_code
     CROSS JOIN (VALUES (0), (1)) q(quarter)`,
  )
  const facts = await applyCurrent(connection)
  const revisions = await applyRevisions(connection)
  return { ...facts, ...revisions }
}

async function applyCurrent(connection: SqlServerConnection) {
  const table = 'gold.fact_energy_flow'
  await connection.batch(`DROP TABLE IF EXISTS #wanted`)
  await connection.batch(`SELECT ${FACT_COLUMNS} INTO #wanted FROM (${FACT_VALUES}) AS x`)
  const others = FACT_NAMES.filter(name => !FACT_KEY.includes(name))
  const updated = await updateChanged(connection, table, '#wanted', FACT_KEY, others)
  const deleted = await connection.batch(`
    DELETE f FROM ${table} AS f JOIN #touched AS h ON ${sameKey(['time_key', 'region_key'], 'f', 'h')}
    WHERE NOT EXISTS (SELECT 1 FROM #wanted AS w WHERE ${sameKey(FACT_KEY, 'w', 'f')})`)
  const inserted = await connection.batch(`${insertFacts('#wanted')}
    WHERE NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE ${sameKey(FACT_KEY, 't', 'x')})`)
  return { facts_inserted: inserted + updated, facts_deleted: deleted + updated }
}

/** A value can come again as it was, and then is replaced at another time: whole rows are compared. */
async function applyRevisions(connection: SqlServerConnection) {
  const table = 'gold.fact_energy_flow_revision'
  await connection.batch(`DROP TABLE IF EXISTS #replaced`)
  await connection.batch(`SELECT ${REVISION_COLUMNS} INTO #replaced FROM (${REVISION_VALUES}) AS x`)
  const alike = `${sameKey(REVISION_KEY, 't', 'w')} AND ${isAlike(REVISION_NAMES, 't', 'w')}`
  const deleted = await connection.batch(`
    DELETE t FROM ${table} AS t JOIN #touched AS h ON ${sameKey(['time_key', 'region_key'], 't', 'h')}
    WHERE NOT EXISTS (SELECT 1 FROM #replaced AS w WHERE ${alike})`)
  const inserted = await connection.batch(`
    INSERT INTO ${table} (${REVISION_COLUMNS})
    SELECT DISTINCT ${REVISION_NAMES.map(name => `w.${name}`).join(', ')} FROM #replaced AS w
    WHERE NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE ${alike})`)
  return { revisions_inserted: inserted, revisions_deleted: deleted }
}
