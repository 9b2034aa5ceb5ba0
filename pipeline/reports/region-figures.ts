/** What the regions consumed, made and exchanged over a range of time, and what they add up to. */
import { CHECK_THRESHOLDS } from '../catalog/checks.ts'
import { ENERGY_TYPES } from '../catalog/energy-types.ts'
import { type BalanceRow, readBalance } from '../gold/queries/balance.ts'
import { type MixRow, readMix } from '../gold/queries/mix.ts'
import type { TimeRange } from '../gold/queries/step.ts'
import type { Engine } from '../gold/sql.ts'
import { QUARTER_S } from './local-month.ts'

/** What was measured for less than this share of the time counts as unknown: no sum, no rank and no change is told of it. */
export const FULL_ENOUGH_RATIO = CHECK_THRESHOLDS.completeness.lowest_ratio
/** An energy that was measured for less than this share of the time is told as a lower bound. */
export const WHOLE_RATIO = 0.995

/** More rows than a month has of any step asked for here. */
export const ALL_ROWS = 60_000

export const GENERATION = ENERGY_TYPES.filter(({ family }) => family === 'generation')
const GENERATION_CODES: readonly string[] = GENERATION.map(type => type.energy_type_code)
const RENEWABLE_CODES: readonly string[] = GENERATION.filter(({ is_renewable }) => is_renewable).map(
  type => type.energy_type_code,
)

/** Mean power, and energy of the measured time. Null: measured for too little of it. */
export interface Quantity {
  readonly mw: number | null
  readonly mwh: number | null
  /** Whether as good as all of the time was measured: else the energy is more than that. */
  readonly isWhole: boolean
}

export interface AreaFigures {
  readonly consumption: Quantity
  readonly production: Quantity
  /** Positive for imports. */
  readonly net_exchange: Quantity
  /** Discharge − charge − pumping. Null: the area has none. */
  readonly storage: Quantity | null
  /** By code of the generation type, of those the area has; negative where plants drew more than they made. */
  readonly generation: ReadonlyMap<string, Quantity>
}

export interface RegionFigures extends AreaFigures {
  readonly region_code: string
  /** Start of the step. */
  readonly time_key: number
  /** Share of the time whose demand was measured, 0 to 1. */
  readonly measured_ratio: number
}

export interface FiguresRequest {
  readonly range: TimeRange
  readonly step: 'PT1H' | 'P1M'
  /** Of a step, as far as the range has it. */
  readonly minutes: number
}

/** Of the regions that have rows in the range, ordered by time and region. */
export async function readFigures(
  engine: Engine,
  { range, step, minutes }: FiguresRequest,
): Promise<readonly RegionFigures[]> {
  if (range.from >= range.to) return []
  const request = { range, regionCodes: [], step, limit: ALL_ROWS }
  const balance = await readBalance(engine, request)
  const mix = Map.groupBy((await readMix(engine, request)).rows, keyOf)
  return balance.rows.map(row => ({
    region_code: row.region_code,
    time_key: Date.parse(row.interval_start_utc) / 1000 / QUARTER_S,
    measured_ratio: Math.min(1, (row.coverage_ratio * row.step_minutes) / minutes),
    ...toAreaFigures(row, mix.get(keyOf(row)) ?? [], minutes),
  }))
}

const keyOf = (row: BalanceRow | MixRow) => `${row.region_code} ${row.interval_start_utc}`

function toAreaFigures(row: BalanceRow, mix: readonly MixRow[], minutes: number): AreaFigures {
  const quantity = (mw: number | null, mwh: number | null) => toQuantity(mw, mwh, minutes)
  const generation = mix.filter(({ energy_type }) => GENERATION_CODES.includes(energy_type))
  return {
    consumption: quantity(row.consumption_mw, row.consumption_mwh),
    production: quantity(row.production_mw, row.production_mwh),
    net_exchange: quantity(row.net_exchange_mw, row.net_exchange_mwh),
    storage: row.storage_mw === null ? null : quantity(row.storage_mw, row.storage_mwh),
    generation: new Map(
      generation.map(type => [
        type.energy_type,
        quantity(
          signed(type.production_mw, type.consumption_mw),
          signed(type.production_mwh, type.consumption_mwh),
        ),
      ]),
    ),
  }
}

const signed = (production: number | null, consumption: number | null): number | null =>
  production === null && consumption === null ? null : (production ?? 0) - (consumption ?? 0)

const UNKNOWN: Quantity = { mw: null, mwh: null, isWhole: false }
/** Mean power is told to the kW. */
const ROUNDED_MW = 0.0005

/** Energy ÷ mean power is the time that was measured. */
function toQuantity(mw: number | null, mwh: number | null, minutes: number): Quantity {
  if (mw === null || mwh === null) return UNKNOWN
  const expected = (Math.abs(mw) - ROUNDED_MW) * (minutes / 60)
  const isAtLeast = (ratio: number) => Math.abs(mwh) >= expected * ratio
  return isAtLeast(FULL_ENOUGH_RATIO) ? { mw, mwh, isWhole: isAtLeast(WHOLE_RATIO) } : UNKNOWN
}

/** What areas add up to: unknown where one of them is. Storage and generation types count where an area has them. */
export function addUp(areas: readonly AreaFigures[]): AreaFigures {
  const types = GENERATION_CODES.filter(type => areas.some(({ generation }) => generation.has(type)))
  const storage = areas.flatMap(area => area.storage ?? [])
  return {
    consumption: sumOf(areas.map(({ consumption }) => consumption)),
    production: sumOf(areas.map(({ production }) => production)),
    net_exchange: sumOf(areas.map(({ net_exchange }) => net_exchange)),
    storage: storage.length === 0 ? null : sumOf(storage),
    generation: new Map(
      types.map(type => [type, sumOf(areas.flatMap(({ generation }) => generation.get(type) ?? []))]),
    ),
  }
}

const sumOf = (quantities: readonly Quantity[]): Quantity => ({
  mw: total(quantities.map(({ mw }) => mw)),
  mwh: total(quantities.map(({ mwh }) => mwh)),
  isWhole: quantities.every(({ isWhole }) => isWhole),
})

const total = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null)
    ? null
    : values.reduce<number>((sum, value) => sum + (value ?? 0), 0)

export const quotient = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : part / whole

/** Production ÷ demand, by mean power. */
export const coverageOf = ({ production, consumption }: AreaFigures): number | null =>
  quotient(production.mw, consumption.mw)

/**
 * Of what all types make together, by mean power; a type that drew more than it made counts as nothing. Null when one of
 * the area's types is unknown.
 */
export function shareOf({ generation }: AreaFigures, energyTypes: readonly string[]): number | null {
  const made = [...generation].map(([type, { mw }]) => ({ type, mw: mw === null ? null : Math.max(0, mw) }))
  const some = made.filter(({ type }) => energyTypes.includes(type))
  const all = total(made.map(({ mw }) => mw))
  return some.length === 0 ? all && 0 : quotient(total(some.map(({ mw }) => mw)), all)
}

export const renewableShareOf = (figures: AreaFigures): number | null => shareOf(figures, RENEWABLE_CODES)

/** By how much a mean power is above another: 0.02 is 2 % more. Null where either is unknown, or there was none before. */
export function changeOf(now: Quantity | undefined, then: Quantity | undefined): number | null {
  const before = then?.mw ?? null
  const ratio = quotient(now?.mw ?? null, before)
  return ratio === null || before === null || before < 0 ? null : ratio - 1
}
