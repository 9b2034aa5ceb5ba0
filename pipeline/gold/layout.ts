/**
 * Whether a warehouse has the tables of this version of the schema. Gold is a function of silver, so one
 * that an earlier version made is not migrated: its tables are dropped and made again.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { GOLD_DATASETS } from '../catalog/gold-datasets.ts'
import { isEmpty } from './is-empty.ts'

/** What an earlier version took for unique and is not: a publisher can come back to bytes of his. */
const FORMER_CONSTRAINT = `table_name = 'load_batch' AND constraint_text = 'UNIQUE(bronze_sha256)'`

/** Tables of the schema that are there and have other columns than declared, other types or a former constraint. */
export async function outdatedTables(connection: DuckDBConnection): Promise<readonly string[]> {
  // A new file: what follows takes longer than to see that.
  if (await isEmpty(connection, 'duckdb_tables()')) return []
  const former = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_constraints() WHERE ${FORMER_CONSTRAINT}`,
  )
  const constrained = new Set(former.getRowsJS().map(([name]) => name))
  const reader = await connection.runAndReadAll(
    `SELECT table_name, list(column_name || ' ' || data_type ORDER BY column_index) AS columns
     FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal GROUP BY table_name`,
  )
  const found = new Map(reader.getRowObjectsJson().map(row => [String(row.table_name), String(row.columns)]))
  return GOLD_DATASETS.filter(({ table_name, columns }) => {
    const declared = columns.map(({ column_name, type }) => `${column_name} ${type}`)
    const actual = found.get(table_name)
    return actual !== undefined && (actual !== String(declared) || constrained.has(table_name))
  }).map(({ table_name }) => table_name)
}

/**
 * Drop what this version can't read, and with it all that is made from silver, bronze and the catalogue:
 * the load that follows makes it again. Tables made of something else stay.
 */
export async function dropOutdated(connection: DuckDBConnection): Promise<void> {
  const outdated = await outdatedTables(connection)
  if (outdated.length === 0) return
  for (const { table_name, lineage } of GOLD_DATASETS) {
    const isMadeAgain = lineage.some(source => /^(silver|bronze|catalogue)\b/.test(source))
    if (isMadeAgain || outdated.includes(table_name))
      await connection.run(`DROP TABLE IF EXISTS ${table_name}`)
  }
}
