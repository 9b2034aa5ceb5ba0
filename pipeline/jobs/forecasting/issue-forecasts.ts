/**
 * Job: forecast the next two days, once an hour. What is said goes into the ledger first, which takes one issue an hour and never
 * changes it, and then into gold: killed between the two, the next run stores what is missing; of two that come at once the second
 * one finds the hour issued.
 */
import { HALF_HOURS_AHEAD } from '../../forecasting/area-history.ts'
import type { Issue } from '../../forecasting/forecast-row.ts'
import { issue } from '../../forecasting/issue.ts'
import { isIssued, newestIssuedHour, recordIssue } from '../../forecasting/ledger/issues.ts'
import { readModelCard } from '../../forecasting/ledger/model-cards.ts'
import { storeFromLedger } from '../../forecasting/ledger/store-in-gold.ts'
import type { LeftOut, ModelCard } from '../../forecasting/model-card.ts'
import { readHistories } from '../../forecasting/read-history.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { type Home, originOf } from '../home.ts'
import { type FitOutcome, type FitRequest, fitFromHistory } from './fit-from-history.ts'
import { reasonsInWords } from './left-out-words.ts'

export type IssueOutcome =
  | {
      readonly outcome: 'issued'
      readonly issued_at: Date
      readonly forecasts: number
      readonly left_out: readonly LeftOut[]
    }
  | { readonly outcome: 'issued already'; readonly issued_at: Date }
  /** Nothing can be forecast now, for a reason in words. */
  | { readonly outcome: 'none'; readonly reason: string }

const HALF_HOUR_MS = 1_800_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** What an issue looks back on, and a few days for a publisher who is late. */
const HALF_HOURS_BACK = 20 * 48

/**
 * Where there is no model card yet, the models are fitted first.
 *
 * @throws WarehouseUnavailableError when nothing has been loaded yet, or another process keeps the warehouse.
 */
export async function issueForecasts(home: Home, request: FitRequest): Promise<IssueOutcome> {
  const { lake, warehouse, telemetry } = home
  const { now } = request
  return telemetry.trace({ name: 'issue forecasts' }, async () => {
    const issued = (await isIssued(lake, now))
      ? ({ outcome: 'issued already', issued_at: now } as const)
      : await issueAnew(home, request)
    await storeFromLedger(lake, warehouse, now)
    return issued
  })
}

/** The end of the newest hour that was issued: no moment up to it asks for another issue. Null: none was. */
export async function lastIssued(lake: ObjectStore, now: Date): Promise<Date | null> {
  const hour = await newestIssuedHour(lake, now)
  return hour ? new Date(hour.getTime() + HOUR_MS - 1) : null
}

async function issueAnew(home: Home, request: FitRequest): Promise<IssueOutcome> {
  const { lake, telemetry } = home
  const { now } = request
  const start = performance.now()
  const fitted = await cardOf(home, request)
  if (fitted.outcome === 'none') return fitted
  const issued = await tell(home, fitted.card, now)
  const { rows, left_out } = issued
  if (rows.length === 0) return { outcome: 'none', reason: reasonsInWords(left_out) }
  const is_simulated = (await originOf(home)) === 'simulated'
  if ((await recordIssue(lake, { ...issued, is_simulated })) === 'issued already')
    return { outcome: 'issued already', issued_at: now }
  telemetry.emit('forecast.issued', {
    forecasts: rows.length,
    left_out: left_out.reduce((sum, { half_hours }) => sum + half_hours, 0),
    model_age_minutes: Math.floor((now.getTime() - issued.fitted_at.getTime()) / MINUTE_MS),
    duration_ms: Math.round(performance.now() - start),
  })
  return { outcome: 'issued', issued_at: now, forecasts: rows.length, left_out }
}

async function cardOf(home: Home, request: FitRequest): Promise<FitOutcome> {
  const card = await readModelCard(home.lake, request.now)
  return card ? { outcome: 'fitted', card } : fitFromHistory(home, request)
}

async function tell({ warehouse }: Home, card: ModelCard, now: Date): Promise<Issue> {
  const halfHour = Math.floor(now.getTime() / HALF_HOUR_MS)
  const histories = await readHistories(warehouse, {
    firstHalfHour: halfHour - HALF_HOURS_BACK,
    endHalfHour: halfHour + HALF_HOURS_AHEAD,
    // What comes in while it is read was not known at the issue.
    asOf: now,
  })
  return issue(card, histories, now)
}

/** In words, for who runs the job. */
export function describeIssue(issued: IssueOutcome): string {
  if (issued.outcome === 'none') return `forecasts: not issued: ${issued.reason}\n`
  const hour = `${issued.issued_at.toISOString().slice(0, 13)}h`
  if (issued.outcome === 'issued already') return `forecasts: ${hour} is issued already\n`
  const { forecasts, left_out } = issued
  return [
    `forecasts: ${hour} issued, ${forecasts} half-hours of areas and quantities\n`,
    ...(left_out.length > 0 ? [`forecasts: left out: ${reasonsInWords(left_out)}\n`] : []),
  ].join('')
}
