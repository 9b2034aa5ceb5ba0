/**
 * Job: learn from the history of a home what consumption, wind and sun follow, and keep what was learnt as a model card in the
 * lake. It may run at any time, and twice at once: each run keeps a card of its own, and issues take the newest.
 */
import { startOfLocalDay } from '../../catalog/paris-calendar.ts'
import { HALF_HOURS_AHEAD } from '../../forecasting/area-history.ts'
import { type FitProgress, fitModels } from '../../forecasting/fit-models.ts'
import { recordModelCard } from '../../forecasting/ledger/model-cards.ts'
import type { ModelCard } from '../../forecasting/model-card.ts'
import { readFirstDay } from '../../forecasting/norm-history.ts'
import { readPastErrors } from '../../forecasting/past-errors.ts'
import { readHistories } from '../../forecasting/read-history.ts'
import type { Home } from '../home.ts'
import { reasonsInWords } from './left-out-words.ts'

export interface FitRequest {
  readonly now: Date
  /** Does the reckoning. Default: in this thread, which can do little else for some seconds. */
  readonly fitBy?: typeof fitModels
  readonly onProgress?: (progress: FitProgress) => void
}

export type FitOutcome =
  | { readonly outcome: 'fitted'; readonly card: ModelCard }
  /** Nothing can be learnt yet, for a reason in words. */
  | { readonly outcome: 'none'; readonly reason: string }

/** Older years tell of other habits, and cost as much. */
const LONGEST_YEARS = 3
const HALF_HOUR_MS = 1_800_000

/** @throws WarehouseUnavailableError when nothing has been loaded yet, or another process keeps the warehouse. */
export async function fitFromHistory(
  home: Home,
  { now, onProgress, fitBy = fitModels }: FitRequest,
): Promise<FitOutcome> {
  const { lake, warehouse, telemetry } = home
  return telemetry.trace({ name: 'fit models' }, async () => {
    const start = performance.now()
    const firstDay = await warehouse.read(readFirstDay)
    if (firstDay === null) return { outcome: 'none', reason: 'no consumption has been measured yet' }
    const histories = await readHistories(warehouse, {
      firstHalfHour: firstHalfHour(firstDay, now),
      endHalfHour: Math.floor(now.getTime() / HALF_HOUR_MS) + HALF_HOURS_AHEAD,
    })
    // Of hours gone by, weather is read as it was analysed, where there is an analysis.
    const card = await fitBy(histories, {
      fittedAt: now,
      weatherKind: 'analysis',
      pastErrors: await readPastErrors(lake, warehouse, now),
      ...(onProgress && { onProgress }),
    })
    if (card.series.length === 0) {
      return {
        outcome: 'none',
        reason: `history since ${firstDay} is too short: ${reasonsInWords(card.left_out)}`,
      }
    }
    await recordModelCard(lake, card)
    telemetry.emit('forecast.fitted', {
      series: card.series.length,
      series_left_out: card.left_out.length,
      duration_ms: Math.round(performance.now() - start),
    })
    return { outcome: 'fitted', card }
  })
}

function firstHalfHour(firstDay: string, now: Date): number {
  const earliest = new Date(now)
  earliest.setUTCFullYear(now.getUTCFullYear() - LONGEST_YEARS)
  return Math.floor(Math.max(startOfLocalDay(firstDay) * 1000, earliest.getTime()) / HALF_HOUR_MS)
}

/** In words, for who runs the job. */
export function describeFit(fitted: FitOutcome): string {
  if (fitted.outcome === 'none') return `models: not fitted: ${fitted.reason}\n`
  const { series, left_out } = fitted.card
  const models = series.filter(({ served }) => Object.values(served).includes('ridge')).length
  return [
    `models: ${series.length} series fitted, ${models} of them served by a model, the others by their best baseline\n`,
    ...(left_out.length > 0 ? [`models: left out: ${reasonsInWords(left_out)}\n`] : []),
  ].join('')
}
