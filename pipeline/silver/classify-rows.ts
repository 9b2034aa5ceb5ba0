/**
 * Gives the rows of `raw` their meaning: region, vintage, interval in UTC, numbers. Fills `accepted`
 * (rows for the silver table) and `quarantined` (rows and values that can't be trusted, with the
 * reason), and counts what became of every row. One bad value never costs the row its other values.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { foldName } from '../catalog/fold-name.ts'
import type { Measure } from '../catalog/measures.ts'
import { VINTAGES } from '../catalog/vintages.ts'
import { literal, query } from './engine.ts'
import { clockTable, dayTable, isStartOfSummerTime } from './local-time.ts'
import type { SilverTable } from './silver-table.ts'

/** The publisher's words for no value: not published, no such source, not available. */
const NO_VALUE = `('', '-', 'ND')`

/** Create the empty result tables of a batch. */
export async function createResults(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE accepted (
      part INTEGER, source_row INTEGER, region_code VARCHAR, time_key INTEGER, vintage_code VARCHAR, step_minutes INTEGER,
      ${measureColumns(table)
        .map(column => `${column} DECIMAL(12,3)`)
        .join(', ')},
      missing_measures VARCHAR, quarantined_measures VARCHAR)`)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE quarantined (
      part INTEGER, source_row INTEGER, scope VARCHAR, region_code VARCHAR, time_key INTEGER, column_name VARCHAR,
      raw_value VARCHAR, reason_code VARCHAR)`)
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE counted (
      part INTEGER, rows_read INTEGER, rows_blank INTEGER, rows_duplicate INTEGER, rows_missing INTEGER)`)
}

/** Classify every row of `raw`, appending to the result tables. */
export async function classifyRows(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  await lookUpNames(connection, table)
  await placeRows(connection, table)
  await dropSpringCopies(connection, table)
  await refuseDuplicates(connection, table)
  await quarantineValues(connection, table)
  await quarantineRows(connection)
  await acceptRows(connection, table)
  await countRows(connection)
}

const measureColumns = (table: SilverTable) => table.measures.map(measure => measure.column)

/** Few distinct names, dates and hours stand in many rows: each is understood once. */
async function lookUpNames(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const names = await query<{ region_code: string | null; region_name: string | null }>(
    connection,
    'SELECT DISTINCT region_code, region_name FROM raw',
  )
  await createLookUp(
    connection,
    'region_names',
    ['raw_code VARCHAR', 'raw_name VARCHAR', 'known_code VARCHAR'],
    names.map(row => [
      row.region_code,
      row.region_name,
      table.regionCodeOf(row.region_code, row.region_name),
    ]),
  )
  const natures = await query<{ nature: string }>(
    connection,
    'SELECT DISTINCT nature FROM raw WHERE nature IS NOT NULL',
  )
  await createLookUp(
    connection,
    'natures',
    ['raw_nature VARCHAR', 'vintage_code VARCHAR'],
    natures.map(({ nature }) => [
      nature,
      VINTAGES.find(vintage => vintage.nature === foldName(nature))?.vintage_code,
    ]),
  )
  const dates = await query<{ local_date: string }>(
    connection,
    'SELECT DISTINCT local_date FROM raw WHERE local_date IS NOT NULL',
  )
  await createLookUp(
    connection,
    'days',
    ['raw_date VARCHAR', 'midnight_utc INTEGER', 'transition VARCHAR'],
    dayTable(dates.map(row => row.local_date)),
  )
  const times = await query<{ local_time: string }>(
    connection,
    'SELECT DISTINCT local_time FROM raw WHERE local_time IS NOT NULL',
  )
  await createLookUp(
    connection,
    'clock',
    ['raw_time VARCHAR', 'minute INTEGER'],
    clockTable(times.map(row => row.local_time)),
  )
  await createLookUp(
    connection,
    'regions',
    [
      'region_code VARCHAR',
      ...table.measures.flatMap(({ column }) => [
        `lo_${column} INTEGER`,
        `hi_${column} INTEGER`,
        `has_${column} BOOLEAN`,
      ]),
    ],
    [...table.regions].map(([code, region]) => [
      code,
      ...table.measures.flatMap(measure => [
        ...region.rangeOf(measure),
        region.expected.includes(measure.column),
      ]),
    ]),
  )
}

type Cell = string | number | boolean | null | undefined

async function createLookUp(
  connection: DuckDBConnection,
  name: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} (${columns.join(', ')})`)
  if (rows.length === 0) return
  const cell = (value: Cell) =>
    value === null || value === undefined
      ? 'NULL'
      : typeof value === 'string'
        ? literal(value)
        : String(value)
  await connection.run(
    `INSERT INTO ${name} VALUES ${rows.map(row => `(${row.map(cell).join(', ')})`).join(', ')}`,
  )
}

