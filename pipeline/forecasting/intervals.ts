/**
 * Intervals from errors that were made out of sample (split conformal prediction, asymmetric): between which errors did the middle eight of
 * ten lie, so far ahead and at that time of day, or at that level of wind and sun. Errors of one day go together, so a sample is as
 * large as its days, and quantiles are taken that much farther out.
 */
import { type ForecastQuantity, INTERVAL_COVERAGE } from '../catalog/forecasting.ts'
import { SLOTS } from './local-half-hours.ts'
import type { IntervalBand, IntervalCard } from './model-card.ts'

/** Errors of one area and quantity, arrays of one length. */
export interface ErrorSample {
  /** Half-hours from the newest known value to the target. */
  readonly lead: ArrayLike<number>
  /** Half-hour of the local day of the target. */
  readonly slot: ArrayLike<number>
  readonly p50_mw: ArrayLike<number>
  /** Measured − P50; NaN is left out. */
  readonly error_mw: ArrayLike<number>
  readonly day_count: number
}

const FEWEST_DAYS = 10
const LEAD_BANDS = [6, 12, 24, 36, 50, 74] as const
/** Slots before and after that count with a slot. */
const NEIGHBOURS = 3
const LEVELS = 8
/** With fewer errors than this around a slot, those of the whole band speak for it. */
const FEWEST_ERRORS = 20
/** Below this share of the highest P50 wind and sun are as good as none. */
const CALM_SHARE = 0.01

const KIND: Readonly<Record<ForecastQuantity, IntervalCard['kind']>> = {
  consumption: 'slot_ratio',
  wind: 'level_mw',
  solar: 'level_mw',
  residual_load: 'slot_mw',
}

/** @returns null where there are too few errors to tell: of few days, or none of some band of leads */
export function intervalsOf(
  quantity: ForecastQuantity,
  sample: ErrorSample,
  errors_from: IntervalCard['errors_from'],
): IntervalCard | null {
  const kind = KIND[quantity]
  const byBand = membersByBand(sample)
  if (sample.day_count < FEWEST_DAYS || byBand.some(members => members.length < FEWEST_ERRORS)) return null
  const bands = byBand.map(members =>
    kind === 'level_mw' ? byLevel(sample, members) : bySlot(sample, members, kind === 'slot_ratio'),
  )
  return {
    lead_bands: LEAD_BANDS,
    kind,
    bands,
    errors_from,
    day_count: sample.day_count,
    error_count: byBand.reduce((sum, members) => sum + members.length, 0),
  }
}

/** P10 and P90 around a P50, MW: P10 ≤ P50 ≤ P90. */
export function intervalAround(
  card: IntervalCard,
  lead: number,
  slot: number,
  p50: number,
): { p10: number; p90: number } {
  const band = card.bands[bandOf(card.lead_bands, lead)] as IntervalBand
  if (card.kind === 'level_mw') {
    return {
      p10: p50 + between(band.levels, band.lower, p50),
      p90: p50 + between(band.levels, band.upper, p50),
    }
  }
  const scale = card.kind === 'slot_ratio' ? p50 : 1
  return { p10: p50 + scale * (band.lower[slot] as number), p90: p50 + scale * (band.upper[slot] as number) }
}

const bandOf = (bands: readonly number[], lead: number): number => {
  const at = bands.findIndex(last => lead <= last)
  return at === -1 ? bands.length : at
}

function membersByBand({ lead, error_mw }: ErrorSample): number[][] {
  const members: number[][] = Array.from({ length: LEAD_BANDS.length + 1 }, () => [])
  for (let at = 0; at < error_mw.length; at++) {
    if (!Number.isNaN(error_mw[at])) members[bandOf(LEAD_BANDS, lead[at] as number)]?.push(at)
  }
  return members
}

function bySlot(sample: ErrorSample, members: readonly number[], isRatio: boolean): IntervalBand {
  const bySlots: number[][] = Array.from({ length: SLOTS }, () => [])
  for (const at of members) {
    const error = (sample.error_mw[at] as number) / (isRatio ? (sample.p50_mw[at] as number) : 1)
    if (Number.isFinite(error)) bySlots[sample.slot[at] as number]?.push(error)
  }
  const all = bySlots.flat()
  const ends = bySlots.map((_, slot) => {
    const near = neighbours(slot).flatMap(other => bySlots[other] as number[])
    return offsets(near.length < FEWEST_ERRORS ? all : near, sample.day_count)
  })
  return { levels: [], lower: ends.map(end => end.lower), upper: ends.map(end => end.upper) }
}

const neighbours = (slot: number): number[] =>
  Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, at) => (slot + at - NEIGHBOURS + SLOTS) % SLOTS)

/** Levels hold as many errors each; a calm has its own. */
function byLevel(sample: ErrorSample, members: readonly number[]): IntervalBand {
  const level = (at: number) => sample.p50_mw[at] as number
  const sorted = [...members].sort((a, b) => level(a) - level(b))
  const calmBelow = CALM_SHARE * (sorted.length > 0 ? level(sorted[sorted.length - 1] as number) : 0)
  const calm = sorted.filter(at => level(at) <= calmBelow)
  const blowing = sorted.slice(calm.length)
  const groups = [
    calm,
    ...Array.from({ length: LEVELS }, (_, nth) =>
      blowing.slice(
        Math.floor((nth * blowing.length) / LEVELS),
        Math.floor(((nth + 1) * blowing.length) / LEVELS),
      ),
    ),
  ].filter(group => group.length > 0)
  const ends = groups.map(group =>
    offsets(
      group.map(at => sample.error_mw[at] as number),
      sample.day_count,
    ),
  )
  return {
    levels: groups.map(group => group.reduce((sum, at) => sum + level(at), 0) / group.length),
    lower: ends.map(end => end.lower),
    upper: ends.map(end => end.upper),
  }
}

function offsets(errors: readonly number[], days: number): { lower: number; upper: number } {
  const sorted = Float64Array.from(errors).sort()
  const tail = (1 - INTERVAL_COVERAGE) / 2
  const level = Math.min(1, ((1 - tail) * (days + 1)) / days)
  // P50 stays between P10 and P90 where errors lean to one side.
  return {
    lower: Math.min(0, quantile(sorted, 1 - level)),
    upper: Math.max(0, quantile(sorted, level)),
  }
}

function quantile(sorted: Float64Array, level: number): number {
  if (sorted.length === 0) return 0
  const at = level * (sorted.length - 1)
  const low = sorted[Math.floor(at)] as number
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - low)
}

function between(levels: readonly number[], values: readonly number[], level: number): number {
  const above = levels.findIndex(next => next >= level)
  if (above === 0) return values[0] as number
  if (above === -1) return values[values.length - 1] ?? 0
  const [low, high] = [levels[above - 1] as number, levels[above] as number]
  const share = (level - low) / (high - low)
  return (values[above - 1] as number) * (1 - share) + (values[above] as number) * share
}
