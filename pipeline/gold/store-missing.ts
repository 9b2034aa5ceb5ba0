/**
 * Stores rows that never change once they are there, in either warehouse: those whose key is not there yet are inserted, the
 * others are left as they are. So a whole journal or ledger can be stored again, after a rebuild.
 */
import { columnsOf } from '../catalog/datasets.ts'
import { createTables } from './create-tables.ts'
import { rowsFromJson } from './dimension-rows.ts'
import { insertMissing } from './sqlserver/table-changes.ts'
import type { GoldWarehouse } from './update-gold.ts'

/** Rows of one statement: years of them must not become one text. */
const CHUNK = 5_000

/**
 * @param key columns that tell rows apart; of two rows with one key the last one counts.
 * @param rows columns of the table; instants as {@link toTimestamp} writes them.
 * @returns how many were new.
 */
export async function storeMissing<Row extends object>(
  warehouse: GoldWarehouse,
  table: string,
  key: readonly (keyof Row & string)[],
  rows: readonly Row[],
): Promise<number> {
  if (rows.length === 0) return 0
  const distinct = [...new Map(rows.map(row => [key.map(name => row[name]).join(' '), row])).values()]
  if (warehouse.kind === 'sqlserver')
    return warehouse.write(connection => insertMissing(connection, table, key, distinct))
  return warehouse.write(async connection => {
    await connection.run('BEGIN TRANSACTION')
    await createTables(connection)
    const insert = insertStatement(table)
    let stored = 0
    for (let start = 0; start < distinct.length; start += CHUNK) {
      const chunk = JSON.stringify(distinct.slice(start, start + CHUNK))
      stored += (await connection.run(insert, [chunk])).rowsChanged
    }
    await connection.run('COMMIT')
    return stored
  })
}

function insertStatement(table: string): string {
  const columns = columnsOf(table)
  const list = columns.map(({ column_name }) => `"${column_name}"`).join(', ')
  const types = Object.fromEntries(columns.map(({ column_name, type }) => [column_name, type]))
  return `INSERT INTO ${table} (${list}) SELECT ${list} FROM ${rowsFromJson(types)} ON CONFLICT DO NOTHING`
}

/** As DuckDB takes an instant: it reads no zone in a TIMESTAMP. */
export const toTimestamp = (instant: Date | string): string => new Date(instant).toISOString().slice(0, -1)
