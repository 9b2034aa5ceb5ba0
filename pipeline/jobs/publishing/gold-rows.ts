/** Rows of gold for publishing: read from either warehouse through its engine, gathered in ours. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, Dataset } from '../../catalog/dataset.ts'
import { int, read, type Sql } from '../../gold/sql.ts'
import type { Warehouse } from '../../gold/warehouse.ts'
import { appendColumns } from '../../silver/append-columns.ts'

/** Keys of quarter-hours, half-open. */
interface KeyRange {
  readonly from_key: number
  readonly to_key: number
}

/** A year of UTC, in ranges that are read at once; a table that has no time is read whole. */
export interface Span {
  readonly year: number | null
  readonly ranges: readonly KeyRange[]
}

const WEEK = 7 * 96
/** Read at once, to bound memory: a week of the fact, years of a calendar. */
const ROWS_AT_ONCE = 100_000

const hasTime = ({ columns }: Dataset) => columns.some(({ column_name }) => column_name === 'time_key')

/** The years that a table of gold has rows of, in order; none of a table that an earlier version did not make. */
export async function spansOfGold(warehouse: Warehouse, dataset: Dataset): Promise<readonly Span[]> {
  if (await warehouse.read(async ({ lacks }) => lacks.has(dataset.table_name))) return []
  if (!hasTime(dataset)) return [{ year: null, ranges: [] }]
  const week = `time_key - time_key % ${WEEK}`
  const weeks = await warehouse.read(engine =>
    read(
      engine,
      { from_key: 'int', held: 'int' },
      statement(
        `SELECT ${week} AS from_key, COUNT(*) AS held FROM ${dataset.table_name} GROUP BY ${week} ORDER BY ${week}`,
      ),
    ),
  )
  const byYear = Map.groupBy(weeks.flatMap(splitAtNewYear), ({ from_key }) => yearOf(from_key))
  return [...byYear].map(([year, pieces]) => ({ year, ranges: joinSmall(pieces) }))
}

const yearOf = (key: number) => new Date(key * 900_000).getUTCFullYear()

function splitAtNewYear({ from_key, held }: { from_key: number; held: number }) {
  const to_key = from_key + WEEK
  const newYear = Date.UTC(yearOf(from_key) + 1, 0) / 900_000
  return newYear < to_key
    ? [
        { from_key, to_key: newYear, held },
        { from_key: newYear, to_key, held },
      ]
    : [{ from_key, to_key, held }]
}

function joinSmall(pieces: readonly (KeyRange & { readonly held: number })[]): readonly KeyRange[] {
  const joined: { from_key: number; to_key: number; held: number }[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (last && last.held + piece.held <= ROWS_AT_ONCE) {
      last.to_key = piece.to_key
      last.held += piece.held
    } else joined.push({ ...piece })
  }
  return joined
}

/** Fill the temporary table `gathered` with the rows of a span, in the columns of the catalogue. */
export async function gatherGold(
  connection: DuckDBConnection,
  warehouse: Warehouse,
  { columns, table_name }: Dataset,
  { year, ranges }: Span,
): Promise<void> {
  const definitions = columns.map(({ column_name, type }) => `${column_name} ${storedType(type)}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE gathered (${definitions.join(', ')})`)
  const names = columns.map(({ column_name }) => column_name).join(', ')
  const all = `SELECT ${names} FROM ${table_name}`
  if (year === null) return append(connection, warehouse, columns, statement(all))
  for (const { from_key, to_key } of ranges) {
    await append(connection, warehouse, columns, {
      text: [`${all} WHERE time_key >= `, ' AND time_key < ', ''],
      holes: [int(from_key), int(to_key)],
    })
  }
}

/** The names of tables and columns are those of the catalogue, not somebody's words. */
const statement = (text: string): Sql => ({ text: [text], holes: [] })

async function append(
  connection: DuckDBConnection,
  warehouse: Warehouse,
  columns: readonly Column[],
  rowsOfSpan: Sql,
): Promise<void> {
  const shape = Object.fromEntries(columns.map(column => [column.column_name, kindOf(column)]))
  const rows = await warehouse.read(engine => read(engine, shape, rowsOfSpan))
  await appendColumns(
    connection,
    'gathered',
    columns.map(({ column_name, type }) => ({
      column_name,
      type: storedType(type),
      cells: rows.map(row => {
        const value = row[column_name] ?? null
        return typeof value === 'boolean' ? String(value) : value
      }),
    })),
  )
}

/** Codes and flags go out as text: not every reader knows the sets of codes of one engine. */
const storedType = (type: Column['type']) =>
  type === 'BOOLEAN' || type.startsWith('ENUM') ? 'VARCHAR' : type

type Kind = 'int' | 'bool' | 'instant' | 'decimal' | 'text'
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['INTEGER', 'int'],
  ['BIGINT', 'int'],
  ['BOOLEAN', 'bool'],
  ['TIMESTAMP', 'instant'],
  ['DECIMAL(12,3)', 'decimal'],
  ['DECIMAL(12,6)', 'decimal'],
])

function kindOf({ type, is_nullable }: Column): Kind | `${Kind}?` {
  const kind = KINDS.get(type) ?? 'text'
  return is_nullable ? `${kind}?` : kind
}
