/**
 * Gold table `forecast_score`: how good the forecasts of a day were, beside naive ones.
 *
 * From: the ledger of forecast scores in the lake, which outlives the warehouse
 * Key (grain): area_code, quantity_code, horizon_code, target_date
 */
import { columnsOf } from '../catalog/datasets.ts'
import type { ForecastQuantity, HorizonCode } from '../catalog/forecasting.ts'
import { createTables } from './create-tables.ts'
import { rowsFromJson } from './dimension-rows.ts'
import { insertMissing } from './sqlserver/table-changes.ts'
import type { GoldWarehouse } from './update-gold.ts'

/** A row of the table; power in MW. */
export interface ForecastScoreRow {
  readonly area_code: string
  readonly quantity_code: ForecastQuantity
  readonly horizon_code: HorizonCode
  /** Day in Paris, YYYY-MM-DD. */
  readonly target_date: string
  /** Instant, ISO 8601, UTC. */
  readonly scored_at: string
  readonly expected_count: number
  readonly pair_count: number
  readonly mean_actual_mw: number
  readonly mae_mw: number
  readonly rmse_mw: number
  /** 1 for 100 %. Null: a measured value was zero, or so near that it would be a million or more. */
  readonly mape_ratio: number | null
  readonly bias_mw: number
  readonly pinball_mw: number
  readonly covered_count: number
  readonly d1_mae_mw: number
  readonly d7_mae_mw: number
  readonly climatology_mae_mw: number
  readonly is_simulated: boolean
}

const KEY = ['area_code', 'quantity_code', 'horizon_code', 'target_date']
const COLUMNS = columnsOf('forecast_score')
const LIST = COLUMNS.map(({ column_name }) => column_name).join(', ')
const TYPES = Object.fromEntries(COLUMNS.map(({ column_name, type }) => [column_name, type]))
const INSERT = `INSERT INTO forecast_score (${LIST}) SELECT ${LIST} FROM ${rowsFromJson(TYPES)} ON CONFLICT DO NOTHING`

/**
 * Store scores that are not stored yet, in one transaction. A score is never made again, so one that is stored is left as it is.
 *
 * @returns how many were new.
 */
export async function storeForecastScores(
  warehouse: GoldWarehouse,
  scores: readonly ForecastScoreRow[],
): Promise<number> {
  if (scores.length === 0) return 0
  const rows = scores.map(score => ({
    ...score,
    // The engine reads no zone in a TIMESTAMP.
    scored_at: new Date(score.scored_at).toISOString().slice(0, -1),
  }))
  if (warehouse.kind === 'sqlserver') {
    return warehouse.write(connection => insertMissing(connection, 'forecast_score', KEY, rows))
  }
  return warehouse.write(async connection => {
    await connection.run('BEGIN TRANSACTION')
    await createTables(connection)
    const { rowsChanged } = await connection.run(INSERT, [JSON.stringify(rows)])
    await connection.run('COMMIT')
    return rowsChanged
  })
}
