/**
 * Gold table `tension_norm`: what residual need is usual, fixed once for its month.
 *
 * From: the ledger of tension norms in the lake, which outlives the warehouse
 * Key (grain): area_code, norm_month, local_hour, day_type
 */
import type { NormDayType } from '../catalog/forecasting.ts'
import { NORM_COLUMNS } from '../catalog/gold-datasets.ts'
import { storeMissing, toTimestamp } from './store-missing.ts'
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

/**
 * Store cells that are not stored yet. A norm never changes.
 *
 * @returns how many were new.
 * @throws RangeError, having stored nothing, for a cell with another number of percentiles.
 */
export const storeTensionNorms = async (
  warehouse: GoldWarehouse,
  norms: readonly TensionNormRow[],
): Promise<number> =>
  storeMissing(
    warehouse,
    'tension_norm',
    ['area_code', 'norm_month', 'local_hour', 'day_type'],
    norms.map(toRow),
  )

function toRow({ percentiles_mw, ...norm }: TensionNormRow) {
  if (percentiles_mw.length !== NORM_COLUMNS.length)
    throw new RangeError(
      `norm of ${norm.area_code} for ${norm.norm_month}: ${percentiles_mw.length} percentiles, expected ${NORM_COLUMNS.length}`,
    )
  return {
    ...norm,
    made_at: toTimestamp(norm.made_at),
    ...Object.fromEntries(NORM_COLUMNS.map((name, nth) => [name, percentiles_mw[nth]])),
  }
}
