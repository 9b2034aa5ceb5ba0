/**
 * Gold table `tension_norm`: what residual need is usual, fixed once for its month.
 *
 * From: the ledger of tension norms in the lake, which outlives the warehouse
 * Key (grain): area_code, norm_month, local_hour, day_type
 */
import type { NormDayType } from '../catalog/forecasting.ts'
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
