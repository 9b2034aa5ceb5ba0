/** Learns the norm of one month from its history: cells of each area, or why an area has none. */
import { AREA_CODES, NATIONAL_AREA, NORM_RULES } from '../catalog/forecasting.ts'
import { addDays } from '../catalog/paris-calendar.ts'
import { addMonths, firstDayOf } from '../catalog/year-month.ts'
import { cellsOf, type KnownHour } from './norm-cells.ts'
import { type FirstDays, firstDayIn, type HoursOfMonths, type NormWindow } from './norm-history.ts'
import type { NormCell } from './norm-ledger.ts'

export interface NormHistory {
  readonly window: NormWindow
  readonly firstDays: FirstDays
  readonly hours: HoursOfMonths
}

export interface NormLack {
  readonly area_code: string
  readonly reason: string
  /** Whether months that are not there make it so: a back-fill could still bring them. */
  readonly lacks_months: boolean
}

export interface LearntNorm {
  readonly cells: NormCell[]
  readonly lacks: readonly NormLack[]
}

export async function learnNorm(history: NormHistory): Promise<LearntNorm> {
  const cells: NormCell[] = []
  const lacks: NormLack[] = []
  for (const area_code of AREA_CODES) {
    const learnt = await learnArea(area_code, history)
    if (Array.isArray(learnt)) cells.push(...learnt)
    else lacks.push({ area_code, ...learnt })
  }
  return { cells, lacks }
}

type Lack = Omit<NormLack, 'area_code'>

/** @returns the cells of the area, or why there are none. */
async function learnArea(
  area_code: string,
  { window, firstDays, hours }: NormHistory,
): Promise<NormCell[] | Lack> {
  const history_from = firstDayIn(firstDays, area_code, window)
  if (history_from === null) {
    const whose = area_code === NATIONAL_AREA ? 'of a region ' : ''
    return {
      reason: `no demand ${whose}was measured from ${window.from} to ${window.to}`,
      lacks_months: true,
    }
  }
  if (addDays(history_from, NORM_RULES.shortest_days) > window.to)
    return {
      reason: `measured from ${history_from} on: expected ${NORM_RULES.shortest_days} days before ${window.to}`,
      lacks_months: true,
    }
  const known = await knownHours(area_code, { ...window, from: history_from }, hours)
  const lack = lackOfLastYear(known, window)
  if (lack !== null) return lack
  const cells = cellsOf(known)
  if (cells.length === 0)
    return { reason: 'fewer than half of its hours have a known net exchange', lacks_months: false }
  return cells.map(cell => ({ area_code, history_from, history_to: window.to, ...cell }))
}

async function knownHours(areaCode: string, window: NormWindow, hours: HoursOfMonths): Promise<KnownHour[]> {
  const known: KnownHour[] = []
  for (const month of window.season_months) {
    // Whole months before the first measured day are not read.
    if (firstDayOf(addMonths(month, 1)) <= window.from) continue
    const ofMonth = (await hours.read(month)).get(areaCode) ?? []
    known.push(...ofMonth.filter(({ local_date }) => local_date >= window.from && local_date < window.to))
  }
  return known
}

/** Half a back-fill reaches far back, and lacks whole months of what came last; a publisher's own gaps are shorter. */
function lackOfLastYear(known: readonly KnownHour[], { to, season_months }: NormWindow): Lack | null {
  const from = addDays(to, -NORM_RULES.shortest_days)
  const latest = known.filter(({ local_date }) => local_date >= from)
  const expected = season_months
    .map(month => ({ month, hours: 24 * daysOfMonthWithin(month, from, to) }))
    .filter(({ hours }) => hours > 0)
  const sum = expected.reduce((total, { hours }) => total + hours, 0)
  if (latest.length >= sum * NORM_RULES.lowest_known_ratio) return null
  const months = new Set(latest.map(({ local_date }) => local_date.slice(0, 7)))
  return {
    reason: `${latest.length} of the ${sum} hours of the season from ${from} to ${to} are known: expected ${NORM_RULES.lowest_known_ratio * 100} %`,
    lacks_months: expected.some(({ month }) => !months.has(month)),
  }
}

function daysOfMonthWithin(month: string, from: string, to: string): number {
  const [first, end] = [firstDayOf(month), firstDayOf(addMonths(month, 1))]
  return daysBetween(first > from ? first : from, end < to ? end : to)
}

/** None when the end comes first. */
const daysBetween = (first: string, end: string): number =>
  Math.max(0, (Date.parse(end) - Date.parse(first)) / 86_400_000)
