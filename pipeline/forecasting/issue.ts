/** Says what the next 96 half-hours will be, from a model card and what is known at the issue. */
import {
  BASELINES,
  FORECAST_HALF_HOURS,
  FORECAST_QUANTITIES,
  type ForecastModel,
  type ForecastQuantity,
  type HorizonCode,
} from '../catalog/forecasting.ts'
import type { AreaHistory } from './area-history.ts'
import type { BaselineValues } from './baselines.ts'
import { checkHistories, partOf } from './check-histories.ts'
import { DERIVED, type Derived } from './derived-series.ts'
import { surroundingsOf } from './features.ts'
import type { ForecastRow, Issue } from './forecast-row.ts'
import { intervalAround } from './intervals.ts'
import { fromCard } from './learnt-series.ts'
import { HALF_HOUR_S, localHalfHours, SLOTS } from './local-half-hours.ts'
import {
  CARD_FORMAT,
  type LeftOut,
  MEASURED_QUANTITIES,
  type ModelCard,
  type SeriesCard,
} from './model-card.ts'
import {
  candidatesOf,
  DAYS_BACK,
  HORIZON_OF_STEP,
  newestKnown,
  type ToldSeries,
  tellSeries,
} from './told-series.ts'

/** Series of a card over a stretch of time, told once and asked at each issue. */
export interface Board {
  readonly card: ModelCard
  readonly series: ReadonlyMap<string, ToldSeries>
}

const keyOf = (areaCode: string, quantity: ForecastQuantity) => `${areaCode} ${quantity}`

/**
 * Thirteen areas × four quantities, from the first half-hour that starts at or after the issue. Values of half-hours that start at or
 * after `issuedAt` are never read, weather apart.
 *
 * @param histories of regions, {@link DAYS_BACK} days or longer, with the weather ahead; the country is their sum, so there is none of it.
 * @throws RangeError where the card is of another format or later than the issue, or a history cannot be used
 */
export function issue(card: ModelCard, histories: readonly AreaHistory[], issuedAt: Date): Issue {
  const first = Math.ceil(issuedAt.getTime() / 1000 / HALF_HOUR_S)
  const board = setUpBoard(card, histories, first, first)
  return issueFrom(board, issuedAt, first)
}

/** For issues whose first half-hour is `from` up to and with `to`, counted from 1970. */
export function setUpBoard(
  card: ModelCard,
  histories: readonly AreaHistory[],
  from: number,
  to: number,
): Board {
  checkHistories(histories)
  if (card.format !== CARD_FORMAT) {
    throw new RangeError(`model card of format ${card.format}: expected ${CARD_FORMAT}; fit the models again`)
  }
  const end = Math.ceil(Date.parse(card.fitted_at) / 1000 / HALF_HOUR_S)
  const series = new Map<string, ToldSeries>()
  for (const history of histories) {
    const start = history.first_half_hour
    const part = partOf(history, from - DAYS_BACK * SLOTS - start, to + FORECAST_HALF_HOURS - start)
    const around = surroundingsOf(part)
    for (const quantity of MEASURED_QUANTITIES) {
      const { learnt } = cardOf(card, history.area_code, quantity) ?? {}
      if (!learnt) continue
      series.set(
        keyOf(history.area_code, quantity),
        tellSeries(around, quantity, fromCard(learnt), end - part.first_half_hour),
      )
    }
  }
  return { card, series }
}

/** @param knownBefore half-hour, counted from 1970: nothing measured from there on is read */
export function issueFrom(board: Board, issuedAt: Date, knownBefore: number): Issue {
  const fitted_at = new Date(board.card.fitted_at)
  if (fitted_at > issuedAt) {
    throw new RangeError(
      `model card of ${board.card.fitted_at}: expected one fitted before the issue of ${issuedAt.toISOString()}`,
    )
  }
  const first = Math.ceil(issuedAt.getTime() / 1000 / HALF_HOUR_S)
  const steps = new Map<string, SeriesSteps>()
  for (const [key, series] of board.series)
    steps.set(key, stepsOf(board.card, key, series, first, knownBefore))
  for (const derived of DERIVED) {
    const sum = deriveSteps(derived, steps)
    if (sum) steps.set(keyOf(derived.area_code, derived.quantity), sum)
  }
  const { slot } = localHalfHours(first, FORECAST_HALF_HOURS)
  const rows: ForecastRow[] = []
  const left_out: LeftOut[] = []
  for (const series of [...board.card.series].sort(byAreaAndQuantity)) {
    const told = steps.get(keyOf(series.area_code, series.quantity_code))
    if (told) rows.push(...rowsOf(series, told, issuedAt, first, slot))
    left_out.push(...leftOutOf(series, told))
  }
  return { issued_at: issuedAt, fitted_at, rows, left_out: [...left_out, ...board.card.left_out] }
}

/** What is said of the half-hours of an issue, in order. */
interface SeriesSteps {
  /** MW; NaN where nothing can be said. */
  readonly p50: Float64Array
  readonly baselines: readonly BaselineValues[]
  /** Half-hours from the newest known value to the first half-hour of the issue. */
  readonly first_lead: number
  /** Why half-hours are missing; null where none is. */
  readonly reason: string | null
}

