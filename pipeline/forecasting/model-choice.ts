/** Which candidate is served, by horizon: the regression where it beats every baseline out of sample, else the best of them. */
import {
  BASELINES,
  FORECAST_HALF_HOURS,
  FORECAST_MODELS,
  type ForecastModel,
  HORIZONS,
  type HorizonCode,
} from '../catalog/forecasting.ts'
import { SLOTS } from './local-half-hours.ts'
import type { TryoutScore } from './model-card.ts'
import { HORIZON_OF_STEP } from './told-series.ts'
import type { Trial } from './tryout.ts'

export type Served = Readonly<Record<HorizonCode, ForecastModel>>

/** A candidate that could tell fewer half-hours than this was not tried. */
const FEWEST_TOLD = 2 * SLOTS

/** Null: no candidate was tried at some horizon. */
export function chooseServed(trial: Trial): Served | null {
  const choices = HORIZONS.map(({ horizon_code }) => {
    const { mae_mw } = scoreOf(trial, horizon_code, null)
    const ranked = BASELINES.filter(model => mae_mw[model] !== null).sort(
      (a, b) => (mae_mw[a] as number) - (mae_mw[b] as number),
    )
    const [best] = ranked
    const ridge = mae_mw.ridge
    const beats = ridge !== null && (best === undefined || ridge < (mae_mw[best] as number))
    return [horizon_code, beats ? 'ridge' : best] as const
  })
  if (choices.some(([, model]) => model === undefined)) return null
  return Object.fromEntries(choices) as Served
}

/** P50 of the issues of a trial. */
export const servedOf = (trial: Trial, served: Served): Float64Array =>
  trial.actual.map(
    (_, cell) =>
      trial.said[served[HORIZON_OF_STEP[cell % FORECAST_HALF_HOURS] as HorizonCode]][cell] as number,
  )

export function scoresOf(trial: Trial, p50: Float64Array): Readonly<Record<HorizonCode, TryoutScore>> {
  return Object.fromEntries(
    HORIZONS.map(({ horizon_code }) => [horizon_code, scoreOf(trial, horizon_code, p50)]),
  ) as Record<HorizonCode, TryoutScore>
}

/** Over the pairs that every candidate which was tried could tell. */
function scoreOf(trial: Trial, horizon: HorizonCode, p50: Float64Array | null): TryoutScore {
  const cells = [...trial.actual.keys()].filter(
    cell =>
      HORIZON_OF_STEP[cell % FORECAST_HALF_HOURS] === horizon && !Number.isNaN(trial.actual[cell] as number),
  )
  const tried = FORECAST_MODELS.filter(
    model => cells.filter(cell => !Number.isNaN(trial.said[model][cell] as number)).length >= FEWEST_TOLD,
  )
  const common =
    tried.length === 0
      ? []
      : cells.filter(cell => tried.every(model => !Number.isNaN(trial.said[model][cell] as number)))
  const errorOf = (values: Float64Array) =>
    mean(common, cell => Math.abs((values[cell] as number) - (trial.actual[cell] as number)))
  return {
    pair_count: common.length,
    mean_actual_mw: mean(common, cell => trial.actual[cell] as number),
    mae_mw: Object.fromEntries(
      FORECAST_MODELS.map(model => [model, tried.includes(model) ? errorOf(trial.said[model]) : null]),
    ) as Record<ForecastModel, number | null>,
    served_mae_mw: p50 === null ? null : errorOf(p50),
  }
}

/** Rounded to a kilowatt; null where there is nothing. */
function mean(cells: readonly number[], value: (cell: number) => number): number | null {
  if (cells.length === 0) return null
  const sum = cells.reduce((total, cell) => total + value(cell), 0)
  return Number((sum / cells.length).toFixed(3))
}