/**
 * `placed`: every row with its region, vintage, instant, numbers and, where it can't be trusted as a
 * whole, the reason. The spring hour that does not exist (02:00–02:59 local) is published all the same,
 * at the instant of the hour after: such a row is told by its local hour. In autumn the publisher
 * leaves out the first 02:00–02:59, so the local hour means the second one.
 */
async function placeRows(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const columns = measureColumns(table)
  const instant = `CASE WHEN r.instant IS NULL OR length(r.instant) < 19 THEN NULL
    WHEN right(r.instant, 1) = 'Z' OR substr(r.instant, -3, 1) IN ('+', '-') OR substr(r.instant, -6, 1) IN ('+', '-')
    THEN CAST(epoch(TRY_CAST(r.instant AS TIMESTAMPTZ)) AS BIGINT) END`
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE placed AS
    WITH named AS (
      SELECT r.*, n.known_code, v.vintage_code AS named_vintage, d.transition, c.minute, ${instant} AS given_epoch,
        d.midnight_utc + c.minute * 60 + CASE
          WHEN d.transition = 'spring' AND c.minute >= 180 THEN -3600
          WHEN d.transition = 'autumn' AND c.minute >= 120 THEN 3600
          ELSE 0 END AS local_epoch
      FROM raw r
      LEFT JOIN region_names n ON n.raw_code IS NOT DISTINCT FROM r.region_code AND n.raw_name IS NOT DISTINCT FROM r.region_name
      LEFT JOIN natures v ON v.raw_nature = r.nature
      LEFT JOIN days d ON d.raw_date = r.local_date
      LEFT JOIN clock c ON c.raw_time = r.local_time),
    timed AS (
      SELECT n.*, coalesce(n.given_epoch, n.local_epoch) AS epoch,
        n.minute IS NULL AS is_local_hour_unknown,
        coalesce(${columns
          .map(column => `n.${column} NOT IN ${NO_VALUE}`)
          .map(test => `CASE WHEN ${test} THEN true END`)
          .join(', ')}) IS NULL AS is_blank
      FROM named n)
    SELECT t.part, t.source_row, t.known_code AS region_code, t.epoch, t.is_local_hour_unknown, t.is_blank, t.row_text,
      CASE
        WHEN t.is_ragged THEN 'malformed_row'
        WHEN t.is_blank THEN NULL
        WHEN t.known_code IS NULL THEN 'unknown_region'
        WHEN t.nature IS NOT NULL AND t.named_vintage IS NULL THEN 'unknown_vintage'
        WHEN t.epoch IS NULL THEN 'unreadable_instant'
        WHEN t.transition = 'spring' AND t.minute BETWEEN 120 AND 179 THEN 'local_hour_does_not_exist'
        WHEN t.given_epoch <> t.local_epoch AND NOT (t.transition = 'autumn' AND t.minute BETWEEN 120 AND 179 AND t.given_epoch = t.local_epoch - 3600) THEN 'instant_contradicts_local_time'
        WHEN t.epoch % 900 <> 0 THEN 'not_on_a_quarter_hour'
        WHEN TRY_CAST(t.consumption_mw AS DECIMAL(12,3)) = 0 AND ${columns.map(column => `coalesce(TRY_CAST(t.${column} AS DECIMAL(12,3)), 0) = 0`).join(' AND ')} THEN 'outage_of_zeros'
      END AS reason_code,
      t.named_vintage AS vintage_code,
      ${columns.map(column => `t.${column} AS raw_${column}, TRY_CAST(t.${column} AS DECIMAL(12,3)) AS ${column}`).join(', ')},
      CAST(NULL AS VARCHAR) AS twin
    FROM timed t`)
  await guessVintages(connection)
}

/**
 * Some captures leave the nature out. A quarter-hour series is real-time, the only one published at
 * that step; a half-hour one could be consolidated or definitive, so its rows can't be trusted.
 */
async function guessVintages(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    UPDATE placed SET vintage_code = 'real-time'
    WHERE vintage_code IS NULL AND reason_code IS NULL AND NOT is_blank AND part IN (
      SELECT part FROM placed WHERE NOT is_blank AND vintage_code IS NULL AND epoch % 1800 <> 0)`)
  await connection.run(`
    UPDATE placed SET reason_code = 'unknown_vintage'
    WHERE vintage_code IS NULL AND reason_code IS NULL AND NOT is_blank`)
}

