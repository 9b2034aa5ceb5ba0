/** Makes a small dimension table equal to given rows, touching only the rows that differ. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../catalog/datasets.ts'
import { isEmpty } from './is-empty.ts'

/** Rows as a relation of typed columns, to stand in a FROM clause; their JSON text is parameter `$1`. */
export function rowsFromJson(columnTypes: Readonly<Record<string, string>>): string {
  // Codes of a fixed set come as text and are checked where they are stored.
  const types = Object.fromEntries(
    Object.entries(columnTypes).map(([name, type]) => [name, type.startsWith('ENUM') ? 'VARCHAR' : type]),
  )
  return `(SELECT unnest(from_json($1, '${JSON.stringify([types])}'), recursive := true))`
}

/**
 * @param keyColumn identifies a row; it is never updated.
 * @returns rows inserted, updated and deleted together
 */
export async function makeRowsEqual(
  connection: DuckDBConnection,
  table: string,
  keyColumn: string,
  rows: readonly object[],
): Promise<number> {
  const columns = columnsOf(table)
  const names = columns.map(({ column_name }) => column_name)
  const wanted = rowsFromJson(Object.fromEntries(columns.map(({ column_name, type }) => [column_name, type])))
  const others = names.filter(name => name !== keyColumn)
  const differs = others.map(name => `t.${name} IS DISTINCT FROM w.${name}`).join(' OR ')
  const correct = [
    `DELETE FROM ${table} WHERE ${keyColumn} NOT IN (SELECT w.${keyColumn} FROM ${wanted} w)`,
    `UPDATE ${table} AS t SET ${others.map(name => `${name} = w.${name}`).join(', ')}
     FROM ${wanted} w WHERE w.${keyColumn} = t.${keyColumn} AND (${differs})`,
  ]
  const add = `INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.map(name => `w.${name}`).join(', ')}
     FROM ${wanted} w WHERE w.${keyColumn} NOT IN (SELECT ${keyColumn} FROM ${table})`
  let changed = 0
  for (const statement of (await isEmpty(connection, table)) ? [add] : [...correct, add]) {
    changed += (await connection.run(statement, [JSON.stringify(rows)])).rowsChanged
  }
  return changed
}
