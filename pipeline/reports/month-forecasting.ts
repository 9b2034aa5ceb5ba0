/** How good the forecasts of a month were, and how tense its hours: where there are scores and norms. */
import {
  AREA_CODES,
  type ForecastQuantity,
  type HorizonCode,
  type TensionLevel,
} from '../catalog/forecasting.ts'
import { addDays, parisDateTime } from '../catalog/paris-calendar.ts'
import { type ForecastScoreAnswer, readForecastScores } from '../gold/queries/forecast-scores.ts'
import type { TimeRange } from '../gold/queries/step.ts'
import { readTension, type TensionRow } from '../gold/queries/tension.ts'
import type { Engine } from '../gold/sql.ts'
import { QUARTER_S } from './local-month.ts'
import { ALL_ROWS } from './region-figures.ts'

export type Score = ForecastScoreAnswer

/** By area, quantity and horizon, over the days that the range touches and that are scored; empty where none is. */
export async function readScores(engine: Engine, { from, to }: TimeRange): Promise<readonly Score[]> {
  const dayOf = (timeKey: number) => parisDateTime(timeKey * QUARTER_S).local_date
  const days = { from: dayOf(from), to: addDays(dayOf(to - 1), 1) }
  const page = await readForecastScores(engine, { days, by: 'range', areaCodes: [], limit: ALL_ROWS })
  return page.rows
}

export const scoreOf = (
  scores: readonly Score[],
  area: string,
  quantity: ForecastQuantity,
  horizon: HorizonCode,
): Score | undefined =>
  scores.find(score => score.region_code === area && score.quantity === quantity && score.horizon === horizon)

export interface AreaTension {
  readonly area_code: string
  /** Hours of each level. */
  readonly hours: ReadonlyMap<TensionLevel['level_code'], number>
  readonly known_hours: number
  readonly unknown_hours: number
  /** The hour with the highest index; of several, the one that needed most. */
  readonly tensest: { readonly time_key: number; readonly index: number } | null
}

/** Of the areas that have an hour whose tension is known, in the order of the catalogue. */
export async function readAreaTension(engine: Engine, range: TimeRange): Promise<readonly AreaTension[]> {
  const { rows } = await readTension(engine, { range, areaCodes: AREA_CODES, limit: ALL_ROWS })
  const byArea = Map.groupBy(rows, row => row.area_code)
  return AREA_CODES.flatMap(area_code => summaryOf(area_code, byArea.get(area_code) ?? []))
}

function summaryOf(area_code: string, rows: readonly TensionRow[]): AreaTension[] {
  const known = rows.flatMap(row => (row.level === null ? [] : [{ ...row, level: row.level }]))
  if (known.length === 0) return []
  const byLevel = Map.groupBy(known, ({ level }) => level)
  const [tensest] = known.toSorted(
    (a, b) =>
      (b.tension_index ?? 0) - (a.tension_index ?? 0) ||
      (b.residual_need_mw ?? 0) - (a.residual_need_mw ?? 0),
  )
  return [
    {
      area_code,
      hours: new Map([...byLevel].map(([level, own]) => [level, own.length])),
      known_hours: known.length,
      unknown_hours: rows.length - known.length,
      tensest: tensest
        ? {
            time_key: Date.parse(tensest.interval_start_utc) / 1000 / QUARTER_S,
            index: tensest.tension_index ?? 0,
          }
        : null,
    },
  ]
}
