/** Stored results of the data-quality checks: those that failed first. */
import { type Engine, type Row, read, sql } from '../sql.ts'

const RESULT = {
  check_name: 'text',
  table_name: 'text',
  severity: 'text',
  passed: 'bool',
  rows_checked: 'int',
  violation_count: 'int',
  sample: 'text',
  data_watermark: 'instant?',
} as const

export type QualityResultRow = Row<typeof RESULT>

export function readQualityResults(engine: Engine, signal?: AbortSignal): Promise<QualityResultRow[]> {
  return read(
    engine,
    RESULT,
    sql`SELECT check_name, table_name, severity, passed, rows_checked, violation_count, sample, data_watermark
        FROM quality_result
        ORDER BY CASE WHEN passed = 1 THEN 1 ELSE 0 END, severity, table_name, check_name`,
    signal,
  )
}