/**
 * Captures without local hours: the row of the missing spring hour is a copy of the row one hour
 * before. Where that row is not there to compare with, nobody can tell: the row is refused.
 */
async function dropSpringCopies(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const candidates = `p.is_local_hour_unknown AND p.reason_code IS NULL AND NOT p.is_blank`
  const hours = await query<{ hour_start: number }>(
    connection,
    `SELECT DISTINCT CAST(epoch - epoch % 3600 AS INTEGER) AS hour_start FROM placed p WHERE ${candidates}`,
  )
  const springHours = hours.map(row => row.hour_start).filter(isStartOfSummerTime)
  if (springHours.length === 0) return
  const same = table.measures
    .map(({ column }) => `b.${column} IS NOT DISTINCT FROM p.${column}`)
    .join(' AND ')
  await connection.run(`
    UPDATE placed SET reason_code = v.verdict FROM (
      SELECT p.part, p.source_row,
        CASE WHEN count(b.part) = 0 THEN 'ambiguous_spring_hour' WHEN bool_or(${same}) THEN 'local_hour_does_not_exist' END AS verdict
      FROM placed p LEFT JOIN placed b ON b.part = p.part AND b.region_code = p.region_code AND b.epoch = p.epoch - 3600 AND NOT b.is_blank
      WHERE ${candidates} AND p.epoch - p.epoch % 3600 IN (${springHours.join(', ')})
      GROUP BY p.part, p.source_row) v
    WHERE placed.part = v.part AND placed.source_row = v.source_row AND v.verdict IS NOT NULL`)
}

/** Lost pages repeat rows. The same row twice counts once; two that contradict each other are both refused. */
async function refuseDuplicates(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const values = table.measures.map(({ column }) => `raw_${column}`).join(', ')
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE repeated AS
    SELECT part, region_code, epoch, vintage_code, min(source_row) AS first_row, count(DISTINCT row(${values})) > 1 AS is_conflict
    FROM placed WHERE reason_code IS NULL AND NOT is_blank
    GROUP BY part, region_code, epoch, vintage_code HAVING count(*) > 1`)
  await connection.run(`
    UPDATE placed SET twin = CASE WHEN r.is_conflict THEN NULL WHEN placed.source_row <> r.first_row THEN 'duplicate' END,
      reason_code = CASE WHEN r.is_conflict THEN 'conflicting_duplicate' END
    FROM repeated r
    WHERE placed.part = r.part AND placed.region_code = r.region_code AND placed.epoch = r.epoch
      AND placed.vintage_code = r.vintage_code AND placed.reason_code IS NULL AND NOT placed.is_blank`)
}

/** Values that are no numbers, out of any plausible range, or zeros in a row whose demand is zero. */
async function quarantineValues(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const reason = ({ column }: Measure) => `CASE
    WHEN p.${column} IS NULL THEN CASE WHEN p.raw_${column} NOT IN ${NO_VALUE} AND trim(p.raw_${column}) NOT IN ${NO_VALUE} THEN 'not_a_number' END
    WHEN p.${column} = 0 AND p.consumption_mw = 0 AND (g.has_${column} OR '${column}' = 'consumption_mw') THEN 'outage_of_zeros'
    WHEN p.${column} > 0 AND g.hi_${column} = 0 OR p.${column} < 0 AND g.lo_${column} = 0 THEN 'wrong_sign'
    WHEN p.${column} < g.lo_${column} OR p.${column} > g.hi_${column} THEN 'out_of_plausible_range' END`
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE bad_values AS
    SELECT part, source_row, region_code, epoch, column_name, raw_value, reason_code FROM (
      ${table.measures
        .map(
          measure => `
      SELECT p.part, p.source_row, p.region_code, p.epoch, '${measure.column}' AS column_name, p.raw_${measure.column} AS raw_value, ${reason(measure)} AS reason_code
      FROM placed p JOIN regions g ON g.region_code = p.region_code
      WHERE p.reason_code IS NULL AND NOT p.is_blank AND p.twin IS NULL`,
        )
        .join(' UNION ALL ')})
    WHERE reason_code IS NOT NULL`)
  const [bad] = await query<{ count: number }>(connection, 'SELECT count(*) AS count FROM bad_values')
  await connection.run('ALTER TABLE placed ADD COLUMN quarantined_measures VARCHAR')
  if (!bad || bad.count === 0) return
  const refused = table.measures
    .map(
      ({ column }) => `${column} = CASE WHEN contains(b.columns, ',${column},') THEN NULL ELSE ${column} END`,
    )
    .join(', ')
  await connection.run(`
    UPDATE placed SET quarantined_measures = b.names, ${refused}
    FROM (SELECT part, source_row, string_agg(column_name, ',' ORDER BY column_name) AS names, ',' || string_agg(column_name, ',') || ',' AS columns
          FROM bad_values GROUP BY part, source_row) b
    WHERE placed.part = b.part AND placed.source_row = b.source_row`)
  await connection.run(`
    UPDATE placed SET reason_code = 'no_valid_value'
    WHERE quarantined_measures IS NOT NULL AND coalesce(${measureColumns(table).join(', ')}) IS NULL`)
  await connection.run(`
    INSERT INTO quarantined
    SELECT part, source_row, 'value', region_code, epoch // 900, column_name, raw_value, reason_code FROM bad_values`)
}

