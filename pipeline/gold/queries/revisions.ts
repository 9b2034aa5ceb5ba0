/**
 * Revisions: every value that was replaced, with what took its place.
 *
 * One row per value that no longer counts, in the resolution it was published in. Beside it stands what
 * was known of the same quantity over the same interval from `replaced_at` on: where the step changed,
 * the mean of the quarters that took the place of a half-hour, or the half-hour that covers the quarter.
 * Imports and exports are one quantity with two directions. A value that was already outdated when it
 * was first seen has `replaced_at` = `first_seen_at`: it never was current.
 */
import { ENERGY_TYPES } from '../../catalog/energy-types.ts'
import { QUALITY_CODES } from '../../catalog/quality-codes.ts'
import { type Engine, int, list, none, type Row, read, type Sql, sql, text } from '../sql.ts'
import { IS_UNKNOWN, NET_MW, startsWithin } from './flow.ts'
import { ofRegions, type Page, readPage, type Selection, type SeriesRequest } from './page.ts'
import { meanMw } from './quantity.ts'

export interface RevisionPosition {
  readonly time_key: number
  readonly region_code: string
  readonly energy_type_key: number
  /** Which of the values of this interval and type, from 1 on. */
  readonly nth: number
}

export interface RevisionsRequest extends Omit<SeriesRequest<RevisionPosition>, 'step' | 'asOf'> {
  /** Absent: all. */
  readonly energyTypeKey?: number | undefined
}

export interface RevisionRow {
  readonly region_code: string
  readonly interval_start_utc: string
  readonly step_minutes: number
  readonly energy_type: string
  readonly production_mw: number | null
  readonly consumption_mw: number | null
  readonly vintage: string
  readonly quality: string
  readonly first_seen_at: string
  readonly replaced_at: string
  readonly replaced_by_vintage: string
  /** Null: what replaced it has no value of this quantity for the whole interval. */
  readonly new_production_mw: number | null
  readonly new_consumption_mw: number | null
  readonly new_step_minutes: number | null
  readonly new_quality: string | null
}

export interface RevisionPage extends Page<RevisionRow> {
  readonly last: RevisionPosition | undefined
}

const REVISION = {
  time_key: 'int',
  region_code: 'text',
  energy_type_key: 'int',
  nth: 'int',
  energy_type: 'text',
  flow: 'text',
  step_minutes: 'int',
  production_mw: 'decimal?',
  consumption_mw: 'decimal?',
  vintage: 'text',
  quality: 'text',
  first_seen_at: 'instant',
  replaced_at: 'instant',
  replaced_by_vintage: 'text',
  new_mw_minutes: 'decimal?',
  new_known_minutes: 'int?',
  new_step_minutes: 'int?',
  new_quality_rank: 'int?',
} as const
type Revision = Row<typeof REVISION>

/** Revisions lie thick or thin: windows that suit one value per interval and region suit both. */
const USUAL_VALUES = 1

/** Ordered by interval, region, energy type and when first seen. */
export async function readRevisions(
  engine: Engine,
  request: RevisionsRequest,
  signal?: AbortSignal,
): Promise<RevisionPage> {
  const page = await readPage(
    engine,
    { ...request, step: 'PT15M' },
    USUAL_VALUES,
    (window, atMost) => read(engine, REVISION, revisionsOf(window, request, atMost), signal),
    sql`fact_energy_flow_revision`,
  )
  return { rows: page.rows.map(toRevisionRow), hasMore: page.hasMore, last: positionOf(page.rows.at(-1)) }
}

const positionOf = (row: Revision | undefined): RevisionPosition | undefined =>
  row && {
    time_key: row.time_key,
    region_code: row.region_code,
    energy_type_key: row.energy_type_key,
    nth: row.nth,
  }

const revisionsOf = (window: Selection, request: RevisionsRequest, atMost: number): Sql => sql`
  WITH replaced AS (
    SELECT o.* FROM (${replacedValues(window, request.energyTypeKey)}) o
    ${afterPosition(request.after)}
    ORDER BY o.time_key, o.region_code, o.energy_type_key, o.nth
    OFFSET 0 ROWS FETCH NEXT ${int(atMost)} ROWS ONLY)
  SELECT o.time_key, o.region_code, o.energy_type_key, o.nth, t.energy_type_code AS energy_type, t.flow,
    o.step_minutes, o.production_mw, o.consumption_mw, o.vintage_code AS vintage, o.quality_code AS quality,
    o.first_seen_at, o.replaced_at, o.replaced_by_vintage_code AS replaced_by_vintage,
    n.new_mw_minutes, n.new_known_minutes, n.new_step_minutes, n.new_quality_rank
  FROM replaced o
  JOIN dim_energy_type t ON t.energy_type_key = o.energy_type_key
  LEFT JOIN (${successors(window)}) n
    ON n.time_key = o.time_key AND n.region_code = o.region_code AND n.energy_type_key = o.energy_type_key AND n.nth = o.nth
  ORDER BY o.time_key, o.region_code, o.energy_type_key, o.nth`

