/** Columns of the catalogue in SQL Server: their types there, and how values are handed to the driver. */
import type { Column } from '../../catalog/dataset.ts'
import type { BulkColumn } from './connection.ts'

export type TypedColumn = Pick<Column, 'column_name' | 'type' | 'is_nullable'>

/** Codes compare by their bytes, as in DuckDB: by default é would be e, and a trailing blank nothing. */
const BY_BYTES = 'COLLATE Latin1_General_BIN2'

/** Text that has no bound: messages, samples, lists, what a publisher wrote. */
const UNBOUND = new Set([
  'error',
  'error_message',
  'sample',
  'raw_value',
  'unknown_columns',
  'bronze_sha256s',
  'missing_measures',
  'quarantined_measures',
])

/** Text that keys are made of: an index has no room for more. */
const SHORT = new Set([
  'check_name',
  'table_name',
  'feed_id',
  'region_code',
  'valid_from',
  'valid_to',
  'area_code',
  'norm_month',
  'target_date',
])

/** Characters of a text column; infinite where there is no bound. */
function lengthOf({ column_name, type }: TypedColumn): number {
  if (type.startsWith('ENUM')) return 20
  if (SHORT.has(column_name)) return 100
  return UNBOUND.has(column_name) ? Number.POSITIVE_INFINITY : 400
}

const isText = ({ type }: TypedColumn): boolean => type === 'VARCHAR' || type.startsWith('ENUM')

const TYPES = {
  BIGINT: 'bigint',
  BOOLEAN: 'bit',
  'DECIMAL(12,3)': 'decimal(12,3)',
  'DECIMAL(12,6)': 'decimal(12,6)',
  INTEGER: 'int',
  TIMESTAMP: 'datetime2(3)',
} as const
type PlainType = keyof typeof TYPES

const isPlain = (type: string): type is PlainType => type in TYPES

/** Type of a column as T-SQL writes it. @throws RangeError for a type of the catalogue that has none. */
export function sqlServerType(column: TypedColumn): string {
  if (isPlain(column.type)) return TYPES[column.type]
  if (!isText(column)) throw new RangeError(`column ${column.column_name}: ${column.type} has no T-SQL type`)
  const length = lengthOf(column)
  return `nvarchar(${length === Number.POSITIVE_INFINITY ? 'max' : length}) ${BY_BYTES}`
}

/** A column as a table declares it. */
export const declaration = (column: TypedColumn): string =>
  `"${column.column_name}" ${sqlServerType(column)} ${column.is_nullable ? 'NULL' : 'NOT NULL'}`

export function bulkColumn(column: TypedColumn): BulkColumn {
  const named = { name: column.column_name, nullable: column.is_nullable }
  switch (column.type) {
    case 'BIGINT':
      return { ...named, type: 'BigInt' }
    case 'BOOLEAN':
      return { ...named, type: 'Bit' }
    case 'INTEGER':
      return { ...named, type: 'Int' }
    case 'DECIMAL(12,3)':
      // As wide as can be: Babelfish reads sixteen bytes, however few a narrower one has.
      return { ...named, type: 'Decimal', precision: 38, scale: 3 }
    case 'DECIMAL(12,6)':
      return { ...named, type: 'Decimal', precision: 38, scale: 6 }
    case 'TIMESTAMP':
      return { ...named, type: 'DateTime2', scale: 3 }
    default:
      return { ...named, type: 'NVarChar', length: lengthOf(column) }
  }
}

/** SQL text of DuckDB: a column in a form that its driver hands over as a plain number or text. */
export function plainly({ column_name, type }: TypedColumn): string {
  const name = `"${column_name}"`
  if (type === 'TIMESTAMP') return `CAST(epoch_ms(${name}) AS DOUBLE) AS ${name}`
  if (type === 'BIGINT' || type.startsWith('DECIMAL')) return `CAST(${name} AS DOUBLE) AS ${name}`
  return type.startsWith('ENUM') ? `CAST(${name} AS VARCHAR) AS ${name}` : name
}

/** What the driver takes for a value in plain form: instants come as epoch milliseconds, or ISO text without a zone. */
export function forDriver({ type }: TypedColumn): (value: unknown) => unknown {
  if (type !== 'TIMESTAMP') return value => value
  return value => {
    if (value === null) return null
    return new Date(typeof value === 'number' ? value : `${String(value)}Z`)
  }
}
