/**
 * Gold table `tension_norm`: what residual need is usual, fixed once for its month.
 *
 * From: the ledger of tension norms in the lake, which outlives the warehouse
 * Key (grain): area_code, norm_month, local_hour, day_type
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../catalog/datasets.ts'
import type { NormDayType } from '../catalog/forecasting.ts'
import { NORM_COLUMNS } from '../catalog/gold-datasets.ts'
import { createTables } from './create-tables.ts'
import { rowsFromJson } from './dimension-rows.ts'
import { insertMissing } from './sqlserver/table-changes.ts'
import type { GoldWarehouse } from './update-gold.ts'

/** A cell of a norm as the ledger records it: columns of the table; `made_at` is ISO text in UTC. */
export interface TensionNormRow {
  readonly area_code: string
  /** Month in Paris, YYYY-MM. */
  readonly norm_month: string
  readonly local_hour: number
  readonly day_type: NormDayType
  readonly made_at: string
  readonly history_from: string
  readonly history_to: string
  readonly day_count: number
  readonly usual_exchange_mw: number
  /** In the order of `NORM_PERCENTS`, MW. */
  readonly percentiles_mw: readonly number[]
}

const KEY = ['area_code', 'norm_month', 'local_hour', 'day_type'] as const
const COLUMNS = columnsOf('tension_norm')
const LIST = COLUMNS.map(({ column_name }) => column_name).join(', ')
const TYPES = Object.fromEntries(COLUMNS.map(({ column_name, type }) => [column_name, type]))
const INSERT = `INSERT INTO tension_norm (${LIST}) SELECT ${LIST} FROM ${rowsFromJson(TYPES)} ON CONFLICT DO NOTHING`

/** Cells of one statement: years of norms must not become one text. */
const CHUNK = 5_000

/**
 * Store cells that are not stored yet. A norm never changes, so one that is stored is left as it is: storing all of the
 * ledger again, after a rebuild, adds what is missing.
 *
 * @returns how many were new.
 */
export async function storeTensionNorms(
  warehouse: GoldWarehouse,
  norms: readonly TensionNormRow[],
): Promise<number> {
  if (norms.length === 0) return 0
  const rows = [...new Map(norms.map(norm => [KEY.map(name => norm[name]).join(' '), toRow(norm)])).values()]
  if (warehouse.kind === 'sqlserver')
    return warehouse.write(connection => insertMissing(connection, 'tension_norm', KEY, rows))
  return warehouse.write(async connection => {
    await connection.run('BEGIN TRANSACTION')
    await createTables(connection)
    const stored = await insertCells(connection, rows)
    await connection.run('COMMIT')
    return stored
  })
}

async function insertCells(connection: DuckDBConnection, rows: readonly object[]): Promise<number> {
  let stored = 0
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK)
    stored += (await connection.run(INSERT, [JSON.stringify(chunk)])).rowsChanged
  }
  return stored
}

function toRow({ percentiles_mw, ...norm }: TensionNormRow): object {
  if (percentiles_mw.length !== NORM_COLUMNS.length)
    throw new RangeError(
      `norm of ${norm.area_code} for ${norm.norm_month}: ${percentiles_mw.length} percentiles, expected ${NORM_COLUMNS.length}`,
    )
  return {
    ...norm,
    // The engine reads no zone in a TIMESTAMP.
    made_at: new Date(norm.made_at).toISOString().slice(0, -1),
    ...Object.fromEntries(NORM_COLUMNS.map((name, nth) => [name, percentiles_mw[nth]])),
  }
}
