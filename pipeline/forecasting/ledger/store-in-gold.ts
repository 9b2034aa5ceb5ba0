/** Copies into a warehouse what the ledger has and the warehouse has not: after an issue, a score, a rebuild, or a kill between the two. */

import { ISSUES_KEPT_MS, storeForecasts } from '../../gold/forecast.ts'
import { type ForecastScoreRow, storeForecastScores } from '../../gold/forecast_score.ts'
import { storedScoreDays } from '../../gold/queries/forecast-scores.ts'
import { storedIssues } from '../../gold/queries/forecasts.ts'
import type { GoldWarehouse } from '../../gold/update-gold.ts'
import { mapAtOnce } from '../../lake/at-once.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { tellableMape } from '../score.ts'
import type { RecordedIssue } from './issue-file.ts'
import { issuedHours, newestIssuedHour, readIssues } from './issues.ts'
import { type DayScores, readScores, scoredDays } from './scores.ts'

const HOUR_MS = 3_600_000
/** Issues stored in one transaction: half a day. */
const ISSUES_AT_ONCE = 12
/** Days of scores stored in one transaction. */
const DAYS_AT_ONCE = 100

export interface LedgerCopy {
  readonly forecasts_stored: number
  readonly scores_stored: number
}

/**
 * Store the issues of the last eight days, oldest first, and all scores, as far as the warehouse lacks them. A second call stores
 * nothing.
 *
 * @param now spares a list of all issues ever made; absent: none is spared.
 */
export async function storeFromLedger(
  lake: ObjectStore,
  warehouse: GoldWarehouse,
  now?: Date,
): Promise<LedgerCopy> {
  return {
    forecasts_stored: await storeMissingIssues(lake, warehouse, now),
    scores_stored: await storeMissingScores(lake, warehouse),
  }
}

async function storeMissingIssues(
  lake: ObjectStore,
  warehouse: GoldWarehouse,
  now: Date | undefined,
): Promise<number> {
  const newest = await newestIssuedHour(lake, now)
  if (newest === undefined) return 0
  const hourOf = (instant: string) => Math.floor(Date.parse(instant) / HOUR_MS)
  const stored = new Set((await storedIssues(warehouse)).map(hourOf))
  const isMissing = (hour: Date) => !stored.has(hour.getTime() / HOUR_MS)
  const hours = await issuedHours(
    lake,
    new Date(newest.getTime() - ISSUES_KEPT_MS),
    new Date(newest.getTime() + HOUR_MS),
  )
  let count = 0
  let waiting: RecordedIssue[] = []
  for await (const issue of readIssues(lake, hours.filter(isMissing))) {
    waiting.push(issue)
    if (waiting.length < ISSUES_AT_ONCE) continue
    count += await storeForecasts(warehouse, waiting)
    waiting = []
  }
  return count + (await storeForecasts(warehouse, waiting))
}

/** Days whose file, of an older version, holds no score: read once in a process. A file is never changed. */
const daysWithoutScores = new WeakMap<ObjectStore, Set<string>>()

async function storeMissingScores(lake: ObjectStore, warehouse: GoldWarehouse): Promise<number> {
  const stored = new Set(await storedScoreDays(warehouse))
  const empty = daysWithoutScores.get(lake) ?? new Set()
  daysWithoutScores.set(lake, empty)
  const days = (await scoredDays(lake)).filter(day => !stored.has(day) && !empty.has(day))
  let count = 0
  for (let first = 0; first < days.length; first += DAYS_AT_ONCE) {
    const found = await mapAtOnce(days.slice(first, first + DAYS_AT_ONCE), day => readScores(lake, day))
    for (const { target_date, scores } of found) if (scores.length === 0) empty.add(target_date)
    count += await storeForecastScores(warehouse, found.flatMap(toRows))
  }
  return count
}

const toRows = ({ scored_at, is_simulated, scores }: DayScores): ForecastScoreRow[] =>
  scores.map(score => ({
    ...score,
    // Older files have what the column can't hold.
    mape_ratio: tellableMape(score.mape_ratio),
    scored_at,
    is_simulated,
  }))
