/** All rows of a gold table as text, the same from either warehouse: for comparing them. */
import type { Column, Dataset } from '../catalog/dataset.ts'
import { type Engine, int, read, type Sql, sql } from './sql.ts'

type Kind = 'int' | 'text' | 'bool' | 'decimal' | 'instant'

function kindOf({ type, is_nullable }: Column): Kind | `${Kind}?` {
  const kind = type.startsWith('ENUM') ? 'text' : KINDS[type as keyof typeof KINDS]
  return is_nullable ? `${kind}?` : kind
}
const KINDS = {
  BIGINT: 'int',
  BOOLEAN: 'bool',
  'DECIMAL(12,3)': 'decimal',
  'DECIMAL(12,6)': 'decimal',
  INTEGER: 'int',
  TIMESTAMP: 'instant',
  VARCHAR: 'text',
} as const

const raw = (text: string): Sql => ({ text: [text], holes: [] })

/**
 * One line of JSON for each row, values in the order of the columns, lines sorted.
 *
 * @param range of `time_key`, half-open, where the table has one and is too long to be read at once.
 */
export async function readTable(
  engine: Engine,
  { table_name, columns }: Dataset,
  range?: readonly [from: number, to: number],
): Promise<readonly string[]> {
  const names = columns.map(({ column_name }) => column_name)
  const shape = Object.fromEntries(columns.map(column => [column.column_name, kindOf(column)]))
  const list = names.map(name => `t."${name}"`).join(', ')
  const within = range ? sql` WHERE t.time_key >= ${int(range[0])} AND t.time_key < ${int(range[1])}` : sql``
  const rows = await read(engine, shape, sql`${raw(`SELECT ${list} FROM ${table_name} t`)}${within}`)
  return rows.map(row => JSON.stringify(names.map(name => row[name]))).toSorted()
}
