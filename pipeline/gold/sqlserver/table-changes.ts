/** Makes tables of SQL Server follow what was staged, by sets; only rows that differ are touched. */
import { columnsOf } from '../../catalog/datasets.ts'
import type { SqlServerConnection } from './connection.ts'
import { stageRows } from './stage.ts'

const quoted = (names: readonly string[], alias?: string): string =>
  names.map(name => (alias ? `${alias}."${name}"` : `"${name}"`)).join(', ')

/** SQL text: rows of two tables with the same key. */
export const sameKey = (key: readonly string[], left: string, right: string): string =>
  key.map(name => `${left}."${name}" = ${right}."${name}"`).join(' AND ')

/** SQL text: rows differ in some column; two nulls are alike. */
const differs = (names: readonly string[], left: string, right: string): string =>
  `EXISTS (SELECT ${quoted(names, left)} EXCEPT SELECT ${quoted(names, right)})`

/** SQL text: rows are alike in all columns; two nulls are alike. */
export const isAlike = (names: readonly string[], left: string, right: string): string =>
  `EXISTS (SELECT ${quoted(names, left)} INTERSECT SELECT ${quoted(names, right)})`

/** Set the other columns of rows that are in the stage with the same key and differ. @returns how many did. */
export const updateChanged = (
  connection: SqlServerConnection,
  table: string,
  stage: string,
  key: readonly string[],
  others: readonly string[],
): Promise<number> =>
  connection.batch(`
    UPDATE t SET ${others.map(name => `"${name}" = s."${name}"`).join(', ')}
    FROM ${table} AS t JOIN ${stage} AS s ON ${sameKey(key, 's', 't')}
    WHERE ${differs(others, 's', 't')}`)

/** Insert the rows of the stage whose key is not there. @returns how many. */
export const insertNew = (
  connection: SqlServerConnection,
  table: string,
  stage: string,
  key: readonly string[],
  names: readonly string[],
): Promise<number> =>
  connection.batch(`
    INSERT INTO ${table} (${quoted(names)})
    SELECT ${quoted(names, 's')} FROM ${stage} AS s
    WHERE NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE ${sameKey(key, 't', 's')})`)

/** Make a small table of the catalogue equal to given rows. @returns rows inserted, updated and deleted together. */
export async function makeRowsEqual(
  connection: SqlServerConnection,
  tableName: string,
  key: readonly string[],
  rows: readonly object[],
): Promise<number> {
  const table = `gold.${tableName}`
  const stage = `#${tableName}`
  const columns = columnsOf(tableName)
  const names = columns.map(({ column_name }) => column_name)
  const others = names.filter(name => !key.includes(name))
  await stageRows(connection, stage, columns, rows)
  const deleted = await connection.batch(
    `DELETE FROM ${table} WHERE NOT EXISTS (SELECT 1 FROM ${stage} AS s WHERE ${sameKey(key, 's', table)})`,
  )
  const updated = await updateChanged(connection, table, stage, key, others)
  return deleted + updated + (await insertNew(connection, table, stage, key, names))
}

/** Insert the rows of a table of the catalogue whose key is not there; what is there stays. @returns how many. */
export async function insertMissing(
  connection: SqlServerConnection,
  tableName: string,
  key: readonly string[],
  rows: readonly object[],
): Promise<number> {
  const columns = columnsOf(tableName)
  const stage = `#${tableName}`
  await stageRows(connection, stage, columns, rows)
  const names = columns.map(({ column_name }) => column_name)
  return insertNew(connection, `gold.${tableName}`, stage, key, names)
}
