/**
 * Gives the rows of `raw` their meaning: region, vintage, interval in UTC, numbers. Fills `accepted`
 * (rows for the silver table) and `quarantined` (rows and values that can't be trusted, with the
 * reason), and counts what became of every row. One bad value never costs the row its other values.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { isAnyRepeated, query } from './engine.ts'
import { createLookUps } from './look-ups.ts'
import { quarantineValues } from './quarantine-values.ts'
import { forgetLines } from './read-publications.ts'
import { isExpectedOf, MEASURE_TYPE, measureColumns, type SilverTable } from './silver-table.ts'
import { dropSpringCopies } from './spring-copies.ts'

/** The oldest publications are of 2000; anything before is a mistaken date. */
const EARLIEST_EPOCH_S = Date.UTC(2000) / 1000
/** Years 1 to 9999: a date beyond is written in no calendar that keeps rows, though the engine can count to it. */
const FIRST_EPOCH_S = Date.parse('0001-01-01T00:00:00Z') / 1000
const LAST_EPOCH_S = Date.parse('9999-12-31T23:59:59Z') / 1000

/** Create the empty results of a batch, for other connections to see too. */
export async function createResults(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  await createPlaced(connection, table)
  await connection.run(`CREATE OR REPLACE VIEW accepted AS ${acceptedRows(table, 'placed')}`)
  await connection.run(`
    CREATE OR REPLACE TABLE quarantined (
      part INTEGER, source_row INTEGER, scope VARCHAR, region_code VARCHAR, time_key INTEGER, column_name VARCHAR,
      raw_value VARCHAR, reason_code VARCHAR)`)
  await connection.run(`
    CREATE OR REPLACE TABLE counted (
      part INTEGER, rows_read INTEGER, rows_blank INTEGER, rows_duplicate INTEGER, rows_missing INTEGER)`)
}

