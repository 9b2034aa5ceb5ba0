/**
 * Mix of the regions: the flow of each energy type.
 *
 * One row per region, step and energy type. Within a type the net over the step is taken: it stands on
 * the type's own side, or on the other one when it is negative (a plant that drew more than it made).
 * Imports and exports share their minutes: each mean is over the time that exchange was measured, so that
 * imports − exports is the net exchange.
 */
import { type Engine, int, none, type Row, read, type Sql, sql, text } from '../sql.ts'
import { type Page, readPage, type SeriesRequest } from './page.ts'
import { energyMwh, meanMw } from './quantity.ts'
import { type RowQuality, rowQuality, vintageOfRank } from './row-quality.ts'
import { bucketMinutes, bucketOf } from './step.ts'
import { typeSums } from './type-sums.ts'

export interface MixPosition {
  readonly time_key: number
  readonly region_code: string
  readonly energy_type_key: number
}

export interface MixRow {
  readonly region_code: string
  readonly interval_start_utc: string
  readonly step_minutes: number
  readonly energy_type: string
  readonly production_mw: number | null
  readonly consumption_mw: number | null
  readonly production_mwh: number | null
  readonly consumption_mwh: number | null
  readonly vintage: string
  readonly quality: RowQuality
}

export interface MixPage extends Page<MixRow> {
  readonly last: MixPosition | undefined
}

const SUMS = {
  bucket_key: 'int',
  region_code: 'text',
  energy_type_key: 'int',
  energy_type_code: 'text',
  flow: 'text',
  net_mw_minutes: 'decimal',
  measured_minutes: 'int',
  unknown_count: 'int',
  longest_step_minutes: 'int',
  suspect: 'int',
  vintage_rank: 'int',
} as const
type Sums = Row<typeof SUMS>

/** More than a region ever has in one interval, so that a window never reads much more than a page. */
const USUAL_TYPES = 9

/** Ordered by interval, region and energy type, in the order of the catalogue. */
export async function readMix(
  engine: Engine,
  request: SeriesRequest<MixPosition>,
  signal?: AbortSignal,
): Promise<MixPage> {
  const bucket = bucketOf(request.step)
  const page = await readPage(engine, request, USUAL_TYPES, (window, atMost) =>
    read(
      engine,
      SUMS,
      sql`SELECT m.bucket_key, m.region_code, m.energy_type_key, m.energy_type_code, m.flow, m.net_mw_minutes,
            m.measured_minutes, m.unknown_count, m.longest_step_minutes, m.suspect, m.vintage_rank
          FROM (
            SELECT y.bucket_key, r.region_code, y.energy_type_key, y.energy_type_code, y.flow,
              SUM(y.net_mw_minutes) AS net_mw_minutes,
              SUM(SUM(y.known_minutes)) OVER (PARTITION BY y.bucket_key, r.region_code,
                CASE y.family WHEN 'exchange' THEN 0 ELSE y.energy_type_key END) AS measured_minutes,
              SUM(y.unknown_count) AS unknown_count, MAX(y.longest_step_minutes) AS longest_step_minutes,
              MAX(y.suspect) AS suspect, MIN(y.vintage_rank) AS vintage_rank
            FROM (${typeSums(bucket, window)}) y
            JOIN dim_region r ON r.region_key = y.region_key
            GROUP BY y.bucket_key, r.region_code, y.energy_type_key, y.energy_type_code, y.flow, y.family) m
          ${afterPosition(request.after)}
          ORDER BY m.bucket_key, m.region_code, m.energy_type_key
          OFFSET 0 ROWS FETCH NEXT ${int(atMost)} ROWS ONLY`,
      signal,
    ),
  )
  const starts = page.rows.map(row => row.bucket_key)
  const lengthOf = bucket ? await bucketMinutes(engine, bucket, starts, signal) : () => 0
  const last = page.rows.at(-1)
  return {
    rows: page.rows.map(sums =>
      toMixRow(sums, Math.max(lengthOf(sums.bucket_key), sums.longest_step_minutes)),
    ),
    hasMore: page.hasMore,
    last: last && {
      time_key: last.bucket_key,
      region_code: last.region_code,
      energy_type_key: last.energy_type_key,
    },
  }
}

/** The first condition repeats the second in a form that an index range can use. */
function afterPosition(after: MixPosition | undefined): Sql {
  if (!after) return none
  const key = int(after.time_key)
  const region = text(after.region_code)
  return sql`WHERE m.bucket_key >= ${key} AND (m.bucket_key > ${key} OR (m.bucket_key = ${key}
    AND (m.region_code > ${region} OR (m.region_code = ${region}
    AND m.energy_type_key > ${int(after.energy_type_key)}))))`
}

function toMixRow(sums: Sums, stepMinutes: number): MixRow {
  const net = sums.net_mw_minutes
  const isProduction = sums.flow === 'injection' ? net >= 0 : net > 0
  const mw = meanMw(Math.abs(net), sums.measured_minutes)
  const mwh = energyMwh(Math.abs(net), sums.measured_minutes)
  return {
    region_code: sums.region_code,
    interval_start_utc: new Date(sums.bucket_key * 900_000).toISOString(),
    step_minutes: stepMinutes,
    energy_type: sums.energy_type_code,
    production_mw: isProduction ? mw : null,
    consumption_mw: isProduction ? null : mw,
    production_mwh: isProduction ? mwh : null,
    consumption_mwh: isProduction ? null : mwh,
    vintage: vintageOfRank(sums.vintage_rank),
    quality: rowQuality(sums.suspect, sums.unknown_count === 0 && sums.measured_minutes >= stepMinutes),
  }
}
