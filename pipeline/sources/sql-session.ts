/** What the SQL source needs of a database: to be told columns, and rows in order, in one consistent view. */

/** What a column's values are, as far as the source must tell them apart. */
export type SqlKind =
  /** A moment: the database knows its zone. */
  | 'instant'
  /** A date or a time of which the database does not know the zone. */
  | 'zoneless'
  | 'integer'
  | 'other'

export interface SqlColumn {
  readonly name: string
  /** The database's own word. */
  readonly type: string
  readonly kind: SqlKind
}

/** Rows at or after this; or all there are. Rows without a watermark always come. */
export interface SqlSince {
  /** As the database gave it. */
  readonly watermark: string
  /** Hours, or units of a number. */
  readonly lookBack: number
}

/** One cell per column: text as exact as the database holds it, moments as ISO UTC; null is NULL. */
export type SqlRow = readonly (string | null)[]

/** A look at the database as it was at one moment, which can't change it. */
export interface SqlSession {
  columns(): Promise<readonly SqlColumn[]>
  /** Rows by growing watermark, those without one last, a batch at a time; the next waits for the one before. */
  read(
    columns: readonly SqlColumn[],
    watermark: SqlColumn,
    since: SqlSince | undefined,
    onRows: (rows: readonly SqlRow[]) => Promise<void>,
  ): Promise<void>
  close(): Promise<void>
}

export interface SqlPatience {
  readonly connectMs: number
  /** For one statement, that is for one batch of rows. */
  readonly statementMs: number
  readonly closeMs: number
  readonly batchRows: number
}
