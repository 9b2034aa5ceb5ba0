/**
 * Gold tables `fact_energy_flow` and `fact_energy_flow_revision`: a flow into or out of a region during
 * an interval, and every value that one replaced or would have.
 *
 * From: silver `eco2mix_regional`; the temperature from gold `weather`
 * Key (grain): region_key, time_key, energy_type_key; the revision table adds first_seen_at, vintage_code
 *
 * A better vintage replaces the whole row of the region and interval, whatever steps they have: a
 * half-hour replaces both quarter-hours it covers. Within a vintage the latest value of each measure
 * counts. Both tables are a function of silver alone, so the order of loading leaves no trace.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { columnsOf } from '../catalog/datasets.ts'
import { VINTAGES } from '../catalog/vintages.ts'
import { isAnyRepeated } from '../silver/engine.ts'
import { withTemperature } from './fact-temperature.ts'
import { verifyFlows } from './flow-rules.ts'
import { isEmpty } from './is-empty.ts'
import { FLOWS, type MeasureFlow, SUSPECT_BELOW } from './measure-flow.ts'
import { VINTAGE_CODES } from './schema.ts'
import { createStepRuns, withinStepRuns } from './step-runs.ts'

export interface FactChanges {
  readonly facts_inserted: number
  readonly facts_deleted: number
  readonly revisions_inserted: number
  readonly revisions_deleted: number
}

export const NO_FACTS_CHANGED: FactChanges = {
  facts_inserted: 0,
  facts_deleted: 0,
  revisions_inserted: 0,
  revisions_deleted: 0,
}

export const addChanges = (a: FactChanges, b: FactChanges): FactChanges => ({
  facts_inserted: a.facts_inserted + b.facts_inserted,
  facts_deleted: a.facts_deleted + b.facts_deleted,
  revisions_inserted: a.revisions_inserted + b.revisions_inserted,
  revisions_deleted: a.revisions_deleted + b.revisions_deleted,
})

export const FACT_COLUMNS =
  'region_key, time_key, energy_type_key, production_mw, consumption_mw, step_minutes, vintage_code, quality_code, first_seen_at, batch_key, source_row'
export const REVISION_COLUMNS = `${FACT_COLUMNS}, replaced_at, replaced_by_vintage_code, replaced_by_batch_key`

/** Rows that are read together lie together: the newest hours, a region's year. */
const ORDER = 'time_key, region_key, energy_type_key, first_seen_at'

interface Target {
  readonly name: string
  readonly columns: string
  /** Which values go there: of rows published once, and of all others. */
  readonly settled: string
  readonly revised: string
  /** Whether rows carry the temperature of their hour, which is no part of what was published. */
  readonly hasTemperature: boolean
}
const FACT: Target = {
  name: 'fact_energy_flow',
  columns: FACT_COLUMNS,
  settled: 'superseded_at IS NULL',
  revised: 'replaced_at IS NULL',
  hasTemperature: true,
}
const REVISION: Target = {
  name: 'fact_energy_flow_revision',
  columns: REVISION_COLUMNS,
  settled: 'superseded_at IS NOT NULL',
  revised: 'replaced_at IS NOT NULL',
  hasTemperature: false,
}

/**
 * Make the facts of some half-hours follow silver.
 *
 * Expects `half_hours` (region_code, half_hour_key) and `silver_rows`, all rows of `eco2mix_regional` in
 * them, with `time_key`, besides `region_versions` and `best_temperature`. Touches only rows that differ.
 *
 * @param isFirst whether the tables hold nothing of these half-hours yet.
 */
export async function loadFacts(connection: DuckDBConnection, isFirst: boolean): Promise<FactChanges> {
  const isEachFinal = await deriveFlows(connection)
  if (isFirst) {
    return {
      ...NO_FACTS_CHANGED,
      facts_inserted: await insertAll(connection, FACT),
      revisions_inserted: isEachFinal ? 0 : await insertAll(connection, REVISION),
    }
  }
  const facts = await applyDifference(connection, FACT)
  const revisions = await applyDifference(connection, REVISION)
  return {
    facts_inserted: facts.inserted,
    facts_deleted: facts.deleted,
    revisions_inserted: revisions.inserted,
    revisions_deleted: revisions.deleted,
  }
}

/**
 * Say what silver's rows come to: those published once as they are, in `wide_rows` (which also has the
 * others, marked `is_republished`), and those published again value by value, in `revised`.
 *
 * @returns whether no row was published again or outdone, as in years of definitive values.
 */
