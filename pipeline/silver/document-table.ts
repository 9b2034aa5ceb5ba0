/**
 * Silver tables made of whole documents (weather, registers) and not of rows of a table of éCO2mix: each
 * is read at once, and says for itself what became of its rows. Every publication is kept beside the
 * others, so a partition is nothing but the rows of its publications: their order leaves no trace.
 */
import type { BronzeRecord } from '../bronze/bronze-store.ts'

type Cell = string | number | null

export interface DocumentTable {
  readonly name: 'weather_hourly' | 'region_population' | 'region_area'
  /** SQL text over a row: the partition it falls into. */
  readonly partition: string
  /** @throws UnreadableDocumentError when it is no such document. */
  read(record: BronzeRecord, text: string): DocumentContent
}

export interface DocumentContent {
  /** In the columns of the table, without `first_seen_at` and `batch_key`: those are of the publication. */
  readonly rows: readonly Readonly<Record<string, Cell>>[]
  readonly refusals: readonly Refusal[]
  readonly rows_read: number
  /** Rows of the document whose values went into `rows`; what is neither loaded nor refused is blank. */
  readonly rows_loaded: number
  readonly unknown_columns: readonly string[]
  readonly newest_measured_utc: string | null
}

/** A row or a value that can't be trusted. */
export interface Refusal {
  /** Its place in the document, counted from 1. */
  readonly source_row: number
  readonly scope: 'row' | 'value'
  readonly region_code: string | null
  /** Of the hour, where there is one. */
  readonly time_key: number | null
  readonly column_name: string | null
  readonly raw_value: string
  readonly reason_code: string
}

/** The message says what was found and what was expected. */
export class UnreadableDocumentError extends Error {
  override readonly name = 'UnreadableDocumentError'
}
