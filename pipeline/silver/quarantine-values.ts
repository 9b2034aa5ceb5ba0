/**
 * Refuses single values of rows that are otherwise fine: no numbers, out of any plausible range, of the
 * wrong sign, or zeros in a row whose demand is zero. The row keeps its other values.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Measure } from '../catalog/measures.ts'
import { query } from './engine.ts'
import { asPublished } from './read-publications.ts'
import { isExpectedOf, measureColumns, type SilverTable } from './silver-table.ts'

const ROWS = `reason_code IS NULL AND NOT is_duplicate`

export async function quarantineValues(connection: DuckDBConnection, table: SilverTable): Promise<void> {
  const suspects = await suspectMeasures(connection, table)
  if (suspects.length === 0) return
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE bad_values AS
    SELECT b.part, b.source_row, b.region_code, b.epoch, b.column_name, b.raw_value, b.reason_code FROM (
      ${suspects.map(measure => refusals(table, measure)).join(' UNION ALL ')}) b
    WHERE b.reason_code IS NOT NULL`)
  const kept = measureColumns(table).map(
    column => `${column} = CASE WHEN list_contains(b.columns, '${column}') THEN NULL ELSE ${column} END`,
  )
  await connection.run(`
    UPDATE placed SET quarantined_measures = array_to_string(b.columns, ','), ${kept.join(', ')}
    FROM (SELECT part, source_row, list(column_name ORDER BY column_name) AS columns FROM bad_values GROUP BY part, source_row) b
    WHERE placed.part = b.part AND placed.source_row = b.source_row`)
  await connection.run(`
    UPDATE placed SET reason_code = 'no_valid_value'
    WHERE quarantined_measures IS NOT NULL AND coalesce(${measureColumns(table).join(', ')}) IS NULL`)
  await connection.run(`
    INSERT INTO quarantined
    SELECT part, source_row, 'value', region_code, epoch // 900, column_name, raw_value, reason_code FROM bad_values`)
}

/**
 * Measures with a value to refuse somewhere. Extremes by region tell in one pass, so the usual batch
 * without any pays for nothing else.
 */
async function suspectMeasures(
  connection: DuckDBConnection,
  table: SilverTable,
): Promise<readonly Measure[]> {
  const extremes = measureColumns(table).map(
    column =>
      `CAST(min(${column}) AS DOUBLE) AS lo_${column}, CAST(max(${column}) AS DOUBLE) AS hi_${column}`,
  )
  const rows = await query<Record<string, unknown>>(
    connection,
    `SELECT region_code, bool_or(has_no_number) AS has_no_number, ${extremes.join(', ')} FROM placed WHERE ${ROWS} GROUP BY region_code`,
  )
  const isOutside = (measure: Measure) =>
    rows.some(row => {
      const [lowest, highest] = rangeOf(table, String(row.region_code), measure)
      const [lo, hi] = [row[`lo_${measure.column}`], row[`hi_${measure.column}`]]
      return (typeof lo === 'number' && lo < lowest) || (typeof hi === 'number' && hi > highest)
    })
  // Any column can hold the text that is no number, or the other zeros of a row without demand.
  const isAnywhere = rows.some(row => row.has_no_number === true || row.lo_consumption_mw === 0)
  return isAnywhere ? table.measures : table.measures.filter(isOutside)
}

function refusals(table: SilverTable, measure: Measure): string {
  const { column } = measure
  const ranges = [...table.regions.keys()].map(code => [code, ...rangeOf(table, code, measure)] as const)
  const bound = (index: 1 | 2) =>
    `CASE p.region_code ${ranges.map(range => `WHEN '${range[0]}' THEN ${range[index]}`).join(' ')} END`
  const isOwnZero = column === 'consumption_mw' ? 'true' : isExpectedOf(table, column)
  return `
    SELECT p.part, p.source_row, p.region_code, p.epoch, '${column}' AS column_name, ${asPublished(`r.${column}`)} AS raw_value, CASE
      WHEN p.${column} IS NULL AND r.${column} IS NOT NULL
        THEN CASE WHEN isfinite(TRY_CAST(r.${column} AS DOUBLE)) THEN 'out_of_plausible_range' ELSE 'not_a_number' END
      WHEN p.${column} = 0 AND p.consumption_mw = 0 AND ${isOwnZero} THEN 'outage_of_zeros'
      WHEN p.${column} > 0 AND ${bound(2)} = 0 OR p.${column} < 0 AND ${bound(1)} = 0 THEN 'wrong_sign'
      WHEN p.${column} < ${bound(1)} OR p.${column} > ${bound(2)} THEN 'out_of_plausible_range' END AS reason_code
    FROM (SELECT * FROM placed WHERE ${ROWS}) p JOIN raw r USING (part, source_row)`
}

function rangeOf(table: SilverTable, regionCode: string, measure: Measure): readonly [number, number] {
  const region = table.regions.get(regionCode)
  if (!region) throw new RangeError(`region ${regionCode}: not one of ${table.name}`)
  return region.rangeOf(measure)
}
