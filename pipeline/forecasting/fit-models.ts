/**
 * Learns from the histories of the regions what consumption, wind and sun follow, chooses what is served and how wide its intervals are. Takes
 * seconds, and lets others go on meanwhile.
 */
import { setImmediate } from 'node:timers/promises'
import {
  FORECAST_HALF_HOURS,
  FORECAST_MODELS,
  type ForecastModel,
  type ForecastQuantity,
} from '../catalog/forecasting.ts'
import type { WeatherKind } from '../catalog/weather-measures.ts'
import type { AreaHistory } from './area-history.ts'
import { checkHistories } from './check-histories.ts'
import { DERIVED, type Derived, servedOfParts, sumOf } from './derived-series.ts'
import { errorsOfLedger, errorsOfTrial } from './error-samples.ts'
import { type Surroundings, surroundingsOf } from './features.ts'
import type { PastErrors } from './forecast-row.ts'
import { intervalsOf } from './intervals.ts'
import { FEWEST_DAYS, learnSeries, toCard } from './learnt-series.ts'
import { HALF_HOUR_S } from './local-half-hours.ts'
import {
  CARD_FORMAT,
  type LearntCard,
  type LeftOut,
  MEASURED_QUANTITIES,
  type MeasuredQuantity,
  type ModelCard,
  type SeriesCard,
} from './model-card.ts'
import { chooseServed, type Served, scoresOf, servedOf } from './model-choice.ts'
import { emptyTrial, type Trial, trialIssues, tryOut } from './tryout.ts'

export interface Fitting {
  /** Nothing of a half-hour that starts at or after it is read, weather apart. */
  readonly fittedAt: Date
  /** What the weather of the past in the histories is: as it was forecast then, or as it was analysed. */
  readonly weatherKind: WeatherKind
  /** What the ledger holds of the last weeks: where it is long enough, intervals come from it. */
  readonly pastErrors?: readonly PastErrors[]
  /** After each area and quantity. */
  readonly onProgress?: (progress: FitProgress) => void
}

export interface FitProgress {
  readonly done: number
  readonly total: number
}

interface Fitted {
  readonly area_code: string
  readonly quantity: ForecastQuantity
  readonly served: Served
  readonly trial: Trial
  readonly p50: Float64Array
  readonly learnt: LearntCard | null
}

/**
 * @param histories of regions, in any order; the country is their sum, so there is none of it.
 * @throws RangeError naming the history that cannot be used
 */
export async function fitModels(histories: readonly AreaHistory[], fitting: Fitting): Promise<ModelCard> {
  checkHistories(histories)
  const fittedHalfHour = Math.ceil(fitting.fittedAt.getTime() / 1000 / HALF_HOUR_S)
  const total = histories.length * MEASURED_QUANTITIES.length
  const fitted: Fitted[] = []
  const left_out: LeftOut[] = []
  let done = 0
  for (const history of histories) {
    const around = surroundingsOf(history)
    for (const quantity of MEASURED_QUANTITIES) {
      const result = await fitSeries(around, quantity, fittedHalfHour - history.first_half_hour)
      if ('reason' in result) left_out.push(result)
      else fitted.push(result)
      done++
      fitting.onProgress?.({ done, total })
    }
  }
  for (const derived of DERIVED) {
    await setImmediate()
    const result = derive(derived, fitted)
    if ('reason' in result) left_out.push(result)
    else fitted.push(result)
  }
  const series: SeriesCard[] = []
  for (const one of fitted) {
    await setImmediate()
    const card = seriesCard(one, fittedHalfHour, fitting.pastErrors ?? [])
    if ('reason' in card) left_out.push(card)
    else series.push(card)
  }
  const { fittedAt, weatherKind } = fitting
  return {
    format: CARD_FORMAT,
    fitted_at: fittedAt.toISOString(),
    weather_kind: weatherKind,
    series,
    left_out,
  }
}

const TOO_SHORT = 'history is too short to try models on its newest days: they want 54 days'

async function fitSeries(
  around: Surroundings,
  quantity: MeasuredQuantity,
  end: number,
): Promise<Fitted | LeftOut> {
  const { area_code } = around.history
  const leftOut = (reason: string): LeftOut => ({
    area_code,
    quantity_code: quantity,
    reason,
    half_hours: FORECAST_HALF_HOURS,
  })
  const learnt = await learnSeries(around, quantity, end)
  if (learnt === null) {
    return leftOut(`fewer than ${FEWEST_DAYS} days of values (with weather, where it is used) are known`)
  }
  const trial = await tryOut(around, quantity, end)
  const served = chooseServed(trial)
  if (served === null) return leftOut(TOO_SHORT)
  return { area_code, quantity, served, trial, p50: servedOf(trial, served), learnt: toCard(learnt) }
}

function derive({ area_code, quantity, parts }: Derived, fitted: readonly Fitted[]): Fitted | LeftOut {
  const found = parts.map(part => ({
    ...part,
    series: fitted.find(series => series.area_code === part.area_code && series.quantity === part.quantity),
  }))
  const missing = found.filter(part => part.series === undefined)
  if (missing.length > 0) {
    const names = missing.map(part => `${part.quantity} of ${part.area_code}`)
    const reason = `follows from others, of which there is no model: ${names.join(', ')}`
    return { area_code, quantity_code: quantity, reason, half_hours: FORECAST_HALF_HOURS }
  }
  const whole = found as readonly { sign: number; series: Fitted }[]
  const summed = (values: (series: Fitted) => Float64Array) =>
    sumOf(whole.map(({ sign, series }) => ({ sign, values: values(series) })))
  const lead = emptyTrial().lead.map((_, cell) =>
    Math.max(...whole.map(part => part.series.trial.lead[cell] as number)),
  )
  const said = Object.fromEntries(
    FORECAST_MODELS.map(model => [model, summed(series => series.trial.said[model])]),
  ) as Record<ForecastModel, Float64Array>
  return {
    area_code,
    quantity,
    served: servedOfParts(whole.map(part => part.series.served)),
    trial: { said, actual: summed(series => series.trial.actual), lead },
    p50: summed(series => series.p50),
    learnt: null,
  }
}

function seriesCard(
  { area_code, quantity, trial, p50, served, learnt }: Fitted,
  fittedHalfHour: number,
  pastErrors: readonly PastErrors[],
): SeriesCard | LeftOut {
  const issues = trialIssues(fittedHalfHour)
  const ledger = errorsOfLedger(pastErrors, area_code, quantity, fittedHalfHour)
  const interval =
    (ledger && intervalsOf(quantity, ledger, 'ledger')) ??
    intervalsOf(quantity, errorsOfTrial(trial, p50, issues), 'backtest')
  if (interval === null) {
    return { area_code, quantity_code: quantity, reason: TOO_SHORT, half_hours: FORECAST_HALF_HOURS }
  }
  const instant = (halfHour: number) => new Date(halfHour * HALF_HOUR_S * 1000).toISOString()
  return {
    area_code,
    quantity_code: quantity,
    served,
    learnt,
    interval,
    tryout: {
      from: instant(issues[0] as number),
      to: instant(fittedHalfHour - 1),
      scores: scoresOf(trial, p50),
    },
  }
}
