/**
 * All figures of a month: read through gold's queries against one state of the data. The page is written from this alone.
 *
 * The country is the sum of the regions that were measured; `without` names those it lacks, and then it is not the country.
 */
import { type DataState, readDataState } from '../gold/queries/data-state.ts'
import { readMeanTemperatures } from '../gold/queries/mean-temperature.ts'
import { readRegions } from '../gold/queries/regions.ts'
import type { TimeRange } from '../gold/queries/step.ts'
import type { Engine } from '../gold/sql.ts'
import {
  addCurves,
  type DayDemand,
  type DemandCurve,
  daysOf,
  type HalfHour,
  lowestOf,
  peakOf,
  readDemand,
} from './demand-curve.ts'
import {
  type DataRange,
  type LocalMonth,
  lastWholeMonth,
  type MonthSpan,
  minutesOf,
  monthAt,
  monthBefore,
  sameSpan,
  spanOf,
  yearBefore,
} from './local-month.ts'
import { type AreaTension, readAreaTension, readScores, type Score } from './month-forecasting.ts'
import {
  type FailedCheck,
  type FeedRuns,
  type MonthRevisions,
  type RegionQuality,
  readFailedChecks,
  readFeedRuns,
  readMonthRevisions,
  regionQuality,
} from './month-quality.ts'
import { type PeakDay, readPeakDay } from './peak-day.ts'
import {
  type AreaFigures,
  addUp,
  FULL_ENOUGH_RATIO,
  type RegionFigures,
  readFigures,
} from './region-figures.ts'

export interface NamedRegion {
  readonly region_code: string
  readonly region_name: string
}

/** A region in the month, and in the months it is compared with. */
export interface RegionMonth extends NamedRegion {
  /** Undefined: no row in the month. */
  readonly figures: RegionFigures | undefined
  /** Means, °C; null where less than 99 % of the time has one. */
  readonly temperatures: Readonly<Record<'now' | 'monthBefore' | 'yearBefore', number | null>>
  readonly peak: HalfHour | null
  readonly lowest: HalfHour | null
  /** Place by consumption among the regions that are known, from 1 on. */
  readonly rank: number | null
  readonly monthBefore: RegionFigures | undefined
  readonly yearBefore: RegionFigures | undefined
}

/** Another month that this one is held against. */
export interface Comparison {
  readonly month: LocalMonth
  /** The same days and hours, where this month is not whole. */
  readonly range: TimeRange
  readonly isSameLength: boolean
  /** Sum of the same regions; null when it can't be told, for the reason given. */
  readonly total: AreaFigures | null
  readonly obstacle:
    | { readonly kind: 'outside-data' }
    | { readonly kind: 'regions'; readonly regions: readonly NamedRegion[] }
    | null
}

export interface MonthReport {
  readonly month: LocalMonth
  readonly span: MonthSpan
  readonly data: DataRange
  readonly state: DataState
  /** In the order of their codes. */
  readonly regions: readonly RegionMonth[]
  /** Those that the total is made of. */
  readonly counted: readonly NamedRegion[]
  /** Those that were measured too little, or not at all. */
  readonly without: readonly NamedRegion[]
  readonly total: AreaFigures
  readonly peak: HalfHour | null
  readonly lowest: HalfHour | null
  readonly days: readonly DayDemand[]
  readonly peakDay: PeakDay | null
  readonly monthBefore: Comparison
  readonly yearBefore: Comparison
  readonly quality: ReadonlyMap<string, RegionQuality>
  readonly revisions: MonthRevisions
  /** Empty while there are no norms. */
  readonly tension: readonly AreaTension[]
  /** Empty while no day is scored. */
  readonly scores: readonly Score[]
  readonly checks: readonly FailedCheck[]
  readonly feeds: readonly FeedRuns[]
}

/** There is no report of that month; the message says of which there is one. */
export class NoReportError extends Error {
  override readonly name = 'NoReportError'
}

/** @returns undefined when nothing was measured. */
async function readDataRange(engine: Engine): Promise<DataRange | undefined> {
  const { end_key } = await readDataState(engine)
  const starts = (await readRegions(engine)).flatMap(({ first_interval_utc }) => first_interval_utc ?? [])
  if (end_key === null || starts.length === 0) return undefined
  return { first_key: Math.min(...starts.map(start => Date.parse(start) / 900_000)), end_key }
}

/** The last whole month, or undefined when the data holds none. */
export async function readLastWholeMonth(engine: Engine): Promise<LocalMonth | undefined> {
  const data = await readDataRange(engine)
  return data && lastWholeMonth(data)
}

const monthsOf = ({ first_key, end_key }: DataRange) =>
  `${monthAt(first_key).local_month} to ${monthAt(end_key - 1).local_month}`

/**
 * @param asked absent: the last whole month.
 * @throws NoReportError when there is no data of that month or, absent, of any whole one.
 */
