/**
 * Scores the forecasts of a day, once and for all, when the day is as good as measured: every issue of the ledger that tells of it,
 * against the values known now, beside what the baselines would have told at the same issue.
 */
import { FORECAST_HALF_HOURS } from '../catalog/forecasting.ts'
import { addDays, type LocalDay, localDays, parisDateTime } from '../catalog/paris-calendar.ts'
import { REGIONS } from '../catalog/regions.ts'
import type { Warehouse } from '../gold/warehouse.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { actualsOf } from './area-actuals.ts'
import type { AreaHistory } from './area-history.ts'
import type { Pair } from './forecast-row.ts'
import { valuesOf } from './learnt-series.ts'
import { issuedHours, readIssues } from './ledger/issues.ts'
import { recordScores, scoredDays } from './ledger/scores.ts'
import { HALF_HOUR_S } from './local-half-hours.ts'
import { MEASURED_QUANTITIES, type MeasuredQuantity } from './model-card.ts'
import { readHistories } from './read-history.ts'
import { score } from './score.ts'

export interface ScoreContext {
  readonly lake: ObjectStore
  readonly warehouse: Warehouse
}

export type ScoreOutcome =
  | { readonly outcome: 'scored'; readonly issues: number; readonly scores: number }
  | { readonly outcome: 'scored already' | 'not over' | 'not forecast' }
  /** No forecast of it has a measured value and baselines to hold it against: nothing is recorded, as both may still come. */
  | { readonly outcome: 'nothing to compare' }
  /** The region of which a quantity is measured least, and how much of the day of that is. */
  | { readonly outcome: 'not measured'; readonly region_code: string; readonly measured_ratio: number }

export type ScoredDay = ScoreOutcome & { readonly target_date: string }

/** A day is scored from this share on, of every quantity in every region. */
const MEASURED_ENOUGH = 0.95
/** Or with what there is, so long after its end. */
const LATEST_MS = 4 * 24 * 60 * 60_000
/** Days that a score is made up for. */
const DAYS_BACK = 30
/** An issue tells of half-hours up to this long after it. */
const REACH_MS = (FORECAST_HALF_HOURS + 1) * HALF_HOUR_S * 1000

/**
 * Score the days that are due: those of the last thirty that are over, were forecast and have no score yet. What is recorded goes
 * into gold by `storeFromLedger`.
 *
 * @returns what became of each, in order.
 */
export async function scoreDueDays(context: ScoreContext, now: Date): Promise<readonly ScoredDay[]> {
  const today = parisDateTime(Math.floor(now.getTime() / 1000)).local_date
  const scored = new Set(await scoredDays(context.lake))
  const outcomes: ScoredDay[] = []
  for (const { local_date } of localDays(addDays(today, -DAYS_BACK), addDays(today, -1))) {
    if (scored.has(local_date)) continue
    const outcome = await scoreDay(context, local_date, now)
    if (outcome.outcome !== 'not forecast') outcomes.push({ target_date: local_date, ...outcome })
  }
  return outcomes
}

/**
 * Score one day, unless it was scored.
 *
 * @param targetDate day in Paris, YYYY-MM-DD
 * @throws RangeError when it is no day of the calendar.
 */
export async function scoreDay(
  { lake, warehouse }: ScoreContext,
  targetDate: string,
  now: Date,
): Promise<ScoreOutcome> {
  const [day] = localDays(targetDate, targetDate)
  if (day === undefined) throw new RangeError(`day ${targetDate}: expected YYYY-MM-DD`)
  if (now.getTime() < day.end_epoch_s * 1000) return { outcome: 'not over' }
  if ((await scoredDays(lake)).includes(targetDate)) return { outcome: 'scored already' }
  const hours = await issuedHours(
    lake,
    new Date(day.start_epoch_s * 1000 - REACH_MS),
    new Date(day.end_epoch_s * 1000),
  )
  if (hours.length === 0) return { outcome: 'not forecast' }
  const histories = await readHistories(warehouse, {
    firstHalfHour: day.start_epoch_s / HALF_HOUR_S,
    endHalfHour: day.end_epoch_s / HALF_HOUR_S,
  })
  const least = leastMeasured(histories)
  const isLatest = now.getTime() >= day.end_epoch_s * 1000 + LATEST_MS
  if (least.measured_ratio < MEASURED_ENOUGH && !isLatest) return { outcome: 'not measured', ...least }
  return recordDay(lake, day, hours, histories, now)
}

function leastMeasured(histories: readonly AreaHistory[]) {
  const shares = histories.flatMap(history =>
    quantitiesOf(history.area_code).map(quantity => ({
      region_code: history.area_code,
      measured_ratio: measuredRatio(valuesOf(history, quantity)),
    })),
  )
  return shares.reduce((least, share) => (share.measured_ratio < least.measured_ratio ? share : least))
}

/** What a region can have values of: nothing is waited for that it has no plant for. */
function quantitiesOf(regionCode: string): MeasuredQuantity[] {
  const capacity = REGIONS.find(({ region_code }) => region_code === regionCode)?.capacity_mw
  return MEASURED_QUANTITIES.filter(quantity => quantity === 'consumption' || capacity?.[quantity] != null)
}

const measuredRatio = (values: Float64Array): number =>
  values.filter(value => !Number.isNaN(value)).length / values.length

async function recordDay(
  lake: ObjectStore,
  { local_date, start_epoch_s, end_epoch_s }: LocalDay,
  hours: readonly Date[],
  histories: readonly AreaHistory[],
  now: Date,
): Promise<ScoreOutcome> {
  const actual = actualsOf(histories)
  const pairs: Pair[] = []
  let issues = 0
  let is_simulated = false
  for await (const issue of readIssues(lake, hours, { from: start_epoch_s / 900, to: end_epoch_s / 900 })) {
    if (issue.rows.length > 0) issues++
    is_simulated ||= issue.is_simulated
    for (const row of issue.rows) {
      const actual_mw = actual(row.area_code, row.quantity_code, row.time_key)
      if (actual_mw !== null) pairs.push({ ...row, issued_at: issue.issued_at, actual_mw })
    }
  }
  if (issues === 0) return { outcome: 'not forecast' }
  const scores = score(pairs)
  if (scores.length === 0) return { outcome: 'nothing to compare' }
  const recorded = await recordScores(lake, {
    target_date: local_date,
    scored_at: now.toISOString(),
    is_simulated,
    scores,
  })
  if (recorded === 'scored already') return { outcome: recorded }
  return { outcome: 'scored', issues, scores: scores.length }
}
