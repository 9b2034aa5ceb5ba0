/**
 * Whether a warehouse has the tables of this version of the schema. Gold is a function of silver, so one
 * that an earlier version made is not migrated: its tables are dropped and made again.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { GOLD_DATASETS } from '../catalog/gold-datasets.ts'

/** What an earlier version took for unique and is not: a publisher can come back to bytes of his. */
const FORMER_CONSTRAINT = `table_name = 'load_batch' AND constraint_text = 'UNIQUE(bronze_sha256)'`

/** Tables of the schema that are there and have other columns than declared, other types or a former constraint. */
export async function outdatedTables(connection: DuckDBConnection): Promise<readonly string[]> {
  const found = await columnsThere(connection)
  if (found.size === 0) return []
  const former = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_constraints() WHERE ${FORMER_CONSTRAINT}`,
  )
  const constrained = new Set(former.getRowsJS().map(([name]) => name))
  return GOLD_DATASETS.filter(({ table_name, columns }) => {
    const declared = columns.map(({ column_name, type }) => `${column_name} ${type}`)
    const actual = found.get(table_name)
    return actual !== undefined && (String(actual) !== String(declared) || constrained.has(table_name))
  }).map(({ table_name }) => table_name)
}

/** Tables of the schema that are not there. */
export async function missingTables(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const there = await tablesThere(connection)
  return new Set(GOLD_DATASETS.map(({ table_name }) => table_name).filter(name => !there.has(name)))
}

async function tablesThere(connection: DuckDBConnection): Promise<ReadonlySet<unknown>> {
  const tables = await connection.runAndReadAll(
    `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND NOT temporary`,
  )
  return new Set(tables.getRowsJS().map(([name]) => name))
}

/**
 * `name type` of each column of the gold tables there are. Asked table by table: `duckdb_columns()` looks at every
 * view of the engine's own first, which takes longer, and each reader opens with this.
 */
async function columnsThere(connection: DuckDBConnection): Promise<ReadonlyMap<string, readonly string[]>> {
  const there = await tablesThere(connection)
  const ofTables = GOLD_DATASETS.filter(({ table_name }) => there.has(table_name)).map(
    ({ table_name }) =>
      `SELECT '${table_name}', cid, name || ' ' || type FROM pragma_table_info('${table_name}')`,
  )
  if (ofTables.length === 0) return new Map()
  const reader = await connection.runAndReadAll(`${ofTables.join(' UNION ALL ')} ORDER BY ALL`)
  const rows = Map.groupBy(reader.getRowsJS(), ([table]) => String(table))
  return new Map([...rows].map(([table, columns]) => [table, columns.map(([, , column]) => String(column))]))
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
