/** From hours to the cells of a norm: day counts, usual net imports, percentiles of the residual need. Pure. */
import { NORM_PERCENTS, type NormDayType } from '../catalog/forecasting.ts'
import { rounded } from '../gold/queries/quantity.ts'

/** An hour whose consumption, wind and sun are all known. */
export interface KnownHour {
  readonly local_date: string
  readonly local_hour: number
  readonly day_type: NormDayType
  /** Consumption − wind − solar. */
  readonly residual_load_mw: number
  /** Imports − exports; null: not known. */
  readonly net_exchange_mw: number | null
}

export interface CellFigures {
  readonly local_hour: number
  readonly day_type: NormDayType
  readonly day_count: number
  readonly usual_exchange_mw: number
  /** In the order of `NORM_PERCENTS`. */
  readonly percentiles_mw: number[]
}

/**
 * Cells by local hour and day type, in that order. One of whose hours fewer than half have a known exchange is left out: its
 * usual net imports are not known, and zero would be wrong.
 */
export function cellsOf(hours: readonly KnownHour[]): readonly CellFigures[] {
  const groups = Map.groupBy(
    hours,
    ({ local_hour, day_type }) => `${String(local_hour).padStart(2, '0')} ${day_type}`,
  )
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, ofCell]) => figuresOf(ofCell) ?? [])
}

function figuresOf(hours: readonly KnownHour[]): CellFigures | undefined {
  const [first] = hours
  const exchanges = hours.flatMap(({ net_exchange_mw }) => net_exchange_mw ?? [])
  if (!first || exchanges.length * 2 < hours.length) return undefined
  const usual = rounded(percentile(exchanges.toSorted(rising), 50), 3)
  const needs = hours.map(({ residual_load_mw }) => residual_load_mw - usual).toSorted(rising)
  return {
    local_hour: first.local_hour,
    day_type: first.day_type,
    day_count: new Set(hours.map(({ local_date }) => local_date)).size,
    usual_exchange_mw: usual,
    percentiles_mw: NORM_PERCENTS.map(percent => rounded(percentile(needs, percent), 3)),
  }
}

const rising = (a: number, b: number): number => a - b

/** Straight between the two values around the rank (n − 1) × percent / 100; the values rise. */
function percentile(values: readonly number[], percent: number): number {
  const rank = ((values.length - 1) * percent) / 100
  const low = values[Math.floor(rank)] ?? Number.NaN
  const high = values[Math.ceil(rank)] ?? Number.NaN
  return low + (high - low) * (rank - Math.floor(rank))
}
