/**
 * Loads `fact_energy_flow` and its revisions in SQL Server. What silver's rows come to is derived by DuckDB,
 * as for the other warehouse; here the staged rows (`staged-flows.ts`) are unpivoted and the tables made to
 * follow, on the server, by sets.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { FACT_COLUMNS, type FactChanges, REVISION_COLUMNS } from '../fact_energy_flow.ts'
import type { TimeKeys } from '../silver-rows.ts'
import type { SqlServerConnection } from './connection.ts'
import { columnsNamed, stageQuery } from './stage.ts'
import { ENERGY_COLUMNS } from './staged-flows.ts'
import { insertNew, isAlike, sameKey, updateChanged } from './table-changes.ts'

const FACT_NAMES = FACT_COLUMNS.split(', ')
const REVISION_NAMES = REVISION_COLUMNS.split(', ')
const FACT_KEY = ['region_key', 'time_key', 'energy_type_key']
/** Never null, and enough to find the few rows that may be alike. */
const REVISION_KEY = [...FACT_KEY, 'first_seen_at']

const NO_POWER = 'CAST(NULL AS decimal(12,3))'
const OF_A_VALUE = ['energy_type_key', 'production_mw', 'consumption_mw']

/** SQL text: what a row published once has in a column, once `v` has its values one by one. */
function unpivoted(name: string): string {
  if (name === 'quality_code') return `CAST(N'ok' AS nvarchar(20)) AS quality_code`
  return OF_A_VALUE.includes(name) ? `v.${name}` : `w.${name}`
}

const VALUES = ENERGY_COLUMNS.map(({ energy_type_key, column, side }) =>
  side === 'production_mw'
    ? `(${energy_type_key}, w.${column}, ${NO_POWER})`
    : `(${energy_type_key}, ${NO_POWER}, w.${column})`,
)

/**
 * SQL text: the staged values in the columns of a table.
 *
 * @param from a staged table, with more columns where those are asked for.
 */
const valuesFor = (names: readonly string[], condition: string, from = (stage: string) => stage): string => `
    SELECT ${names.map(unpivoted).join(', ')} FROM ${from('#wide_rows')} AS w
    CROSS APPLY (VALUES ${VALUES.join(', ')}) AS v(${OF_A_VALUE.join(', ')})
    WHERE w.${condition} AND (v.production_mw IS NOT NULL OR v.consumption_mw IS NOT NULL)
    UNION ALL
    SELECT ${names.map(name => `s.${name}`).join(', ')} FROM ${from('#single_values')} AS s WHERE s.${condition}`

const CURRENT = 'replaced_at IS NULL'
const REVISION_VALUES = valuesFor(REVISION_NAMES, 'replaced_at IS NOT NULL')
const NAMES_WITH_TEMPERATURE = [...FACT_NAMES, 'temperature_celsius']

/** SQL text: the staged facts. A temperature is looked up for a row, before it becomes many. */
const factsWithTemperature = (isKnown: boolean): string =>
  valuesFor(NAMES_WITH_TEMPERATURE, CURRENT, stage =>
    isKnown
      ? `(SELECT r.*, b.temperature_celsius FROM ${stage} AS r
        LEFT JOIN #best_temperature AS b ON b.region_key = r.region_key AND b.hour_key = r.time_key - r.time_key % 4)`
      : `(SELECT r.*, ${NO_POWER} AS temperature_celsius FROM ${stage} AS r)`,
  )

/** Whether there is neither a fact nor a revision between two times: nothing has to be compared then. */
export async function holdsNothing(
  connection: SqlServerConnection,
  { first, last }: TimeKeys,
): Promise<boolean> {
  const within = `WHERE time_key BETWEEN ${first} AND ${last}`
  const [row] = await connection.rows(`
    SELECT CASE WHEN EXISTS (SELECT 1 FROM gold.fact_energy_flow ${within})
      OR EXISTS (SELECT 1 FROM gold.fact_energy_flow_revision ${within}) THEN 1 ELSE 0 END AS holds`)
  return row?.holds === 0
}

/**
 * Everything staged, where nothing is yet. The server may lock whole tables, and then logs little; readers
 * see the state before. Expects `#best_temperature`.
 */
export async function insertAllFacts(connection: SqlServerConnection): Promise<FactChanges> {
  const facts_inserted = await connection.batch(`
    INSERT INTO gold.fact_energy_flow WITH (TABLOCK) (${NAMES_WITH_TEMPERATURE.join(', ')})
    ${factsWithTemperature(await knowsTemperatures(connection))}`)
  const revisions_inserted = await connection.batch(`
    INSERT INTO gold.fact_energy_flow_revision WITH (TABLOCK) (${REVISION_COLUMNS}) ${REVISION_VALUES}`)
  return { facts_inserted, facts_deleted: 0, revisions_inserted, revisions_deleted: 0 }
}

async function knowsTemperatures(connection: SqlServerConnection): Promise<boolean> {
  const [row] = await connection.rows(
    'SELECT CASE WHEN EXISTS (SELECT 1 FROM #best_temperature) THEN 1 ELSE 0 END AS knows',
  )
  return row?.knows === 1
}

const TOUCHED = columnsNamed('fact_energy_flow', ['region_key', 'time_key'])

/** Make the facts of the half-hours that DuckDB tells as `half_hours` follow what was staged. Expects `#best_temperature`. */
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
  const facts = factsWithTemperature(await knowsTemperatures(connection))
  await connection.batch(`SELECT ${NAMES_WITH_TEMPERATURE.join(', ')} INTO #wanted FROM (${facts}) AS x`)
  const others = FACT_NAMES.filter(name => !FACT_KEY.includes(name))
  const updated = await updateChanged(connection, table, '#wanted', FACT_KEY, others)
  const deleted = await connection.batch(`
    DELETE f FROM ${table} AS f JOIN #touched AS h ON ${sameKey(['time_key', 'region_key'], 'f', 'h')}
    WHERE NOT EXISTS (SELECT 1 FROM #wanted AS w WHERE ${sameKey(FACT_KEY, 'w', 'f')})`)
  const inserted = await insertNew(connection, table, '#wanted', FACT_KEY, NAMES_WITH_TEMPERATURE)
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
