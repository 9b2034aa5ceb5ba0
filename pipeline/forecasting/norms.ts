/**
 * Norms of tension: what residual need is usual at an hour of a season, fixed once for a month (docs/adr/0020-tension.md).
 *
 * Of each area, the hours of the month's season in up to three years before it, by local hour and day type. The ledger in the
 * lake is written first, and gold follows it: killed between the two, the next call stores what is missing.
 */
import { NORM_PERCENTS, NORM_RULES } from '../catalog/forecasting.ts'
import { addDays, parisDateTime } from '../catalog/paris-calendar.ts'
import { addMonths, firstDayOf, monthsBetween } from '../catalog/year-month.ts'
import { readDataState } from '../gold/queries/data-state.ts'
import { hasColumn } from '../gold/queries/feed-runs.ts'
import { type Engine, read, sql } from '../gold/sql.ts'
import { storeTensionNorms } from '../gold/tension_norm.ts'
import type { GoldWarehouse } from '../gold/update-gold.ts'
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { learnNorm, type NormLack } from './learn-norm.ts'
import {
  type HoursOfMonths,
  hoursOfMonths,
  readFirstDay,
  readFirstDays,
  readMeasuredRegions,
  windowOf,
} from './norm-history.ts'
import { listNormMonths, readNorm, rowsOf, writeNormOnce } from './norm-ledger.ts'

export interface NormPlaces {
  readonly lake: ObjectStore
  readonly warehouse: GoldWarehouse
}

export interface NormRequest {
  /** Months in Paris, YYYY-MM. */
  readonly months: readonly string[]
  readonly now: Date
}

export interface NormOutcome {
  readonly norm_month: string
  /**
   * `kept`: the month had its norm already. `none`: no area has the history for one, or it is too early. `waits`: some have it,
   * and the history of others may still come.
   */
  readonly outcome: 'made' | 'kept' | 'none' | 'waits'
  /** Areas whose norm was made. */
  readonly area_codes: readonly string[]
  /** Areas whose norm was looked for and not made, each with the reason in words. */
  readonly lacks: readonly NormLack[]
}

/**
 * Make the norms of months that have none yet and whose history suffices, and bring gold up to date with the ledger. A norm
 * that is there is never made again. Where all are there it costs a list; else each month of the season is read once.
 *
 * The norm of a month that is over is in no hurry: it waits until every region that was ever measured has the months it takes, as a
 * back-fill brings one after the other and who comes later would be left out for good. The month in course is made of those that
 * have their history, so that a region that never gets one keeps no other from being told.
 *
 * @returns what became of each month, in order.
 * @throws RangeError when a month is none, WarehouseUnavailableError when nothing has been loaded yet.
 */
export async function makeNorms(places: NormPlaces, { months, now }: NormRequest): Promise<NormOutcome[]> {
  const there = new Set(await listNormMonths(places.lake))
  const asked = [...new Set(months)].toSorted()
  const lacking = asked.filter(month => !there.has(month))
  const made = new Map(
    (await makeLacking(places, lacking, now)).map(outcome => [outcome.norm_month, outcome]),
  )
  await storeNorms(places)
  return asked.map(month => made.get(month) ?? kept(month))
}

/**
 * Months that should have a norm: from a year after the first measured day to the month of the newest value and, in its last
 * days, the next one. So a home that was back-filled tells the tension of its past, too, and one of old files asks for no month after them.
 *
 * @throws WarehouseUnavailableError when nothing has been loaded yet.
 */
export async function monthsOfNorms(
  { warehouse }: Pick<NormPlaces, 'warehouse'>,
  now: Date,
): Promise<string[]> {
  const { first, last } = await warehouse.read(async engine => ({
    first: await readFirstDay(engine),
    last: (await readDataState(engine)).watermark_key,
  }))
  if (first === null || last === null) return []
  const reached = addDays(first, NORM_RULES.shortest_days)
  const month = reached.slice(0, 7)
  const known = localDate(new Date(Math.min(now.getTime(), last * QUARTER_MS)))
  const newest = addDays(known, NORM_RULES.ahead_days).slice(0, 7)
  return monthsBetween(firstDayOf(month) < reached ? addMonths(month, 1) : month, addMonths(newest, 1))
}

/**
 * Store in gold what the ledger has and gold has not: after a rebuild, or a kill between the two.
 *
 * @returns how many cells were new.
 */