function stepsOf(
  card: ModelCard,
  key: string,
  series: ToldSeries,
  first: number,
  knownBefore: number,
): SeriesSteps {
  const [area = '', quantity = ''] = key.split(' ')
  const { served } = cardOf(card, area, quantity as ForecastQuantity) as SeriesCard
  const { values, halfHours } = series.measured
  const start = halfHours.first_half_hour
  const newest = newestKnown(values, Math.min(knownBefore, first) - start)
  const first_lead = first - start - newest
  const p50 = new Float64Array(FORECAST_HALF_HOURS).fill(Number.NaN)
  const baselines: BaselineValues[] = []
  const stale = newest < 0 || first_lead > SLOTS
  for (let step = 0; step < FORECAST_HALF_HOURS; step++) {
    const said = candidatesOf(series, newest, first - start + step)
    baselines.push(said)
    if (!stale) p50[step] = said[served[HORIZON_OF_STEP[step] as HorizonCode]]
  }
  return { p50, baselines, first_lead, reason: reasonOf(p50, stale, newest < 0 ? null : start + newest) }
}

function reasonOf(p50: Float64Array, stale: boolean, newest: number | null): string | null {
  if (newest === null) return 'no value is known'
  if (stale) return `the feed stands still: the newest value is of ${instant(newest)}, more than a day before`
  if (!p50.some(Number.isNaN)) return null
  return 'no weather is known for them, or no value that they follow'
}

const instant = (halfHour: number) => new Date(halfHour * HALF_HOUR_S * 1000).toISOString()

function deriveSteps({ parts }: Derived, steps: ReadonlyMap<string, SeriesSteps>): SeriesSteps | null {
  const found = parts.flatMap(part => {
    const series = steps.get(keyOf(part.area_code, part.quantity))
    return series ? [{ ...part, series }] : []
  })
  if (found.length < parts.length) return null
  const at = Array.from({ length: FORECAST_HALF_HOURS }, (_, step) => step)
  const sum = (value: (series: SeriesSteps) => number) =>
    found.reduce((total, { sign, series }) => total + sign * value(series), 0)
  const missing = found.filter(({ series }) => series.reason !== null)
  return {
    p50: Float64Array.from(at, step => sum(series => series.p50[step] as number)),
    baselines: at.map(
      step =>
        Object.fromEntries(
          BASELINES.map(name => [name, sum(series => (series.baselines[step] as BaselineValues)[name])]),
        ) as Record<(typeof BASELINES)[number], number>,
    ),
    first_lead: Math.max(...found.map(({ series }) => series.first_lead)),
    reason:
      missing.length === 0
        ? null
        : `follows from others that are missing: ${missing.map(part => `${part.quantity} of ${part.area_code}`).join(', ')}`,
  }
}

function rowsOf(
  card: SeriesCard,
  told: SeriesSteps,
  issuedAt: Date,
  first: number,
  slot: Uint8Array,
): ForecastRow[] {
  return Array.from(told.p50, (p50, step): ForecastRow[] => {
    if (Number.isNaN(p50)) return []
    const { p10, p90 } = intervalAround(card.interval, told.first_lead + step, slot[step] as number, p50)
    // Neither demand, wind nor sun is less than nothing.
    const least = card.quantity_code === 'residual_load' ? Number.NEGATIVE_INFINITY : 0
    const baselines = told.baselines[step] as BaselineValues
    return [
      {
        area_code: card.area_code,
        quantity_code: card.quantity_code,
        time_key: (first + step) * 2,
        horizon_minutes: Math.floor(((first + step) * HALF_HOUR_S - issuedAt.getTime() / 1000) / 60),
        p10_mw: kilowatts(Math.max(least, p10)),
        p50_mw: kilowatts(p50),
        p90_mw: kilowatts(Math.max(least, p90)),
        model_code: card.served[HORIZON_OF_STEP[step] as HorizonCode] as ForecastModel,
        d1_mw: known(baselines.d1),
        d7_mw: known(baselines.d7),
        climatology_mw: known(baselines.climatology),
      },
    ]
  }).flat()
}

/** As exact as the table is. */
const kilowatts = (mw: number) => Math.round(mw * 1000) / 1000
const known = (mw: number) => (Number.isNaN(mw) ? null : kilowatts(mw))

function leftOutOf(card: SeriesCard, told: SeriesSteps | undefined): LeftOut[] {
  const { area_code, quantity_code } = card
  if (told === undefined) {
    return [
      { area_code, quantity_code, reason: 'no history was given of it', half_hours: FORECAST_HALF_HOURS },
    ]
  }
  const half_hours = told.p50.filter(Number.isNaN).length
  return half_hours === 0 ? [] : [{ area_code, quantity_code, reason: told.reason ?? '', half_hours }]
}

const cardOf = (card: ModelCard, areaCode: string, quantity: ForecastQuantity) =>
  card.series.find(series => series.area_code === areaCode && series.quantity_code === quantity)

const byAreaAndQuantity = (a: SeriesCard, b: SeriesCard) =>
  a.area_code.localeCompare(b.area_code) ||
  FORECAST_QUANTITIES.indexOf(a.quantity_code) - FORECAST_QUANTITIES.indexOf(b.quantity_code)
