/**
 * The ledger of forecast scores: how good the forecasts of a day were, one file a day, written once: a later vintage changes no past
 * score. `gold/forecasting/scores/<yyyy-mm-dd>.json`, by the day in Paris.
 */
import { z } from 'zod'
import { AREA_CODES, FORECAST_QUANTITIES, HORIZONS } from '../../catalog/forecasting.ts'
import { rounded as toDecimals } from '../../gold/queries/quantity.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import type { ForecastScore } from '../score.ts'

const FOLDER = 'gold/forecasting/scores/'

const mw = z.number()
const count = z.int().nonnegative()

const Score = z.object({
  area_code: z.enum(AREA_CODES),
  quantity_code: z.enum(FORECAST_QUANTITIES),
  horizon_code: z.enum(HORIZONS.map(({ horizon_code }) => horizon_code)),
  target_date: z.iso.date(),
  expected_count: count,
  pair_count: count,
  mean_actual_mw: mw,
  mae_mw: mw,
  rmse_mw: mw,
  mape_ratio: z.number().nullable(),
  bias_mw: mw,
  pinball_mw: mw,
  covered_count: count,
  d1_mae_mw: mw,
  d7_mae_mw: mw,
  climatology_mae_mw: mw,
}) satisfies z.ZodType<ForecastScore>

const DayScores = z.object({
  /** Day in Paris, YYYY-MM-DD. */
  target_date: z.iso.date(),
  /** Instant, ISO 8601, UTC. */
  scored_at: z.iso.datetime(),
  is_simulated: z.boolean(),
  /** Empty in older files: what was forecast of the day was never measured. */
  scores: z.array(Score),
})
export type DayScores = Readonly<z.infer<typeof DayScores>>

/**
 * Write the scores of a day, to the kW and the ppm, unless it was scored before: then those stand.
 *
 * @throws RangeError when there are none.
 */
export async function recordScores(lake: ObjectStore, day: DayScores): Promise<'scored' | 'scored already'> {
  if (day.scores.length === 0) throw new RangeError(`${keyOf(day.target_date)}: expected scores, got none`)
  const scores = day.scores.map(rounded)
  const content = `${JSON.stringify(DayScores.parse({ ...day, scores }), null, 2)}\n`
  const isNew = await lake.create(keyOf(day.target_date), new TextEncoder().encode(content))
  return isNew ? 'scored' : 'scored already'
}

/** As gold keeps them, so that both hold the same numbers. */
const rounded = (score: ForecastScore): ForecastScore => ({
  ...score,
  mean_actual_mw: toDecimals(score.mean_actual_mw, 3),
  mae_mw: toDecimals(score.mae_mw, 3),
  rmse_mw: toDecimals(score.rmse_mw, 3),
  mape_ratio: score.mape_ratio === null ? null : toDecimals(score.mape_ratio, 6),
  bias_mw: toDecimals(score.bias_mw, 3),
  pinball_mw: toDecimals(score.pinball_mw, 3),
  d1_mae_mw: toDecimals(score.d1_mae_mw, 3),
  d7_mae_mw: toDecimals(score.d7_mae_mw, 3),
  climatology_mae_mw: toDecimals(score.climatology_mae_mw, 3),
})

/** Days that were scored, YYYY-MM-DD, in order. */
export async function scoredDays(lake: ObjectStore): Promise<readonly string[]> {
  const keys = await lake.list(FOLDER)
  return keys.map(key => key.slice(FOLDER.length, -'.json'.length))
}

/** @throws ObjectNotFoundError when the day was not scored. */
export async function readScores(lake: ObjectStore, targetDate: string): Promise<DayScores> {
  return DayScores.parse(JSON.parse(new TextDecoder().decode(await lake.read(keyOf(targetDate)))))
}

const keyOf = (targetDate: string): string => `${FOLDER}${targetDate}.json`
