/**
 * Passport of a value: what it is now, what it was before, and from which publication each came.
 *
 * The current value of the interval that holds the instant comes first, then the superseded ones that
 * overlap it, newest first. A refused value shows what was refused and why.
 */
import { MEASURES, type Measure } from '../../catalog/measures.ts'
import { type Engine, int, list, type Row, read, type Sql, sql, text } from '../sql.ts'

const PASSPORT = {
  region_code: 'text',
  energy_type: 'text',
  interval_start_utc: 'quarter',
  step_minutes: 'int',
  production_mw: 'decimal?',
  consumption_mw: 'decimal?',
  vintage: 'text',
  quality: 'text',
  first_seen_at: 'instant',
  replaced_at: 'instant?',
  replaced_by_vintage: 'text?',
  replaced_by_sha256: 'text?',
  dataset: 'text',
  feed_id: 'text',
  file_name: 'text',
  bronze_path: 'text',
  bronze_sha256: 'text',
  fetched_at: 'instant',
  source_row: 'int',
  is_simulated: 'bool',
  refused_value: 'text?',
  refused_reason: 'text?',
} as const

export type PassportRow = Row<typeof PASSPORT>

export interface LineageRequest {
  readonly regionCode: string
  readonly energyTypeKey: number
  readonly energyTypeCode: string
  /** `time_key` of the quarter hour that holds the instant. */
  readonly timeKey: number
}

/** @returns no row when there never was a value. */
export async function readLineage(
  engine: Engine,
  request: LineageRequest,
  signal?: AbortSignal,
): Promise<PassportRow[]> {
  const { timeKey } = request
  const [current] = await read(
    engine,
    { time_key: 'int', step_minutes: 'int' },
    sql`SELECT f.time_key, f.step_minutes FROM fact_energy_flow f
        WHERE ${overlaps(request, timeKey, timeKey + 1)}
        ORDER BY f.time_key DESC OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`,
    signal,
  )
  const from = current?.time_key ?? timeKey
  const to = current ? from + Math.ceil(current.step_minutes / 15) : timeKey + 1
  return read(
    engine,
    PASSPORT,
    sql`SELECT r.region_code, t.energy_type_code AS energy_type, v.time_key AS interval_start_utc,
          v.step_minutes, v.production_mw, v.consumption_mw, v.vintage_code AS vintage,
          v.quality_code AS quality, v.first_seen_at, v.replaced_at,
          v.replaced_by_vintage_code AS replaced_by_vintage, n.bronze_sha256 AS replaced_by_sha256,
          b.dataset, b.feed_id, b.file_name, b.bronze_path, b.bronze_sha256, b.fetched_at, v.source_row,
          b.is_simulated, x.raw_value AS refused_value, x.reason_code AS refused_reason
        FROM (
          SELECT f.region_key, f.time_key, f.energy_type_key, f.step_minutes, f.production_mw,
            f.consumption_mw, f.vintage_code, f.quality_code, f.first_seen_at, f.batch_key, f.source_row,
            NULL AS replaced_at, NULL AS replaced_by_vintage_code, NULL AS replaced_by_batch_key,
            0 AS is_superseded
          FROM fact_energy_flow f
          WHERE ${overlaps(request, from, to)}
          UNION ALL
          SELECT f.region_key, f.time_key, f.energy_type_key, f.step_minutes, f.production_mw,
            f.consumption_mw, f.vintage_code, f.quality_code, f.first_seen_at, f.batch_key, f.source_row,
            f.replaced_at, f.replaced_by_vintage_code, f.replaced_by_batch_key, 1 AS is_superseded
          FROM fact_energy_flow_revision f
          WHERE ${overlaps(request, from, to)}) v
        JOIN dim_region r ON r.region_key = v.region_key
        JOIN dim_energy_type t ON t.energy_type_key = v.energy_type_key
        JOIN load_batch b ON b.batch_key = v.batch_key
        LEFT JOIN load_batch n ON n.batch_key = v.replaced_by_batch_key
        LEFT JOIN (${refusals(request.energyTypeCode)}) x
          ON x.batch_key = v.batch_key AND x.source_row = v.source_row AND v.quality_code = 'quarantined'
        ORDER BY v.is_superseded, v.replaced_at DESC, v.first_seen_at DESC, v.time_key, v.batch_key,
          v.source_row`,
    signal,
  )
}

/** Flows, as `f`, of the region and type that cover part of `[from, to)`. No step is longer than an hour. */
const overlaps = (request: LineageRequest, from: number, to: number): Sql => sql`
  f.time_key > ${int(from - 4)} AND f.time_key < ${int(to)} AND f.time_key + f.step_minutes / 15 > ${int(from)}
  AND f.energy_type_key = ${int(request.energyTypeKey)}
  AND f.region_key IN (SELECT c.region_key FROM dim_region c WHERE c.region_code = ${text(request.regionCode)})`

/** Refused values of the measures that become the energy type, one per published row. */
function refusals(energyTypeCode: string): Sql {
  const columns = (MEASURES as readonly Measure[])
    .filter(({ positive, negative }) => positive === energyTypeCode || negative === energyTypeCode)
    .map(measure => text(measure.column))
  return sql`
    SELECT batch_key, source_row, MIN(raw_value) AS raw_value, MIN(reason_code) AS reason_code
    FROM quarantine
    WHERE scope = 'value' AND column_name IN (${list(columns)})
    GROUP BY batch_key, source_row`
}