/** `placed`, empty. */
async function createPlaced(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TABLE placed (
      part INTEGER, source_row INTEGER, region_code VARCHAR, vintage_code VARCHAR, epoch BIGINT, day_start BIGINT,
      is_local_hour_unknown BOOLEAN, ${measureColumns(table)
        .map(column => `${column} ${MEASURE_TYPE}`)
        .join(', ')},
      has_no_number BOOLEAN, reason_code VARCHAR, is_duplicate BOOLEAN, step_minutes INTEGER, quarantined_measures VARCHAR)`)
}

/** Classify every row of `raw`, appending to the result tables; `rowText` is SQL text over `raw_lines`. */
export async function classifyRows(
  connection: DuckDBConnection,
  table: SilverTable,
  rowText: string,
): Promise<void> {
  const { isEveryTimeKnown } = await createLookUps(connection, table)
  await placeRows(connection, table, isEveryTimeKnown)
  await guessVintages(connection)
  await dropSpringCopies(connection, table)
  await refuseDuplicates(connection, table)
  await refuseStrayQuarters(connection)
  await quarantineValues(connection, table)
  await quarantineRows(connection, rowText)
  await countRows(connection)
  await forgetLines(connection)
}

/** Keep the rows of parts where they were placed, in a table named by the first of them, and make room for more. */
export async function keepPlaced(
  connection: DuckDBConnection,
  table: SilverTable,
  firstPart: number,
): Promise<void> {
  await connection.run(`ALTER TABLE placed RENAME TO placed_${firstPart}`)
  await createPlaced(connection, table)
}

/** Leave nothing of parts whose rows could not be classified to the end. */
export async function forgetParts(connection: DuckDBConnection, parts: readonly number[]): Promise<void> {
  for (const table of ['placed', 'quarantined', 'counted'])
    await connection.run(`DELETE FROM ${table} WHERE part IN (${parts.join(', ')})`)
}

/**
 * `placed`: every row that holds a value, with its region, vintage, instant and numbers and, where it
 * can't be trusted as a whole, the reason. Blank rows (half of a half-hourly file, the rest of today)
 * are only counted, unless they aren't even rows.
 *
 * The spring hour that does not exist (02:00–02:59 local) is published all the same, at the instant of
 * the hour after: such a row is told by its local hour. In autumn the publisher leaves out the first
 * 02:00–02:59, so the local hour means the second one.
 */
async function placeRows(
  connection: DuckDBConnection,
  table: SilverTable,
  isEveryTimeKnown: boolean,
): Promise<void> {
  const columns = measureColumns(table)
  const isAutumnHour = `d.transition = 'autumn' AND c.minute BETWEEN 120 AND 179`
  const givenEpoch = `CASE
    WHEN r.instant LIKE '____-__-__T__:__:__+00:00' THEN CAST(epoch(TRY_CAST(r.instant AS TIMESTAMP)) AS BIGINT)
    WHEN length(r.instant) >= 19 AND (right(r.instant, 1) = 'Z' OR substr(r.instant, -3, 1) IN ('+', '-') OR substr(r.instant, -6, 1) IN ('+', '-'))
    THEN CAST(epoch(TRY_CAST(r.instant AS TIMESTAMPTZ)) AS BIGINT) END`
  const localEpoch = `d.midnight_utc + c.minute * 60 + CASE
    WHEN d.transition = 'spring' AND c.minute >= 180 THEN -3600
    WHEN d.transition = 'autumn' AND c.minute >= 120 THEN 3600 ELSE 0 END`
  await connection.run(`
    CREATE OR REPLACE TEMP VIEW understood AS
    SELECT r.part, r.source_row, n.known_code AS region_code, v.vintage_code,
      ${givenEpoch} AS given_epoch, ${localEpoch} AS local_epoch, coalesce(given_epoch, local_epoch) AS epoch,
      coalesce(d.midnight_utc, epoch - epoch % 86400) AS day_start, c.minute IS NULL AS is_local_hour_unknown,
      coalesce(d.transition = 'spring' AND c.minute BETWEEN 120 AND 179, false) AS is_spring_hour,
      coalesce(${isAutumnHour}, false) AS is_autumn_hour,
      r.nature IS NOT NULL AND v.vintage_code IS NULL AS is_nature_unknown,
      r.fault, r.latest_epoch_s,
      ${columns.map(column => `r.${column} IS NULL`).join(' AND ')} AS is_blank,
      coalesce(given_epoch, local_epoch) IS NOT NULL AS is_known,
      ${columns.map(column => `TRY_CAST(r.${column} AS ${MEASURE_TYPE}) AS ${column}, r.${column} AS raw_${column}`).join(', ')}
    FROM raw r
    LEFT JOIN region_names n ON n.raw_code = coalesce(r.region_code, '') AND n.raw_name = coalesce(r.region_name, '')
    LEFT JOIN natures v ON v.raw_nature = r.nature
    LEFT JOIN days d ON d.raw_date = r.local_date
    LEFT JOIN clock c ON c.raw_time = r.local_time`)
  await connection.run(`
    INSERT INTO placed
    SELECT part, source_row, region_code, vintage_code, epoch, day_start, is_local_hour_unknown, ${columns.join(', ')},
      ${columns.map(column => `(${column} IS NULL AND raw_${column} IS NOT NULL)`).join(' OR ')} AS has_no_number,
      CASE
        WHEN fault IS NOT NULL THEN fault
        WHEN is_blank THEN 'malformed_row'
        WHEN region_code IS NULL THEN 'unknown_region'
        WHEN is_nature_unknown THEN 'unknown_vintage'
        WHEN epoch IS NULL THEN 'unreadable_instant'
        WHEN epoch NOT BETWEEN ${EARLIEST_EPOCH_S} AND latest_epoch_s THEN 'implausible_instant'
        WHEN is_spring_hour THEN 'local_hour_does_not_exist'
        WHEN given_epoch <> local_epoch AND NOT (is_autumn_hour AND given_epoch = local_epoch - 3600) THEN 'instant_contradicts_local_time'
        WHEN epoch % 900 <> 0 THEN 'not_on_a_quarter_hour'
        WHEN consumption_mw = 0 AND ${columns.map(column => `coalesce(${column}, 0) = 0`).join(' AND ')} THEN 'outage_of_zeros'
      END AS reason_code,
      false AS is_duplicate, CASE WHEN vintage_code = 'real-time' THEN 15 ELSE 30 END AS step_minutes, NULL AS quarantined_measures
    FROM understood
    WHERE NOT is_blank OR fault IS NOT NULL ${isEveryTimeKnown ? '' : 'OR NOT is_known'}`)
}

/**
 * Some captures leave the nature out. A quarter-hour series is real-time, the only one published at
 * that step; a half-hour one could be consolidated or definitive, so its rows can't be trusted.
 */
async function guessVintages(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    UPDATE placed SET vintage_code = 'real-time', step_minutes = 15
    WHERE vintage_code IS NULL AND reason_code IS NULL
      AND part IN (SELECT part FROM placed WHERE vintage_code IS NULL AND reason_code IS NULL AND epoch % 1800 <> 0)`)
  await connection.run(
    `UPDATE placed SET reason_code = 'unknown_vintage' WHERE vintage_code IS NULL AND reason_code IS NULL`,
  )
}

