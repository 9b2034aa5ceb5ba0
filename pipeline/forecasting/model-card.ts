/**
 * What was learnt at a fit, as plain JSON: coefficients, the model that is served, the width of its intervals, and what all that was
 * tried on. With the last two weeks of an area and the weather ahead it is all that an issue needs.
 */
import type { ForecastModel, ForecastQuantity, HorizonCode } from '../catalog/forecasting.ts'
import type { WeatherKind } from '../catalog/weather-measures.ts'

/** Of the card's shape and of what its numbers mean: a card of another format is refused, and fitted again. */
export const CARD_FORMAT = 1

/** Quantities that are learnt from their own values; residual load and the country follow from them. */
export const MEASURED_QUANTITIES = ['consumption', 'wind', 'solar'] as const
export type MeasuredQuantity = (typeof MEASURED_QUANTITIES)[number]

export interface ModelCard {
  readonly format: typeof CARD_FORMAT
  /** Instant, ISO 8601, UTC: nothing that was learnt later is in it. */
  readonly fitted_at: string
  /** Whether the weather that the back-test looked ahead with was forecast, or known afterwards: intervals are then too narrow. */
  readonly weather_kind: WeatherKind
  /** One for each area and quantity that can be forecast. */
  readonly series: readonly SeriesCard[]
  /** Areas and quantities that cannot, and why. */
  readonly left_out: readonly LeftOut[]
}

export interface SeriesCard {
  readonly area_code: string
  readonly quantity_code: ForecastQuantity
  /** What is served, by how far ahead is looked. Of a sum or a difference: what its parts are mostly made by. */
  readonly served: Readonly<Record<HorizonCode, ForecastModel>>
  /** How the candidates did where none of them had learnt from. */
  readonly tryout: Tryout
}

export interface Tryout {
  /** Where the errors behind the intervals come from. */
  readonly errors_from: 'backtest' | 'ledger'
  /** First and last half-hour of the back-test, starts, ISO 8601, UTC. */
  readonly from: string
  readonly to: string
  readonly scores: Readonly<Record<HorizonCode, TryoutScore>>
}

/** Of one horizon. Mean absolute errors are of the same pairs, null where a candidate could not be tried. */
export interface TryoutScore {
  readonly pair_count: number
  readonly mean_actual_mw: number | null
  readonly mae_mw: Readonly<Record<ForecastModel, number | null>>
}

/** What there is no forecast of, and why, in a sentence. */
export interface LeftOut {
  readonly area_code: string
  readonly quantity_code: ForecastQuantity
  readonly reason: string
  /** Half-hours left out of an issue; all of them in a card. */
  readonly half_hours: number
}
