/**
 * Tension of the areas, hour by hour: the index, its level, and what it is made of (docs/adr/0020-tension.md).
 *
 * It follows from the facts and the norm of the hour's month, also as both were known at an instant: a norm that was made
 * later did not count then. Where it is unknown, the row says why.
 */
import { NATIONAL_AREA } from '../../catalog/forecasting.ts'
import { type Engine, int, none, type Row, read, type Sql, sql, text } from '../sql.ts'
import {
  lackOf,
  NORM_OF_HOUR,
  NORM_SELECTED,
  type Norm,
  type NormShown,
  normOf,
  shownOf,
  withNorm,
} from './norm-of-hour.ts'
import { type Page, readPage } from './page.ts'
import { rounded } from './quantity.ts'
import {
  type AreaHours,
  areaHours,
  HOUR_SUMS,
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

const HOUR = { ...HOUR_SUMS, ...NORM_OF_HOUR } as const

/**
 * One row for each area and hour of which something was published, ordered by hour and area. Hours of the range start
 * within it, however far beyond its end they go.
 */
export async function readTension(
  engine: Engine,
  { areaCodes, asOf, ...request }: TensionRequest,
  signal?: AbortSignal,
): Promise<TensionPage> {
  const range = { from: fullHour(request.range.from), to: fullHour(request.range.to) }
  const page = await readPage(
    engine,
    { ...request, range, asOf, regionCodes: areaCodes, step: 'PT1H' },
    1,
    (window, atMost) => {
      const hours = { range: window.range, areaCodes, asOf }
      return read(engine, HOUR, hoursWithNorm(engine, hours, request.after, atMost), signal)
    },
  )
  const last = page.rows.at(-1)
  return {
    rows: page.rows.map(toTensionRow),
    hasMore: page.hasMore,
    last: last && { time_key: last.time_key, area_code: last.area_code },
  }
}

/** `time_key` of the first full hour from then on. */
const fullHour = (timeKey: number): number => Math.ceil(timeKey / 4) * 4

const hoursWithNorm = (
  engine: Engine,
  hours: AreaHours,
  after: TensionPosition | undefined,
  atMost: number,
): Sql => sql`
  WITH region_hours AS (${regionHours(hours)})
  SELECT h.*, ${NORM_SELECTED}
  FROM (${areaHours(hours.areaCodes)}) h
  JOIN dim_time d ON d.time_key = h.time_key
  ${withNorm(engine, hours.asOf)}
  ${afterPosition(after)}
  ORDER BY h.time_key, h.area_code
  OFFSET 0 ROWS FETCH NEXT ${int(atMost)} ROWS ONLY`

/** The first condition repeats the second in a form that an index range can use. */
const afterPosition = (after: TensionPosition | undefined): Sql =>
  after
    ? sql`WHERE h.time_key >= ${int(after.time_key)} AND (h.time_key > ${int(after.time_key)}
            OR (h.time_key = ${int(after.time_key)} AND h.area_code > ${text(after.area_code)}))`
    : none

function toTensionRow(row: Row<typeof HOUR>): TensionRow {
  const power = powerOf(row)
  const norm = normOf(row)
  const need = residualNeed(power, norm)
  const unknown_reason = lackOfPower(row.area_code, power) ?? lackOf(norm)
  const tension =
    unknown_reason === null && norm !== null && need !== null ? tensionOf(need, norm.percentiles_mw) : null
  return {
    area_code: row.area_code,
    interval_start_utc: new Date(row.time_key * 900_000).toISOString(),
    tension_index: tension?.tension_index ?? null,
    level: tension?.level ?? null,
    residual_need_mw: need,
    consumption_mw: power.consumption_mw,
    wind_mw: power.wind_mw,
    solar_mw: power.solar_mw,
    ...shownOf(norm),
    unknown_reason,
  }
}

function residualNeed({ consumption_mw, wind_mw, solar_mw }: ResidualPower, norm: Norm | null) {
  if (consumption_mw === null || wind_mw === null || solar_mw === null || norm === null) return null
  return rounded(consumption_mw - wind_mw - solar_mw - norm.usual_exchange_mw, 3)
}

function lackOfPower(areaCode: string, power: ResidualPower): UnknownTension | null {
  const lacks: readonly [number | null, UnknownTension][] = [
    [power.consumption_mw, 'missing_demand'],
    [power.wind_mw, 'missing_wind'],
    [power.solar_mw, 'missing_solar'],
  ]
  const lack = lacks.find(([value]) => value === null)?.[1] ?? null
  return lack !== null && areaCode === NATIONAL_AREA ? 'missing_region' : lack
}
