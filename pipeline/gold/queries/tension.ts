/**
 * Tension of the areas, hour by hour: the index, its level, and what it is made of (docs/adr/0020-tension.md).
 *
 * It follows from the facts and the norm of the hour's month, also as both were known at an instant: a norm that was made
 * later did not count then. Where it is unknown, the row says why.
 */
import { NATIONAL_AREA, NORM_RULES } from '../../catalog/forecasting.ts'
import { NORM_COLUMNS } from '../../catalog/gold-datasets.ts'
import { type Engine, instant, int, none, type Row, read, type Sql, sql, text } from '../sql.ts'
import { type Page, readPage } from './page.ts'
import {
  type AreaHours,
  areaHours,
  HOUR_SUMS,
  NORM_DAY_TYPE,
  powerOf,
  type ResidualPower,
  regionHours,
} from './residual-hours.ts'
import { type Tension, tensionOf } from './tension-index.ts'

/** In the order in which they are looked for; `missing_region`: of the country. */
export const UNKNOWN_TENSION = [
  'missing_region',
  'missing_demand',
  'missing_wind',
  'missing_solar',
  'no_norm',
  'thin_norm',
] as const
export type UnknownTension = (typeof UNKNOWN_TENSION)[number]

export interface TensionPosition {
  readonly time_key: number
  readonly area_code: string
}

export interface TensionRequest extends AreaHours {
  readonly limit: number
  /** Key of the last row of the page before. */
  readonly after?: TensionPosition | undefined
}

/** What of a norm is told beside an index. */
export interface NormShown {
  /** Median net imports of the norm: below zero, exports. */
  readonly usual_exchange_mw: number | null
  readonly norm_p50_mw: number | null
  readonly norm_month: string | null
  readonly norm_day_count: number | null
}

export interface TensionRow extends NormShown {
  readonly area_code: string
  readonly interval_start_utc: string
  readonly tension_index: number | null
  readonly level: Tension['level'] | null
  /** Consumption − wind − solar − usual net imports. */
  readonly residual_need_mw: number | null
  readonly consumption_mw: number | null
  readonly wind_mw: number | null
  readonly solar_mw: number | null
  readonly unknown_reason: UnknownTension | null
}

export interface TensionPage extends Page<TensionRow> {
  readonly last: TensionPosition | undefined
}
