/**
 * What was learnt at a fit, as plain JSON: coefficients, the model that is served, the width of its intervals, and what all that was
 * tried on. With the last sixteen days of the regions and the weather ahead it is all that an issue needs.
 */
import type { ForecastModel, ForecastQuantity, HorizonCode } from '../catalog/forecasting.ts'
import type { WeatherKind } from '../catalog/weather-measures.ts'
import type { ColumnName } from './features.ts'

/** Of the card's shape and of what its numbers mean: a card of another format is refused, and fitted again. */
export const CARD_FORMAT = 1

/** Quantities that are learnt from their own values; residual load and the country follow from them. */
export const MEASURED_QUANTITIES = ['consumption', 'wind', 'solar'] as const
export type MeasuredQuantity = (typeof MEASURED_QUANTITIES)[number]

export interface ModelCard {
  readonly format: typeof CARD_FORMAT
  /** Instant, ISO 8601, UTC: nothing that was learnt later is in it. */
  readonly fitted_at: string
  /** Whether the back-test looked ahead with weather as it was forecast, or as it is known now: its intervals are then too narrow. */
  readonly weather_kind: WeatherKind
  /** One for each area and quantity that can be forecast. */
  readonly series: readonly SeriesCard[]
  /** Areas and quantities that cannot, and why. */
  readonly left_out: readonly LeftOut[]
}

export interface SeriesCard {
  readonly area_code: string
  readonly quantity_code: ForecastQuantity
  /** What is served, by how far ahead is looked. Of a sum or a difference: ridge where it is in any part of it. */
  readonly served: Readonly<Record<HorizonCode, ForecastModel>>
  /** Null: residual load and the country, which follow from others. */
  readonly learnt: LearntCard | null
  readonly interval: IntervalCard
  /** How the candidates did where none of them had learnt from. */
  readonly tryout: Tryout
}

export interface LearntCard {
  /** Columns of the regression, see features.ts. */
  readonly columns: readonly ColumnName[]
  readonly grouping: Grouping
  /** Strength of the ridge, in rows. */
  readonly penalty: number
  /** Days, of half-hours whose value and weather are known. */
  readonly learnt_days: number
  /** Groups × columns, MW. */
  readonly coefficients: readonly number[]
  /** The same, learnt without the newest fortnight: tells what is new about it. */
  readonly coefficients_before: readonly number[]
  /** Leads × terms: how the latest known errors go on. */
  readonly carrying: readonly number[]
  /** Day types × slots, MW; null where nothing is usual. */
  readonly climatology: readonly (number | null)[]
}

/** Regressions are kept apart by half-hour of the local day, of the day in UTC, or are one for all. */
export type Grouping = 'local_slot' | 'utc_slot' | 'one'

/** From P50 to P10 and to P90, by band of leads: how many half-hours the target lies after the newest known value. */
export interface IntervalCard {
  /** Bands of leads: up to and with these; the last one takes in all beyond. */
  readonly lead_bands: readonly number[]
  /**
   * slot_ratio: by half-hour of the local day, as a share of P50. slot_mw: the same, in MW. level_mw: by P50, in MW, straight between
   * the levels given.
   */
  readonly kind: 'slot_ratio' | 'slot_mw' | 'level_mw'
  readonly bands: readonly IntervalBand[]
  readonly errors_from: 'backtest' | 'ledger'
  /** Days that the errors are of, and errors. */
  readonly day_count: number
  readonly error_count: number
}

export interface IntervalBand {
  /** MW, rising; empty where offsets are by slot. */
  readonly levels: readonly number[]
  /** To P10, zero or less. */
  readonly lower: readonly number[]
  /** To P90, zero or more. */
  readonly upper: readonly number[]
}

export interface Tryout {
  /** First and last half-hour that was forecast, starts, ISO 8601, UTC. */
  readonly from: string
  readonly to: string
  readonly scores: Readonly<Record<HorizonCode, TryoutScore>>
}

/** Of one horizon. Mean absolute errors are of the same pairs; null where a candidate could not be tried. */
export interface TryoutScore {
  readonly pair_count: number
  readonly mean_actual_mw: number | null
  readonly mae_mw: Readonly<Record<ForecastModel, number | null>>
  /** Of what is served. */
  readonly served_mae_mw: number | null
}

/** What there is no forecast of, and why, in a sentence. */
export interface LeftOut {
  readonly area_code: string
  readonly quantity_code: ForecastQuantity
  readonly reason: string
  /** Half-hours of an issue that are left out. */
  readonly half_hours: number
}