export async function deriveFlows(connection: DuckDBConnection): Promise<boolean> {
  const { isEachFinal, hasStepRuns } = await compareSeries(connection)
  await createWideRows(connection, isEachFinal)
  if (isEachFinal) await createEmptyRevised(connection)
  else await createRevised(connection, hasStepRuns)
  return isEachFinal
}

const SERIES = 'region_code, time_key, step_minutes, vintage_code'

/** What a look at the rows of silver tells. */
interface Comparison {
  /** Whether no row was published again or outdone; if not, `superseded` and `republished` say which. */
  readonly isEachFinal: boolean
  /** Whether a vintage has more than one step: `step_runs` says which one counts when. */
  readonly hasStepRuns: boolean
}

async function compareSeries(connection: DuckDBConnection): Promise<Comparison> {
  const { kinds, vintages } = await countKinds(connection)
  const isAnyRepublished = await isAnyRepeated(connection, 'silver_rows', SERIES)
  const hasStepRuns = kinds > vintages
  if (kinds <= 1 && !isAnyRepublished) return { isEachFinal: true, hasStepRuns }
  await createSuperseded(connection, kinds)
  if (hasStepRuns) await createStepRuns(connection)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE republished AS
    SELECT ${SERIES} FROM ${isAnyRepublished ? 'silver_rows' : NO_SILVER_ROWS} GROUP BY ${SERIES} HAVING count(*) > 1
    ${hasStepRuns ? OF_MANY_STEPS : ''}`)
  const isEachFinal = (await isEmpty(connection, 'superseded')) && (await isEmpty(connection, 'republished'))
  return { isEachFinal, hasStepRuns }
}

const NO_SILVER_ROWS = '(FROM silver_rows LIMIT 0)'

/** Kinds of series: of a vintage and step; and how many vintages there are. */
async function countKinds(connection: DuckDBConnection): Promise<{ kinds: number; vintages: number }> {
  const reader = await connection.runAndReadAll(
    'SELECT count(*), count(DISTINCT vintage_code) FROM (SELECT DISTINCT step_minutes, vintage_code FROM silver_rows)',
  )
  const [kinds = 0, vintages = 0] = reader.getRowsJS()[0]?.map(Number) ?? []
  return { kinds, vintages }
}

/**
 * `wide_rows`: silver rows with their region's key and the moment a better vintage took their place, if
 * one did. Where each is final they are read straight from silver and kept nowhere.
 */
async function createWideRows(connection: DuckDBConnection, isEachFinal: boolean): Promise<void> {
  await connection.run('DROP VIEW IF EXISTS final_rows; DROP TABLE IF EXISTS compared_rows')
  await connection.run(
    isEachFinal
      ? `CREATE TEMP VIEW final_rows AS ${wideRows(FINAL, '')}`
      : `CREATE TEMP TABLE compared_rows AS ${wideRows(COMPARED, COMPARISONS)}`,
  )
  await connection.run(
    `CREATE OR REPLACE TEMP VIEW wide_rows AS SELECT * FROM ${isEachFinal ? 'final_rows' : 'compared_rows'}`,
  )
}

/** SQL text: rows of silver with the columns that all wide rows have, and others. */
function wideRows(more: string, joins: string): string {
  const regions = SUSPECT_BELOW.map(
    ({ region_code, suspect_below }) => `('${region_code}', ${suspect_below})`,
  )
  return `
    SELECT r.* REPLACE (CAST(r.vintage_code AS ${VINTAGE_CODES}) AS vintage_code), g.region_key, v.suspect_below, ${more}
    FROM silver_rows r
    JOIN region_versions g ON g.region_code = r.region_code AND r.time_key >= g.from_key AND r.time_key < g.to_key
    JOIN (VALUES ${regions.join(', ')}) v(region_code, suspect_below) ON v.region_code = r.region_code
    ${joins}`
}

const FINAL = `CAST(NULL AS TIMESTAMP) AS superseded_at, CAST(NULL AS ${VINTAGE_CODES}) AS superseded_by_vintage,
      CAST(NULL AS BIGINT) AS superseded_by_batch, false AS is_republished`

const COMPARED = `s.superseded_at, CAST(s.superseded_by_vintage AS ${VINTAGE_CODES}) AS superseded_by_vintage,
      s.superseded_by_batch, p.region_code IS NOT NULL AS is_republished`

const sameSeries = (table: string) =>
  SERIES.split(', ')
    .map(column => `${table}.${column} = r.${column}`)
    .join(' AND ')

const COMPARISONS = `
    LEFT JOIN superseded s ON ${sameSeries('s')}
    LEFT JOIN republished p ON ${sameSeries('p')}`

/** SQL text: series that compete with one of another step, so that their values count by turns. */
const OF_MANY_STEPS = `
    UNION
    SELECT ${SERIES} FROM series
    SEMI JOIN step_runs USING (region_code, half_hour_key, vintage_code)`

const PRECEDENCE = `CASE vintage_code ${VINTAGES.map(({ vintage_code, precedence }) => `WHEN '${vintage_code}' THEN ${precedence}`).join(' ')} END`

/**
 * `superseded`: the rows that lose to a better vintage. Two series compete where their intervals overlap,
 * always within one half-hour. Those of one kind never do.
 */
async function createSuperseded(connection: DuckDBConnection, kinds: number): Promise<void> {
  const rows = kinds > 1 ? 'silver_rows' : NO_SILVER_ROWS
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE series AS
    SELECT region_code, time_key - time_key % 2 AS half_hour_key, time_key, step_minutes, vintage_code, ${PRECEDENCE} AS precedence,
      min(first_seen_at) AS first_seen_at, arg_min(batch_key, first_seen_at) AS batch_key
    FROM ${rows} GROUP BY ALL`)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE superseded AS
    SELECT a.region_code, a.time_key, a.step_minutes, a.vintage_code, min(b.first_seen_at) AS superseded_at,
      arg_min(b.vintage_code, (b.first_seen_at, -b.precedence)) AS superseded_by_vintage,
      arg_min(b.batch_key, (b.first_seen_at, -b.precedence)) AS superseded_by_batch
    FROM series a JOIN series b ON b.region_code = a.region_code AND b.half_hour_key = a.half_hour_key
    WHERE b.time_key < a.time_key + a.step_minutes // 15 AND a.time_key < b.time_key + b.step_minutes // 15
      AND b.precedence > a.precedence
    GROUP BY ALL`)
}

/** `revised` where each row is final: planning the full question takes longer than anything else asked of a day. */
async function createEmptyRevised(connection: DuckDBConnection): Promise<void> {
  const columns = columnsOf(REVISION.name).map(({ column_name, type }) => `${column_name} ${type}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE revised (${columns.join(', ')})`)
}

/**
 * `revised`: of rows published more than once in a vintage, each value until the next different one of
 * its measure. A generation type is marked unknown until a publication has its value.
 */
async function createRevised(connection: DuckDBConnection, hasStepRuns: boolean): Promise<void> {
  const key = 'region_key, time_key, step_minutes, vintage_code, measure'
  // An archive can say two things of a row, in files of its own: the rest of the order makes it one order always.
  const order = 'first_seen_at, batch_key, source_row, value'
  const values = `
    SELECT *,
      lead(first_seen_at) OVER (PARTITION BY ${key} ORDER BY ${order}) AS next_seen_at,
      lead(batch_key) OVER (PARTITION BY ${key} ORDER BY ${order}) AS next_batch_key
    FROM (
      SELECT *, lag(value) OVER (PARTITION BY ${key} ORDER BY value IS NULL, ${order}) AS previous,
        row_number() OVER (PARTITION BY ${key} ORDER BY ${order}) AS position
      FROM (${unpivot('is_republished', `measure, ${ofMeasure(({ column }) => column)} AS value, superseded_at, superseded_by_vintage, superseded_by_batch`)}))
    WHERE CASE WHEN value IS NULL THEN position = 1 ELSE value IS DISTINCT FROM previous END`
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE revised AS
    SELECT * EXCLUDE (measure, value, previous, position, next_seen_at, next_batch_key, superseded_at, superseded_by_vintage, superseded_by_batch),
      ${replacement('next_seen_at', 'next_batch_key')}
    FROM (${hasStepRuns ? withinStepRuns(values, `${key}, ${order}`) : values})`)
}