const replacedValues = ({ range, regionCodes }: Selection, energyTypeKey: number | undefined): Sql => sql`
  SELECT f.region_key, r.region_code, f.time_key, f.energy_type_key, f.step_minutes, f.production_mw,
    f.consumption_mw, f.vintage_code, f.quality_code, f.first_seen_at, f.replaced_at, f.replaced_by_vintage_code,
    ${quantity(sql`f.energy_type_key`)} AS quantity_key,
    ROW_NUMBER() OVER (PARTITION BY f.region_key, f.time_key, f.energy_type_key
      ORDER BY f.first_seen_at, f.replaced_at, f.step_minutes, f.batch_key, f.source_row) AS nth
  FROM fact_energy_flow_revision f
  JOIN dim_region r ON r.region_key = f.region_key
  WHERE ${startsWithin(range)} ${ofRegions(regionCodes)}
    ${energyTypeKey === undefined ? none : sql`AND f.energy_type_key = ${int(energyTypeKey)}`}`

/**
 * What was known from the replacement on, summed over the interval of the replaced value. Steps nest:
 * where two intervals overlap, the shorter one is the overlap, and both lie in one half-hour.
 */
const successors = ({ range, regionCodes }: Selection): Sql => sql`
  SELECT o.time_key, o.region_code, o.energy_type_key, o.nth,
    SUM(v.net_mw * ${OVERLAP}) AS new_mw_minutes,
    SUM(CASE WHEN v.is_unknown = 1 THEN 0 ELSE ${OVERLAP} END) AS new_known_minutes,
    MAX(v.step_minutes) AS new_step_minutes, MAX(v.quality_rank) AS new_quality_rank
  FROM replaced o
  JOIN (
    ${values(sql`fact_energy_flow`, sql`NULL`, range, regionCodes)}
    UNION ALL
    ${values(sql`fact_energy_flow_revision`, sql`f.replaced_at`, range, regionCodes)}) v
    ON v.region_key = o.region_key AND v.half_hour_key = o.time_key - o.time_key % 2 AND v.quantity_key = o.quantity_key
  WHERE v.time_key < o.time_key + o.step_minutes / 15 AND o.time_key < v.time_key + v.step_minutes / 15
    AND v.first_seen_at <= o.replaced_at AND (v.replaced_at IS NULL OR v.replaced_at > o.replaced_at)
  GROUP BY o.time_key, o.region_code, o.energy_type_key, o.nth`

const OVERLAP = sql`CASE WHEN v.step_minutes < o.step_minutes THEN v.step_minutes ELSE o.step_minutes END`

/** Values of the half-hours that a window touches. */
const values = (
  table: Sql,
  replacedAt: Sql,
  range: Selection['range'],
  regionCodes: readonly string[],
): Sql => sql`
  SELECT f.region_key, f.time_key, f.time_key - f.time_key % 2 AS half_hour_key, f.step_minutes,
    ${quantity(sql`f.energy_type_key`)} AS quantity_key, ${NET_MW} AS net_mw,
    CASE WHEN ${IS_UNKNOWN} THEN 1 ELSE 0 END AS is_unknown,
    ${qualityRank(sql`f.quality_code`)} AS quality_rank, f.first_seen_at, ${replacedAt} AS replaced_at
  FROM ${table} f
  WHERE ${startsWithin({ from: range.from - 1, to: range.to + 1 })} ${ofRegions(regionCodes)}`

const EXCHANGE = ENERGY_TYPES.filter(type => type.family === 'exchange').map(type =>
  int(type.energy_type_key),
)

/** Import and export are the two directions of one quantity. */
const quantity = (energyTypeKey: Sql): Sql =>
  sql`CASE WHEN ${energyTypeKey} IN (${list(EXCHANGE)}) THEN 0 ELSE ${energyTypeKey} END`

/** In the order of the catalogue, from the best on. */
const qualityRank = (column: Sql): Sql => {
  const cases = QUALITY_CODES.map(
    ({ quality_code }, rank) => sql`WHEN ${text(quality_code)} THEN ${int(rank)}`,
  )
  return sql`CASE CAST(${column} AS varchar(20)) ${cases.reduce((all, next) => sql`${all} ${next}`)} END`
}

/** The first condition repeats the second in a form that an index range can use. */
function afterPosition(after: RevisionPosition | undefined): Sql {
  if (!after) return none
  const key = int(after.time_key)
  const region = text(after.region_code)
  const type = int(after.energy_type_key)
  return sql`WHERE o.time_key >= ${key} AND (o.time_key > ${key} OR (o.time_key = ${key}
    AND (o.region_code > ${region} OR (o.region_code = ${region}
    AND (o.energy_type_key > ${type} OR (o.energy_type_key = ${type} AND o.nth > ${int(after.nth)}))))))`
}

function toRevisionRow(row: Revision): RevisionRow {
  const isCovered = (row.new_known_minutes ?? 0) >= row.step_minutes
  const net = row.new_mw_minutes ?? 0
  const isProduction = row.flow === 'injection' ? net >= 0 : net > 0
  const mw = isCovered ? meanMw(Math.abs(net), row.step_minutes) : null
  return {
    region_code: row.region_code,
    interval_start_utc: new Date(row.time_key * 900_000).toISOString(),
    step_minutes: row.step_minutes,
    energy_type: row.energy_type,
    production_mw: row.production_mw,
    consumption_mw: row.consumption_mw,
    vintage: row.vintage,
    quality: row.quality,
    first_seen_at: row.first_seen_at,
    replaced_at: row.replaced_at,
    replaced_by_vintage: row.replaced_by_vintage,
    new_production_mw: isProduction ? mw : null,
    new_consumption_mw: isProduction ? null : mw,
    new_step_minutes: row.new_step_minutes,
    new_quality:
      row.new_quality_rank === null ? null : (QUALITY_CODES[row.new_quality_rank]?.quality_code ?? null),
  }
}
