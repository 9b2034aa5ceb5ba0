/**
 * Gold tables `fact_energy_flow` and `fact_energy_flow_revision`: a flow into or out of a region during
 * an interval, and every value that one replaced or would have.
 *
 * From: silver `eco2mix_regional`
 * Key (grain): region_key, time_key, energy_type_key; the revision table adds first_seen_at, vintage_code
 *
 * A better vintage replaces the whole row of the region and interval, whatever steps they have: a
 * half-hour replaces both quarter-hours it covers. Within a vintage the latest value of each measure
 * counts. Both tables are a function of silver alone, so the order of loading leaves no trace.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { energyTypeKey } from '../catalog/energy-types.ts'
import { MEASURES, type Measure } from '../catalog/measures.ts'
import { REGIONS } from '../catalog/regions.ts'
import { VINTAGES } from '../catalog/vintages.ts'

/** Demand below this share of the lowest ever published is kept, marked suspect: an outage upstream. */
const SUSPECT_RATIO = 0.5

export interface FactChanges {
  readonly facts_inserted: number
  readonly facts_deleted: number
  readonly revisions_inserted: number
  readonly revisions_deleted: number
}

const FACT_COLUMNS =
  'region_key, time_key, energy_type_key, production_mw, consumption_mw, step_minutes, vintage_code, quality_code, first_seen_at, batch_key, source_row'
const REVISION_COLUMNS = `${FACT_COLUMNS}, replaced_at, replaced_by_vintage_code, replaced_by_batch_key`

/**
 * Make the facts of some half-hours follow silver.
 *
 * Expects temporary tables `silver_rows` (rows of `eco2mix_regional` with `time_key` for all keys
 * below) and `half_hours` (region_code, half_hour_key). Touches only rows that differ.
 */
export async function loadFacts(connection: DuckDBConnection): Promise<FactChanges> {
  await resolveVintages(connection)
  await resolveValues(connection)
  const isEmpty = await count(connection, 'SELECT count(*) FROM (SELECT 1 FROM fact_energy_flow LIMIT 1)')
  if (isEmpty === 0) {
    return {
      facts_inserted: await insertAll(connection, 'fact_energy_flow', FACT_COLUMNS, 'replaced_at IS NULL'),
      facts_deleted: 0,
      revisions_inserted: await insertAll(
        connection,
        'fact_energy_flow_revision',
        REVISION_COLUMNS,
        'replaced_at IS NOT NULL',
      ),
      revisions_deleted: 0,
    }
  }
  const facts = await applyDifference(connection, 'fact_energy_flow', FACT_COLUMNS, 'replaced_at IS NULL')
  const revisions = await applyDifference(
    connection,
    'fact_energy_flow_revision',
    REVISION_COLUMNS,
    'replaced_at IS NOT NULL',
  )
  return {
    facts_inserted: facts.inserted,
    facts_deleted: facts.deleted,
    revisions_inserted: revisions.inserted,
    revisions_deleted: revisions.deleted,
  }
}

const PRECEDENCE = `CASE vintage_code ${VINTAGES.map(({ vintage_code, precedence }) => `WHEN '${vintage_code}' THEN ${precedence}`).join(' ')} END`

/**
 * `vintage_rows`: silver rows with the moment a better vintage took their place (NULL: none did). Two
 * series overlap when their intervals do; only half-hours with more than one series need comparing.
 */
