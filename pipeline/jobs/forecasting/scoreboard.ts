/** How good forecasts were beside naive ones, as a table in plain text. */
import { HORIZONS } from '../../catalog/forecasting.ts'
import { toTable } from '../text-table.ts'

/** Of a quantity and horizon; shares are 1 for 100 %. Null: not known. */
export interface ScoreboardRow {
  readonly region_code: string
  readonly quantity: string
  readonly horizon: string
  readonly day_count: number
  readonly pair_count: number
  readonly mae_mw: number
  readonly wmape_ratio: number | null
  readonly bias_mw: number
  readonly coverage_ratio: number
  readonly skill_vs_d1: number | null
  readonly skill_vs_d7: number | null
  readonly skill_vs_climatology: number | null
}

const HEADS = [
  'area',
  'quantity',
  'ahead',
  'days',
  'pairs',
  'MAE MW',
  'of mean',
  'bias MW',
  'within P10–P90',
  'skill: d1',
  'd7',
  'usual',
]

/** Skill is 1 − error / error of the naive forecast: above 0 is better than that. */
export function toScoreboard(rows: readonly ScoreboardRow[]): string {
  return toTable([HEADS, ...rows.map(toCells)])
}

const toCells = (row: ScoreboardRow): string[] => [
  row.region_code,
  row.quantity,
  HORIZONS.find(({ horizon_code }) => horizon_code === row.horizon)?.name_en ?? row.horizon,
  String(row.day_count),
  String(row.pair_count),
  row.mae_mw.toFixed(1),
  percent(row.wmape_ratio),
  row.bias_mw.toFixed(1),
  percent(row.coverage_ratio),
  skill(row.skill_vs_d1),
  skill(row.skill_vs_d7),
  skill(row.skill_vs_climatology),
]

const percent = (ratio: number | null): string => (ratio === null ? '-' : `${(ratio * 100).toFixed(1)} %`)
const skill = (value: number | null): string => (value === null ? '-' : value.toFixed(2))