/** Lost pages repeat rows. The same row twice counts once; two that contradict each other are both refused. */
async function refuseDuplicates(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const key = 'part, region_code, epoch, vintage_code'
  if (!(await isAnyRepeated(connection, '(FROM placed WHERE reason_code IS NULL)', key))) return
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE repeated AS
    SELECT ${key} FROM placed WHERE reason_code IS NULL GROUP BY ${key} HAVING count(*) > 1`)
  await connection.run(`
    UPDATE placed SET is_duplicate = NOT r.is_conflict AND placed.source_row <> r.first_row,
      reason_code = CASE WHEN r.is_conflict THEN 'conflicting_duplicate' END
    FROM (
      SELECT ${key}, min(source_row) AS first_row,
        count(DISTINCT row(has_no_number, ${measureColumns(table).join(', ')})) > 1 AS is_conflict
      FROM placed SEMI JOIN repeated USING (${key}) WHERE reason_code IS NULL GROUP BY ${key}) r
    WHERE placed.part = r.part AND placed.region_code = r.region_code AND placed.epoch = r.epoch
      AND placed.vintage_code = r.vintage_code AND placed.reason_code IS NULL`)
}

async function quarantineRows(connection: DuckDBConnection, rowText: string): Promise<void> {
  await connection.run(`
    INSERT INTO quarantined
    SELECT p.part, p.source_row, 'row', p.region_code, p.time_key, NULL, ${rowText}, p.reason_code
    FROM (
      SELECT part, source_row, first_row + source_row - 1 AS row_id, region_code, CASE WHEN epoch % 900 = 0 AND epoch BETWEEN ${FIRST_EPOCH_S} AND ${LAST_EPOCH_S} THEN epoch // 900 END AS time_key, reason_code
      FROM placed JOIN files USING (part) WHERE reason_code IS NOT NULL) p
    JOIN raw_lines USING (row_id)`)
}

/**
 * Consolidated and definitive series are half-hourly, with blank rows between; a local day with as many
 * values at :15 and :45 as at :00 and :30 is a quarter-hour one (`quarter_hourly`). Publishers change
 * the step at local midnight. A few values between the half-hours of a day have no step to stand for.
 */
async function refuseStrayQuarters(connection: DuckDBConnection): Promise<void> {
  const day = 'part, region_code, day_start, vintage_code'
  const settled = `vintage_code <> 'real-time' AND reason_code IS NULL AND NOT is_duplicate`
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE quarter_hourly AS
    SELECT ${day} FROM placed WHERE ${settled} GROUP BY ${day}
    HAVING 2 * count(*) FILTER (epoch % 1800 <> 0) >= count(*) FILTER (epoch % 1800 = 0) AND count(*) FILTER (epoch % 1800 <> 0) > 0`)
  await connection.run(
    `UPDATE placed SET step_minutes = 15 WHERE (${day}) IN (SELECT (${day}) FROM quarter_hourly)`,
  )
  await connection.run(`
    UPDATE placed SET reason_code = 'between_half_hours' WHERE ${settled} AND epoch % 1800 <> 0 AND step_minutes = 30`)
}

/** SQL text: the rows of a table like `placed` that nothing speaks against. */
export function acceptedRows(table: SilverTable, placed: string): string {
  const columns = measureColumns(table)
  return `
    SELECT p.part, p.source_row, p.region_code, CAST(p.epoch // 900 AS INTEGER) AS time_key, p.vintage_code,
      p.step_minutes,
      ${columns.map(column => `p.${column}`).join(', ')}, ${missingMeasures(table)} AS missing_measures, p.quarantined_measures
    FROM ${placed} p WHERE p.reason_code IS NULL AND NOT p.is_duplicate`
}

/** SQL text: the measures that a row of its region should have and does not. */
function missingMeasures(table: SilverTable): string {
  const expected = measureColumns(table).flatMap(column => {
    const isExpected = isExpectedOf(table, column)
    const isMissing = `p.${column} IS NULL AND ${isExpected} AND NOT contains(coalesce(p.quarantined_measures, ''), '${column}')`
    return isExpected === 'false' ? [] : [{ column, isMissing }]
  })
  if (expected.length === 0) return 'NULL'
  const names = expected.map(({ column, isMissing }) => `CASE WHEN ${isMissing} THEN '${column}' END`)
  return `CASE WHEN ${expected.map(({ isMissing }) => `(${isMissing})`).join(' OR ')} THEN concat_ws(',', ${names.join(', ')}) END`
}

/**
 * `rows_missing`: rows that a whole publication of the same regions and instants would also hold, the
 * trace of lost pages.
 */
async function countRows(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    INSERT INTO counted
    SELECT part, f.rows_read, f.rows_read - coalesce(p.placed, 0), coalesce(p.duplicate, 0), coalesce(p.missing, 0)
    FROM files f
    LEFT JOIN (
      SELECT part, count(*) AS placed, count(*) FILTER (is_duplicate) AS duplicate,
        greatest(0, count(DISTINCT region_code) * count(DISTINCT epoch)
          - count(*) FILTER (NOT is_duplicate AND (reason_code IS NULL OR reason_code = 'outage_of_zeros'))) AS missing
      FROM placed GROUP BY part) p USING (part)`)
  await forgiveBlankRows(connection)
}

/** A region that is not measured yet while others are has a blank row: nothing of it is lost. */
async function forgiveBlankRows(connection: DuckDBConnection): Promise<void> {
  const [holes] = await query<{ parts: number }>(
    connection,
    'SELECT count(*) AS parts FROM counted JOIN files USING (part) WHERE rows_missing > 0',
  )
  if (!holes?.parts) return
  await connection.run(`
    UPDATE counted SET rows_missing = greatest(0, rows_missing - b.blank)
    FROM (
      SELECT part, count(DISTINCT (region_code, epoch)) AS blank
      FROM understood
      SEMI JOIN placed p USING (part, epoch)
      ANTI JOIN (SELECT part, region_code, epoch FROM placed WHERE reason_code IS NULL OR reason_code = 'outage_of_zeros') USING (part, region_code, epoch)
      WHERE is_blank AND is_known GROUP BY part) b
    WHERE counted.part = b.part`)
}
