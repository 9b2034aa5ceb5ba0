/** What a dataset declares about itself: one table of silver or gold, its grain, columns and promises. */
import type { CheckName } from './checks.ts'

/** DuckDB types; an ENUM is a set of codes that the engine enforces. */
export type ColumnType =
  | 'BIGINT'
  | 'BOOLEAN'
  | 'DECIMAL(9,3)'
  | 'DECIMAL(12,3)'
  | 'DECIMAL(12,6)'
  | 'INTEGER'
  | 'TIMESTAMP'
  | 'VARCHAR'
  | `ENUM(${string})`

export interface Column {
  readonly column_name: string
  /** DuckDB type. TIMESTAMP is an instant in UTC. */
  readonly type: ColumnType
  /** MW, minutes, people, km²…; null for keys, codes, text and flags. */
  readonly unit: string | null
  readonly meaning: string
  readonly is_nullable: boolean
}

export interface Dataset {
  readonly table_name: string
  readonly layer: 'silver' | 'gold'
  readonly description: string
  /** What one row is. */
  readonly grain: string
  readonly key: readonly string[]
  readonly columns: readonly Column[]
  readonly licence: string
  /** Feeds, tables and catalogue parts it is made from. */
  readonly lineage: readonly string[]
  readonly retention: string
  readonly checks: readonly CheckName[]
}

export const column = (
  column_name: string,
  type: ColumnType,
  meaning: string,
  unit: string | null = null,
): Column => ({ column_name, type, unit, meaning, is_nullable: false })

/** A column that may be null; `meaning` says what null stands for. */
export const nullable = (
  column_name: string,
  type: ColumnType,
  meaning: string,
  unit: string | null = null,
): Column => ({ column_name, type, unit, meaning, is_nullable: true })