export async function readMonthReport(engine: Engine, asked?: LocalMonth): Promise<MonthReport> {
  const data = await readDataRange(engine)
  if (!data) throw new NoReportError('no report: no interval has been measured yet')
  const month = asked ?? lastWholeMonth(data)
  if (!month) {
    throw new NoReportError(
      `no report: the data, of ${monthsOf(data)}, holds no whole month; --month YYYY-MM makes that of a part of one`,
    )
  }
  const span = spanOf(month, data)
  if (!span) {
    throw new NoReportError(`no report of ${month.local_month}: the data is of ${monthsOf(data)}`)
  }
  return readReport(engine, { month, span, data })
}

type Scope = Pick<MonthReport, 'month' | 'span' | 'data'>

async function readReport(engine: Engine, scope: Scope): Promise<MonthReport> {
  const { month, span } = scope
  const names = await readRegions(engine)
  const now = await figuresThen(engine, month, span.range)
  const { figures } = now
  const isKnown = ({ region_code }: NamedRegion) => figures.get(region_code)?.consumption.mw != null
  const counted = names.filter(isKnown)
  const demand = await readDemand(engine, span.range)
  const curve = addCurves(counted.map(({ region_code }) => demand.curves.get(region_code) ?? []))
  const peak = peakOf(curve)
  const before = await sameDays(engine, scope, monthBefore(month))
  const yearAgo = await sameDays(engine, scope, yearBefore(month))
  return {
    ...scope,
    state: await readDataState(engine),
    regions: rank(regionsOf({ names, curves: demand.curves, now, before, yearAgo })),
    counted,
    without: names.filter(name => !isKnown(name)),
    total: addUp(counted.flatMap(({ region_code }) => figures.get(region_code) ?? [])),
    peak,
    lowest: lowestOf(curve),
    days: daysOf(curve, span.range),
    peakDay:
      peak &&
      (await readPeakDay(
        engine,
        peak.time_key,
        counted.map(({ region_code }) => region_code),
      )),
    monthBefore: compare(scope, before, counted),
    yearBefore: compare(scope, yearAgo, counted),
    quality: regionQuality(demand.rows, span.range),
    revisions: await readMonthRevisions(engine, span.range),
    tension: await readAreaTension(engine, span.range),
    scores: await readScores(engine, span.range),
    checks: await readFailedChecks(engine, month),
    feeds: await readFeedRuns(engine, month),
  }
}

/** A month, or the same part of it, by region. */
interface Then {
  readonly month: LocalMonth
  readonly range: TimeRange
  readonly figures: ReadonlyMap<string, RegionFigures>
  /** °C */
  readonly temperatures: ReadonlyMap<string, number>
}

const sameDays = (engine: Engine, { month, span }: Scope, other: LocalMonth): Promise<Then> =>
  figuresThen(engine, other, sameSpan(span, month, other))

async function figuresThen(engine: Engine, month: LocalMonth, range: TimeRange): Promise<Then> {
  const minutes = minutesOf(range)
  const figures = await readFigures(engine, { range, step: 'P1M', minutes })
  const temperatures = await readMeanTemperatures(engine, range)
  return {
    month,
    range,
    figures: new Map(figures.map(region => [region.region_code, region])),
    temperatures: new Map(
      temperatures.flatMap(found =>
        found.minutes >= FULL_ENOUGH_RATIO * minutes ? [[found.region_code, found.temperature_celsius]] : [],
      ),
    ),
  }
}

function compare(
  { span, data }: Scope,
  { month, range, figures }: Then,
  counted: readonly NamedRegion[],
): Comparison {
  const found = { month, range, isSameLength: minutesOf(range) === minutesOf(span.range) }
  const there = spanOf(month, data)?.range
  if (!there || there.from > range.from || there.to < range.to) {
    return { ...found, total: null, obstacle: { kind: 'outside-data' } }
  }
  const lacking = counted.filter(({ region_code }) => figures.get(region_code)?.consumption.mw == null)
  if (lacking.length > 0) return { ...found, total: null, obstacle: { kind: 'regions', regions: lacking } }
  const total = addUp(counted.flatMap(({ region_code }) => figures.get(region_code) ?? []))
  return { ...found, total, obstacle: null }
}

interface RegionParts {
  readonly names: readonly NamedRegion[]
  readonly curves: ReadonlyMap<string, DemandCurve>
  readonly now: Then
  readonly before: Then
  readonly yearAgo: Then
}

const regionsOf = ({ names, curves, now, before, yearAgo }: RegionParts): RegionMonth[] =>
  names.map(({ region_code, region_name }) => {
    const curve = curves.get(region_code) ?? []
    const celsius = ({ temperatures }: Then) => temperatures.get(region_code) ?? null
    return {
      region_code,
      region_name,
      figures: now.figures.get(region_code),
      temperatures: { now: celsius(now), monthBefore: celsius(before), yearBefore: celsius(yearAgo) },
      peak: peakOf(curve),
      lowest: lowestOf(curve),
      rank: null,
      monthBefore: before.figures.get(region_code),
      yearBefore: yearAgo.figures.get(region_code),
    }
  })

function rank(regions: readonly RegionMonth[]): RegionMonth[] {
  const mw = ({ figures }: RegionMonth) => figures?.consumption.mw ?? null
  const known = regions.flatMap(region => mw(region) ?? []).sort((a, b) => b - a)
  return regions.map(region => {
    const own = mw(region)
    return { ...region, rank: own === null ? null : known.indexOf(own) + 1 }
  })
}