async function quarantineRows(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    INSERT INTO quarantined
    SELECT part, source_row, 'row', region_code, CASE WHEN epoch % 900 = 0 THEN epoch // 900 END, NULL, left(row_text, 500), reason_code
    FROM placed WHERE reason_code IS NOT NULL`)
}

/**
 * Consolidated and definitive series are half-hourly, with blank rows between; a day that has values
 * at :15 or :45 is a quarter-hour one.
 */
async function acceptRows(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const columns = measureColumns(table)
  const missing = columns.map(
    column =>
      `CASE WHEN g.has_${column} AND p.${column} IS NULL AND NOT contains(coalesce(p.quarantined_measures, ''), '${column}') THEN '${column}' END`,
  )
  await connection.run(`
    INSERT INTO accepted
    WITH steps AS (
      SELECT part, region_code, epoch // 86400 AS day, vintage_code, bool_or(epoch % 1800 <> 0) AS is_quarter_hourly
      FROM placed WHERE reason_code IS NULL AND NOT is_blank AND twin IS NULL
      GROUP BY part, region_code, epoch // 86400, vintage_code)
    SELECT p.part, p.source_row, p.region_code, p.epoch // 900, p.vintage_code,
      CASE WHEN s.is_quarter_hourly OR p.vintage_code = 'real-time' THEN 15 ELSE 30 END,
      ${columns.map(column => `p.${column}`).join(', ')},
      CASE WHEN ${columns.map(column => `(g.has_${column} AND p.${column} IS NULL)`).join(' OR ')} THEN nullif(concat_ws(',', ${missing.join(', ')}), '') END,
      p.quarantined_measures
    FROM placed p
    JOIN steps s ON s.part = p.part AND s.region_code = p.region_code AND s.day = p.epoch // 86400 AND s.vintage_code = p.vintage_code
    JOIN regions g ON g.region_code = p.region_code
    WHERE p.reason_code IS NULL AND NOT p.is_blank AND p.twin IS NULL`)
}

/** `rows_missing`: regions × instants that a whole publication of them would hold, less those it holds. */
async function countRows(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    INSERT INTO counted
    SELECT part, count(*), count(*) FILTER (is_blank AND reason_code IS NULL), count(*) FILTER (twin = 'duplicate'),
      count(DISTINCT region_code) * count(DISTINCT epoch) - count(DISTINCT (region_code, epoch)) FILTER (region_code IS NOT NULL AND epoch IS NOT NULL)
    FROM placed GROUP BY part`)
}