/** SQL text: the values that belong into a table, in its columns. */
function rowsFor({ columns, settled, revised }: Target): string {
  const once = unpivot(`NOT is_republished AND ${settled}`, OUTDONE)
  return `SELECT ${columns} FROM (${once}) UNION ALL SELECT ${columns} FROM revised WHERE ${revised}`
}

/**
 * SQL text: values of rows published once, and of all rows published again, each with when and by what it was
 * replaced.
 *
 * @param condition of those published once; `measure` is the position of the measure.
 */
export const singleValues = (condition: string): string => `
  SELECT ${REVISION_COLUMNS} FROM (${unpivot(`NOT is_republished AND ${condition}`, OUTDONE)})
  UNION ALL SELECT ${REVISION_COLUMNS} FROM revised`

/** SQL text: when and by what a value was replaced: the next value of its vintage or a better vintage, whichever came first. */
function replacement(nextSeenAt: string, nextBatchKey: string): string {
  const isByNext = `${nextSeenAt} IS NOT NULL AND (superseded_at IS NULL OR ${nextSeenAt} < superseded_at)`
  return `
    CASE WHEN ${nextSeenAt} IS NULL AND superseded_at IS NULL THEN NULL
      ELSE greatest(first_seen_at, least(${nextSeenAt}, superseded_at)) END AS replaced_at,
    CASE WHEN ${isByNext} THEN vintage_code ELSE superseded_by_vintage END AS replaced_by_vintage_code,
    CASE WHEN ${isByNext} THEN ${nextBatchKey} ELSE superseded_by_batch END AS replaced_by_batch_key`
}