async function resolveVintages(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE series AS
    SELECT region_code, time_key - time_key % 2 AS half_hour_key, time_key, step_minutes, vintage_code, ${PRECEDENCE} AS precedence,
      min(first_seen_at) AS first_seen_at, arg_min(batch_key, first_seen_at) AS batch_key
    FROM silver_rows GROUP BY ALL`)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE superseded AS
    SELECT a.region_code, a.time_key, a.step_minutes, a.vintage_code, min(b.first_seen_at) AS superseded_at,
      arg_min(b.vintage_code, (b.first_seen_at, -b.precedence)) AS superseded_by_vintage, arg_min(b.batch_key, (b.first_seen_at, -b.precedence)) AS superseded_by_batch
    FROM series a JOIN series b ON b.region_code = a.region_code AND b.half_hour_key = a.half_hour_key
      AND b.time_key < a.time_key + a.step_minutes // 15 AND a.time_key < b.time_key + b.step_minutes // 15
      AND (b.precedence > a.precedence OR (b.precedence = a.precedence AND b.step_minutes <> a.step_minutes AND b.first_seen_at > a.first_seen_at))
    WHERE (a.region_code, a.half_hour_key) IN (
      SELECT (region_code, half_hour_key) FROM series GROUP BY region_code, half_hour_key HAVING count(DISTINCT (step_minutes, vintage_code)) > 1)
    GROUP BY ALL`)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE vintage_rows AS
    SELECT r.*, s.superseded_at, s.superseded_by_vintage, s.superseded_by_batch,
      count(*) OVER (PARTITION BY r.region_code, r.time_key, r.step_minutes, r.vintage_code) > 1 AS is_revised
    FROM silver_rows r LEFT JOIN superseded s USING (region_code, time_key, step_minutes, vintage_code)`)
}

/** `resolved`: one row per value ever published, in the columns of the revision table; current ones have no `replaced_at`. */
async function resolveValues(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE dated AS
    SELECT *, CAST(NULL AS TIMESTAMP) AS next_seen_at, CAST(NULL AS BIGINT) AS next_batch_key FROM (${unpivot('NOT is_revised')})
    UNION ALL
    SELECT * FROM (${versions()})`)
  const regions = REGIONS.map(
    ({ region_code, consumption_range_mw: [lowest] }) =>
      `('${region_code}', ${Math.round(lowest * SUSPECT_RATIO)})`,
  )
  const replacedByNext =
    'd.next_seen_at IS NOT NULL AND (d.superseded_at IS NULL OR d.next_seen_at < d.superseded_at)'
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE resolved AS
    SELECT g.region_key, d.time_key, ${byMeasure(energyTypeOf)} AS energy_type_key,
      ${byMeasure(productionOf)} AS production_mw, ${byMeasure(consumptionOf)} AS consumption_mw,
      d.step_minutes, d.vintage_code,
      CASE WHEN d.value IS NULL THEN d.marker WHEN d.measure = ${measureIndex('consumption_mw')} AND d.value < v.suspect_below THEN 'suspect' ELSE 'ok' END AS quality_code,
      d.first_seen_at, d.batch_key, d.source_row,
      CASE WHEN d.next_seen_at IS NULL AND d.superseded_at IS NULL THEN NULL
        ELSE greatest(d.first_seen_at, least(d.next_seen_at, d.superseded_at)) END AS replaced_at,
      CASE WHEN ${replacedByNext} THEN d.vintage_code ELSE d.superseded_by_vintage END AS replaced_by_vintage_code,
      CASE WHEN ${replacedByNext} THEN d.next_batch_key ELSE d.superseded_by_batch END AS replaced_by_batch_key
    FROM dated d
    JOIN (VALUES ${regions.join(', ')}) v(region_code, suspect_below) ON v.region_code = d.region_code
    JOIN dim_region g ON g.region_code = d.region_code AND g.is_current`)
}

/** One row per value, or per generation type known to be unknown (`marker`), of the rows that match. */
function unpivot(condition: string): string {
  const perMeasure = MEASURES.map(
    (measure, index) => `
    SELECT region_code, time_key, step_minutes, vintage_code, first_seen_at, batch_key, source_row,
      superseded_at, superseded_by_vintage, superseded_by_batch, ${index} AS measure, ${measure.column} AS value, ${markerOf(measure)} AS marker
    FROM vintage_rows WHERE ${condition} AND (${measure.column} IS NOT NULL OR ${markerOf(measure)} IS NOT NULL)`,
  )
  return perMeasure.join(' UNION ALL ')
}

/** Only generation types are marked: their sum is the one that a silent gap would understate. */
function markerOf({ column }: Measure): string {
  if (!GENERATION_COLUMNS.has(column)) return 'CAST(NULL AS VARCHAR)'
  return `CASE WHEN ${column} IS NOT NULL THEN NULL WHEN contains(quarantined_measures, '${column}') THEN 'quarantined' WHEN contains(missing_measures, '${column}') THEN 'missing' END`
}

const GENERATION_COLUMNS = new Set<string>(
  MEASURES.filter(
    measure => 'positive' in measure && 'negative' in measure && measure.positive === measure.negative,
  ).map(measure => measure.column),
)

/** Values of rows that were published more than once: each until the next different one; a marker only where no value is. */
function versions(): string {
  const key = 'region_code, time_key, step_minutes, vintage_code, measure'
  return `
    SELECT * EXCLUDE (previous, has_value, position),
      lead(first_seen_at) OVER (PARTITION BY ${key} ORDER BY first_seen_at, batch_key) AS next_seen_at,
      lead(batch_key) OVER (PARTITION BY ${key} ORDER BY first_seen_at, batch_key) AS next_batch_key
    FROM (
      SELECT *, lag(value) OVER (PARTITION BY ${key} ORDER BY value IS NULL, first_seen_at, batch_key) AS previous,
        count(value) OVER (PARTITION BY ${key}) > 0 AS has_value,
        row_number() OVER (PARTITION BY ${key} ORDER BY first_seen_at, batch_key) AS position
      FROM (${unpivot('is_revised')}))
    WHERE CASE WHEN has_value THEN value IS NOT NULL AND value IS DISTINCT FROM previous ELSE position = 1 END`
}

const measureIndex = (column: string) => MEASURES.findIndex(measure => measure.column === column)

const byMeasure = (expression: (measure: Measure) => string) =>
  `CASE d.measure ${MEASURES.map((measure, index) => `WHEN ${index} THEN ${expression(measure)}`).join(' ')} END`

/** Where only one sign is allowed, zero belongs to it. */
function energyTypeOf({ positive, negative }: Measure): string {
  const ofPositive = positive ?? negative
  const ofNegative = negative ?? positive
  if (!ofPositive || !ofNegative) throw new RangeError('a measure without an energy type')
  return ofPositive === ofNegative
    ? String(energyTypeKey(ofPositive))
    : `CASE WHEN d.value < 0 THEN ${energyTypeKey(ofNegative)} ELSE ${energyTypeKey(ofPositive)} END`
}

function productionOf(measure: Measure): string {
  if (measure.column === 'consumption_mw' || !measure.positive) return 'CAST(NULL AS DECIMAL(12,3))'
  return measure.negative ? 'CASE WHEN d.value >= 0 THEN d.value END' : 'd.value'
}

function consumptionOf(measure: Measure): string {
  if (measure.column === 'consumption_mw') return 'd.value'
  if (!measure.negative) return 'CAST(NULL AS DECIMAL(12,3))'
  return measure.positive ? 'CASE WHEN d.value < 0 THEN -d.value END' : '-d.value'
}

async function insertAll(
  connection: DuckDBConnection,
  table: string,
  columns: string,
  condition: string,
): Promise<number> {
  return changedRows(
    connection,
    `INSERT INTO ${table} SELECT ${columns} FROM resolved WHERE ${condition} ORDER BY time_key, region_key, energy_type_key, first_seen_at`,
  )
}

/** Delete the rows of `half_hours` that are no longer so, insert those that are new. */
async function applyDifference(
  connection: DuckDBConnection,
  table: string,
  columns: string,
  condition: string,
): Promise<{ inserted: number; deleted: number }> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE standing AS
    SELECT f.rowid AS row_id, ${columns.replaceAll(/\b(\w+)\b/g, 'f.$1')}
    FROM ${table} f
    WHERE f.time_key >= (SELECT min(half_hour_key) FROM half_hours) AND f.time_key < (SELECT max(half_hour_key) + 2 FROM half_hours)
      AND (f.region_key, f.time_key - f.time_key % 2) IN (
        SELECT (g.region_key, h.half_hour_key) FROM half_hours h JOIN dim_region g ON g.region_code = h.region_code AND g.is_current)`)
  const same = columns
    .split(', ')
    .map(column => `s.${column} IS NOT DISTINCT FROM r.${column}`)
    .join(' AND ')
  const inserted = await changedRows(
    connection,
    `INSERT INTO ${table} SELECT ${columns} FROM (
       SELECT ${columns} FROM resolved WHERE ${condition} EXCEPT SELECT ${columns} FROM standing)
     ORDER BY time_key, region_key, energy_type_key, first_seen_at`,
  )
  const deleted = await changedRows(
    connection,
    `DELETE FROM ${table} WHERE rowid IN (
       SELECT s.row_id FROM standing s WHERE NOT EXISTS (
         SELECT 1 FROM resolved r WHERE ${condition.replace('replaced_at', 'r.replaced_at')} AND r.region_key = s.region_key AND r.time_key = s.time_key AND r.energy_type_key = s.energy_type_key AND ${same}))`,
  )
  return { inserted, deleted }
}

async function changedRows(connection: DuckDBConnection, statement: string): Promise<number> {
  return (await connection.run(statement)).rowsChanged
}

async function count(connection: DuckDBConnection, text: string): Promise<number> {
  const reader = await connection.runAndReadAll(text)
  return Number(reader.getRowsJS()[0]?.[0])
}
