/** Demand of a month by the half-hour: days, peak and lowest, of a region or of several added up. */
import { CHECK_THRESHOLDS } from '../catalog/checks.ts'
import { addDays, parisDateTime, startOfLocalDay } from '../catalog/paris-calendar.ts'
import { type BalanceRow, readBalance } from '../gold/queries/balance.ts'
import type { TimeRange } from '../gold/queries/step.ts'
import type { Engine } from '../gold/sql.ts'
import { QUARTER_S } from './local-month.ts'
import { ALL_ROWS } from './region-figures.ts'

/** A half-hour and the mean power over it. */
export interface HalfHour {
  readonly time_key: number
  readonly mw: number
}

/** Half-hours that were measured whole, ordered; those that are suspect are left out. */
export type DemandCurve = readonly HalfHour[]

export interface DayDemand {
  readonly local_date: string
  readonly range: TimeRange
  readonly iso_weekday: number
  /** Null: too little of the day is known. */
  readonly demand: {
    readonly lowest_mw: number
    readonly mean_mw: number
    readonly highest_mw: number
  } | null
}

export interface MonthDemand {
  readonly curves: ReadonlyMap<string, DemandCurve>
  /** Every row read, of all regions. */
  readonly rows: readonly BalanceRow[]
}

export async function readDemand(engine: Engine, range: TimeRange): Promise<MonthDemand> {
  const { rows } = await readBalance(engine, { range, regionCodes: [], step: 'PT30M', limit: ALL_ROWS })
  const byRegion = Map.groupBy(rows, row => row.region_code)
  return { rows, curves: new Map([...byRegion].map(([code, own]) => [code, own.flatMap(toHalfHour)])) }
}

function toHalfHour(row: BalanceRow): HalfHour[] {
  if (row.consumption_mw === null || row.coverage_ratio < 1 || row.quality === 'suspect') return []
  return [{ time_key: Date.parse(row.interval_start_utc) / 1000 / QUARTER_S, mw: row.consumption_mw }]
}

/** The half-hours that are known of every curve. */
export function addCurves(curves: readonly DemandCurve[]): DemandCurve {
  const sums = new Map<number, { mw: number; count: number }>()
  for (const { time_key, mw } of curves.flat()) {
    const sum = sums.get(time_key) ?? { mw: 0, count: 0 }
    sums.set(time_key, { mw: sum.mw + mw, count: sum.count + 1 })
  }
  return [...sums]
    .filter(([, { count }]) => count === curves.length)
    .map(([time_key, { mw }]) => ({ time_key, mw }))
    .sort((a, b) => a.time_key - b.time_key)
}

/** The first of those that are highest. */
export const peakOf = (curve: DemandCurve): HalfHour | null =>
  curve.reduce<HalfHour | null>((peak, next) => (peak && peak.mw >= next.mw ? peak : next), null)

export const lowestOf = (curve: DemandCurve): HalfHour | null =>
  curve.reduce<HalfHour | null>((lowest, next) => (lowest && lowest.mw <= next.mw ? lowest : next), null)

/** Every day that the range touches. */
export function daysOf(curve: DemandCurve, range: TimeRange): readonly DayDemand[] {
  const days: DayDemand[] = []
  for (let start = range.from; start < range.to; ) {
    const { local_date } = parisDateTime(start * QUARTER_S)
    const end = startOfLocalDay(addDays(local_date, 1)) / QUARTER_S
    const own = curve.filter(({ time_key }) => time_key >= start && time_key < end)
    days.push({
      local_date,
      range: { from: start, to: end },
      iso_weekday: new Date(`${local_date}T12:00Z`).getUTCDay() || 7,
      demand:
        own.length * 2 >= CHECK_THRESHOLDS.completeness.lowest_ratio * (end - start) ? summary(own) : null,
    })
    start = end
  }
  return days
}

const summary = (own: DemandCurve) => ({
  lowest_mw: Math.min(...own.map(({ mw }) => mw)),
  mean_mw: own.reduce((sum, { mw }) => sum + mw, 0) / own.length,
  highest_mw: Math.max(...own.map(({ mw }) => mw)),
})