export async function storeNorms({ lake, warehouse }: NormPlaces): Promise<number> {
  const months = await listNormMonths(lake)
  if (months.length === 0) return 0
  const stored = await warehouse.read(storedMonths)
  const missing = months.filter(month => !stored.has(month))
  let cells = 0
  for (let start = 0; start < missing.length; start += MONTHS_AT_ONCE) {
    const norms = await mapAtOnce(missing.slice(start, start + MONTHS_AT_ONCE), month =>
      readNorm(lake, month),
    )
    cells += await storeTensionNorms(warehouse, norms.flatMap(rowsOf))
  }
  return cells
}

/** In words, for who runs the job. */
export function describeNorm({ norm_month, outcome, area_codes, lacks }: NormOutcome): string {
  const areas = outcome === 'made' ? `made for ${area_codes.length} areas` : outcome
  const reasons = [...Map.groupBy(lacks, ({ reason }) => reason)].map(
    ([reason, of]) => `${of.map(({ area_code }) => area_code).join(', ')}: ${reason}`,
  )
  return [`norm of ${norm_month}: ${areas}`, ...reasons].join('; ')
}

/** A month is a thousand cells. */
const MONTHS_AT_ONCE = 24
const QUARTER_MS = 900_000

async function storedMonths(engine: Engine): Promise<ReadonlySet<string>> {
  // A warehouse of an earlier version gets the table when it is next written to.
  if (!(await hasColumn(engine, 'tension_norm', 'norm_month'))) return new Set()
  const rows = await read(engine, { norm_month: 'text' }, sql`SELECT DISTINCT norm_month FROM tension_norm`)
  return new Set(rows.map(({ norm_month }) => norm_month))
}

async function makeLacking(places: NormPlaces, months: readonly string[], now: Date): Promise<NormOutcome[]> {
  const [first, last] = [months[0], months.at(-1)]
  if (first === undefined || last === undefined) return []
  const earliest = addMonths(first, -12 * NORM_RULES.longest_years)
  const firstDays = await places.warehouse.read(engine => readFirstDays(engine, earliest, last))
  const measured = await places.warehouse.read(readMeasuredRegions)
  const hours = hoursOfMonths(places.warehouse)
  const outcomes: NormOutcome[] = []
  for (const month of months) {
    hours.forgetBefore(addMonths(month, -12 * NORM_RULES.longest_years))
    outcomes.push(await makeOne(places.lake, { month, now, firstDays, measured, hours }))
  }
  return outcomes
}

interface Making {
  readonly month: string
  readonly now: Date
  readonly firstDays: Awaited<ReturnType<typeof readFirstDays>>
  /** Regions that were ever measured. */
  readonly measured: ReadonlySet<string>
  readonly hours: HoursOfMonths
}

async function makeOne(
  lake: ObjectStore,
  { month, now, firstDays, measured, hours }: Making,
): Promise<NormOutcome> {
  const today = localDate(now)
  const ahead = addDays(firstDayOf(month), -NORM_RULES.ahead_days)
  if (today < ahead)
    return notMade(month, 'none', [
      {
        area_code: 'all',
        reason: `too early on ${today}: expected ${ahead} or later`,
        lacks_months: false,
      },
    ])
  const { cells, lacks } = await learnNorm({ window: windowOf(month, today), firstDays, hours })
  if (cells.length === 0) return notMade(month, 'none', lacks)
  const isOver = month < today.slice(0, 7)
  if (isOver && lacks.some(({ area_code, lacks_months }) => lacks_months && measured.has(area_code)))
    return notMade(month, 'waits', lacks)
  const norm = { norm_month: month, made_at: now.toISOString(), percents: [...NORM_PERCENTS], cells }
  // Another machine may have come first.
  if (!(await writeNormOnce(lake, norm))) return kept(month)
  const area_codes = [...new Set(cells.map(({ area_code }) => area_code))]
  return { norm_month: month, outcome: 'made', area_codes, lacks }
}

const kept = (norm_month: string): NormOutcome => ({ norm_month, outcome: 'kept', area_codes: [], lacks: [] })

const notMade = (norm_month: string, outcome: 'none' | 'waits', lacks: readonly NormLack[]): NormOutcome => ({
  norm_month,
  outcome,
  area_codes: [],
  lacks,
})

const localDate = (now: Date): string => parisDateTime(Math.floor(now.getTime() / 1000)).local_date
