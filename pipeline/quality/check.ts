/**
 * A quality check on gold: how it is declared, what it hands back, and how one made of SQL is run.
 *
 * What holds when a check passes, how serious a violation is and every threshold stand in
 * `pipeline/catalog/checks.ts`. A data problem is a result here, never an exception.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { z } from 'zod'
import type { CheckName, CheckSeverity } from '../catalog/checks.ts'

/** How many findings a result carries; `violation_count` counts them all. */
export const SAMPLE_SIZE = 20

/** One thing that is wrong, in words; `intervals` tells how many intervals it gathers. */
export const Finding = z.strictObject({
  region_code: z.string().optional(),
  local_date: z.string().optional(),
  /** UTC, ISO. Where the finding gathers several: the worst of a day, the first of a run. */
  interval_start_utc: z.string().optional(),
  /** `energy_type_code`. */
  energy_type: z.string().optional(),
  intervals: z.number().optional(),
  found: z.string(),
  expected: z.string(),
})
export type Finding = z.infer<typeof Finding>

const Findings = z.array(Finding)

interface CheckOutcome {
  /** How many of what the check looks at: rows, intervals, days. */
  readonly rows_checked: number
  /** Findings, not rows: a day out of balance is one. */
  readonly violation_count: number
  readonly sample: readonly Finding[]
}

export interface Check {
  readonly name: CheckName
  readonly table: string
  run(connection: DuckDBConnection): Promise<CheckOutcome>
}

export interface CheckResult extends CheckOutcome {
  readonly check_name: CheckName
  readonly table_name: string
  readonly severity: CheckSeverity
  readonly passed: boolean
  /** Newest measured interval, ISO; null before the first. */
  readonly data_watermark: string | null
}

/**
 * A check of one statement.
 *
 * @param ctes common table expressions (without WITH), among them `checked` (one row: `rows_checked`) and
 *   `findings` (columns of {@link Finding}, and `rank`, 1 for the one to show first).
 */
export function sqlCheck(name: CheckName, table: string, ctes: string): Check {
  return {
    name,
    table,
    async run(connection) {
      const reader = await connection.runAndReadAll(`
        WITH ${ctes}
        SELECT
          (SELECT rows_checked FROM checked) AS rows_checked,
          (SELECT count(*) FROM findings) AS violation_count,
          (SELECT CAST(to_json(list(finding ORDER BY finding.rank)) AS VARCHAR)
           FROM findings AS finding WHERE finding.rank <= ${SAMPLE_SIZE}) AS sample`)
      const [row] = reader.getRowObjects()
      if (!row) throw new TypeError(`check ${name} on ${table}: no outcome`)
      return {
        rows_checked: Number(row.rows_checked),
        violation_count: Number(row.violation_count),
        sample: row.sample === null ? [] : toFindings(String(row.sample)),
      }
    },
  }
}

/** Findings from JSON text; columns that do not apply are null there and left out here. */
export function toFindings(json: string): readonly Finding[] {
  const rows = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(json))
  return Findings.parse(
    rows.map(row =>
      Object.fromEntries(Object.entries(row).filter(([name, value]) => name !== 'rank' && value !== null)),
    ),
  )
}
