/** A forecast of one half-hour, as in table `forecast`, with what the baselines would have told at the same issue. */
import type { ForecastQuantity } from '../catalog/forecasting.ts'
import type { ForecastValue } from '../gold/forecast.ts'
import type { LeftOut } from './model-card.ts'

export interface ForecastRow extends ForecastValue {
  /** Null: not known at the issue. Kept beside the forecast, so that a score compares what was known then. */
  readonly d1_mw: number | null
  readonly d7_mw: number | null
  readonly climatology_mw: number | null
}

export interface Issue {
  readonly issued_at: Date
  readonly fitted_at: Date
  /** By area, quantity and time. */
  readonly rows: readonly ForecastRow[]
  /** What is missing from the rows, and why. */
  readonly left_out: readonly LeftOut[]
}

/** A forecast and what came true. */
export interface Pair extends ForecastRow {
  readonly issued_at: Date
  /** Mean power measured, MW. Null: not known. */
  readonly actual_mw: number | null
}

/**
 * Errors of past issues of an area and quantity, as arrays of one length: what the ledger hands to a fit so that intervals come from
 * what was really said. A few issues a day are enough.
 */
export interface PastErrors {
  readonly area_code: string
  readonly quantity_code: ForecastQuantity
  /** Start of the half-hour: seconds since 1970, UTC, divided by 900. */
  readonly time_key: Int32Array
  readonly horizon_minutes: Int32Array
  readonly p50_mw: Float64Array
  readonly actual_mw: Float64Array
}