/** SQL text: when and by what a row published once was replaced. */
export const OUTDONE = replacement('CAST(NULL AS TIMESTAMP)', 'CAST(NULL AS BIGINT)')

/**
 * SQL text: one row in the columns of the fact for each value, or generation type known to be unknown,
 * of wide rows. A block of them meets one measure after the other, so that their order is nearly kept and
 * each is read once.
 *
 * @param more further columns; `measure` is the position of the measure.
 */
function unpivot(condition: string, more: string): string {
  const measures = FLOWS.map((_, index) => `(${index})`)
  return `
    SELECT region_key, time_key, ${ofMeasure(flow => flow.energy_type_key)} AS energy_type_key,
      ${ofMeasure(flow => flow.production_mw)} AS production_mw, ${ofMeasure(flow => flow.consumption_mw)} AS consumption_mw,
      step_minutes, vintage_code, ${ofMeasure(flow => flow.quality_code)} AS quality_code, first_seen_at, batch_key, source_row, ${more}
    FROM wide_rows CROSS JOIN (VALUES ${measures.join(', ')}) m(measure)
    WHERE ${condition} AND ${ofMeasure(flow => flow.isThere)}`
}

/** SQL text: what is said of the measure at hand. */
export const ofMeasure = (text: (flow: MeasureFlow) => string): string =>
  `CASE measure ${FLOWS.map((flow, index) => `WHEN ${index} THEN ${text(flow)}`).join(' ')} END`

async function insertAll(connection: DuckDBConnection, target: Target): Promise<number> {
  return changedRows(
    connection,
    `INSERT INTO ${target.name} ${await toInsert(connection, target, rowsFor(target))}`,
  )
}

const toInsert = async (
  connection: DuckDBConnection,
  { columns, hasTemperature }: Target,
  rows: string,
): Promise<string> => (hasTemperature ? withTemperature(connection, columns, rows) : rows)

/** Delete the rows of `half_hours` that are no longer so, insert those that are new. */
async function applyDifference(
  connection: DuckDBConnection,
  target: Target,
): Promise<{ inserted: number; deleted: number }> {
  const { name, columns } = target
  const list = columns.split(', ')
  await connection.run(`CREATE OR REPLACE TEMP TABLE wanted AS ${rowsFor(target)}`)
  if (target === FACT) await verifyFlows(connection, 'wanted')
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE standing AS
    SELECT f.rowid AS row_id, ${list.map(column => `f.${column}`).join(', ')}
    FROM ${name} f
    WHERE f.time_key >= (SELECT min(half_hour_key) FROM half_hours) AND f.time_key < (SELECT max(half_hour_key) + 2 FROM half_hours)
      AND (f.region_key, f.time_key - f.time_key % 2) IN (
        SELECT (g.region_key, h.half_hour_key) FROM half_hours h JOIN region_versions g ON g.region_code = h.region_code)`)
  const inserted = await changedRows(
    connection,
    `INSERT INTO ${name} SELECT * FROM (
       ${await toInsert(connection, target, `SELECT ${columns} FROM wanted EXCEPT SELECT ${columns} FROM standing`)})
     ORDER BY ${ORDER}`,
  )
  const deleted = await changedRows(
    connection,
    `DELETE FROM ${name} WHERE rowid IN (
       SELECT s.row_id FROM standing s
       ANTI JOIN wanted w ON ${list.map(column => `s.${column} IS NOT DISTINCT FROM w.${column}`).join(' AND ')})`,
  )
  return { inserted, deleted }
}

async function changedRows(connection: DuckDBConnection, statement: string): Promise<number> {
  return (await connection.run(statement)).rowsChanged
}
