/**
 * Tension ahead: what the newest forecast of residual load means against the norm of the hour it is for.
 *
 * An hour is told when both its half-hours were forecast. Its P10 and P90 are the means of theirs: an hour is taken to be wrong
 * in one direction. Residual need is residual load less the usual net imports of the norm.
 */
import { type Engine, list, type Row, read, type Sql, sql, text } from '../sql.ts'
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
import { rounded } from './quantity.ts'
import { type Tension, tensionOf } from './tension-index.ts'

export interface TensionForecastRow extends NormShown {
  readonly area_code: string
  readonly interval_start_utc: string
  readonly issued_at: string
  /** From the issue to the start of the hour. */
  readonly horizon_minutes: number
  readonly tension_index_p10: number | null
  readonly tension_index_p50: number | null
  readonly tension_index_p90: number | null
  /** Of P50. */
  readonly level: Tension['level'] | null
  readonly residual_need_p10_mw: number | null
  readonly residual_need_p50_mw: number | null
  readonly residual_need_p90_mw: number | null
  readonly unknown_reason: 'no_norm' | 'thin_norm' | null
}

const HOUR = {
  time_key: 'int',
  area_code: 'text',
  issued_at: 'instant',
  horizon_minutes: 'int',
  p10_sum_mw: 'decimal',
  p50_sum_mw: 'decimal',
  p90_sum_mw: 'decimal',
  ...NORM_OF_HOUR,
} as const

/** Of the newest issue there is, ordered by hour and area; none while nothing was issued. */
export async function readTensionForecast(
  engine: Engine,
  areaCodes: readonly string[],
  signal?: AbortSignal,
): Promise<TensionForecastRow[]> {
  if (engine.lacks.has('forecast')) return []
  const rows = await read(
    engine,
    HOUR,
    sql`SELECT h.*, ${NORM_SELECTED}
        FROM (${newestHours(areaCodes)}) h
        LEFT JOIN dim_time d ON d.time_key = h.time_key
        ${withNorm(engine, undefined)}
        ORDER BY h.time_key, h.area_code`,
    signal,
  )
  return rows.map(toRow)
}

const newestHours = (areaCodes: readonly string[]): Sql => sql`
  SELECT f.area_code, f.time_key - f.time_key % 4 AS time_key, f.issued_at,
    MIN(f.horizon_minutes) AS horizon_minutes, SUM(f.p10_mw) AS p10_sum_mw, SUM(f.p50_mw) AS p50_sum_mw,
    SUM(f.p90_mw) AS p90_sum_mw
  FROM forecast f
  WHERE f.issued_at = (SELECT MAX(issued_at) FROM forecast) AND f.quantity_code = 'residual_load'
    AND f.area_code IN (${list(areaCodes.map(text))})
  GROUP BY f.area_code, f.time_key - f.time_key % 4, f.issued_at
  HAVING COUNT(*) = 2`

function toRow(row: Row<typeof HOUR>): TensionForecastRow {
  const norm = normOf(row)
  const unknown_reason = lackOf(norm)
  const [p10, p50, p90] = [row.p10_sum_mw, row.p50_sum_mw, row.p90_sum_mw].map(sum => ahead(sum / 2, norm))
  return {
    area_code: row.area_code,
    interval_start_utc: new Date(row.time_key * 900_000).toISOString(),
    issued_at: row.issued_at,
    horizon_minutes: row.horizon_minutes,
    tension_index_p10: p10?.tension?.tension_index ?? null,
    tension_index_p50: p50?.tension?.tension_index ?? null,
    tension_index_p90: p90?.tension?.tension_index ?? null,
    level: p50?.tension?.level ?? null,
    residual_need_p10_mw: p10?.need ?? null,
    residual_need_p50_mw: p50?.need ?? null,
    residual_need_p90_mw: p90?.need ?? null,
    ...shownOf(norm),
    unknown_reason,
  }
}

function ahead(residualLoadMw: number, norm: Norm | null) {
  if (norm === null) return undefined
  const need = rounded(residualLoadMw - norm.usual_exchange_mw, 3)
  return { need, tension: lackOf(norm) === null ? tensionOf(need, norm.percentiles_mw) : undefined }
}
