/**
 * A quality check on gold: how it is declared, what it hands back, and how one made of SQL is run.
 *
 * What holds when a check passes, how serious a violation is and every threshold stand in
 * `pipeline/catalog/checks.ts`. A data problem is a result here, never an exception.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { z } from 'zod'
import type { CheckName, CheckSeverity } from '../catalog/checks.ts'
import { ANY_PERIOD, type Period, type TableByTime } from './period.ts'

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

/** What a check found in one look: at a period, or at a table. */
export interface CheckOutcome {
  /** How many of what the check looks at: rows, intervals, days. */
  readonly rows_checked: number
  /** Findings, not rows: a day out of balance is one. */
  readonly violation_count: number
  /** The first, in the order in which to show them. */
  readonly sample: readonly WeightedFinding[]
}

/** A finding, and how soon it is shown beside those of other periods: the heaviest first, then in order of time. */
const WeightedFinding = z.strictObject({ weight: z.number(), finding: Finding })
type WeightedFinding = z.infer<typeof WeightedFinding>

export const WeightedFindings = z.array(WeightedFinding)

interface Named {
  readonly name: CheckName
  readonly table: string
  /** SQL text that is another one when the check asks something else. */
  readonly rule: string
}

/** A check that looks at one period at a time. */
export interface PeriodCheck extends Named {
  readonly scope: 'period'
  readonly table: TableByTime
  /** Whether it finds something where its table has no row; others are not asked there. */
  readonly isOfAbsence: boolean
  run(connection: DuckDBConnection, period: Period): Promise<CheckOutcome>
}

/** A check that looks at a whole table, a small one. */
export interface TableCheck extends Named {
  readonly scope: 'table'
  run(connection: DuckDBConnection): Promise<CheckOutcome>
}

export type Check = PeriodCheck | TableCheck

export interface CheckResult {
  readonly check_name: CheckName
  readonly table_name: string
  readonly severity: CheckSeverity
  readonly passed: boolean
  readonly rows_checked: number
  readonly violation_count: number
  readonly sample: readonly Finding[]
  /** Newest measured interval, ISO; null before the first. */
  readonly data_watermark: string | null
}

/**
 * A check of one statement.
 *
 * @param ctes common table expressions (without WITH) over a period, among them `checked` (one row:
 *   `rows_checked`) and `findings` (columns of {@link Finding}; `rank`, 1 for the one to show first; `weight`
 *   where findings of other periods can come before).
 */
export function sqlCheck(
  name: CheckName,
  table: TableByTime,
  ctes: (period: Period) => string,
  isOfAbsence = false,
): PeriodCheck {
  return {
    scope: 'period',
    name,
    table,
    isOfAbsence,
    rule: ctes(ANY_PERIOD),
    run: (connection, period) => ask(connection, ctes(period)),
  }
}

/** Such a check of a whole table. */
export function sqlTableCheck(name: CheckName, table: string, ctes: string): TableCheck {
  return { scope: 'table', name, table, rule: ctes, run: connection => ask(connection, ctes) }
}

async function ask(connection: DuckDBConnection, ctes: string): Promise<CheckOutcome> {
  const reader = await connection.runAndReadAll(`
    WITH ${ctes}
    SELECT
      (SELECT rows_checked FROM checked) AS rows_checked,
      (SELECT count(*) FROM findings) AS violation_count,
      (SELECT CAST(to_json(list(finding ORDER BY finding.rank)) AS VARCHAR)
       FROM findings AS finding WHERE finding.rank <= ${SAMPLE_SIZE}) AS sample`)
  const [row] = reader.getRowObjects()
  if (!row) throw new TypeError('a check without an outcome')
  return {
    rows_checked: Number(row.rows_checked),
    violation_count: Number(row.violation_count),
    sample: row.sample === null ? [] : toWeighted(String(row.sample)),
  }
}

const Rows = z.array(z.record(z.string(), z.unknown()))

function toWeighted(json: string): readonly WeightedFinding[] {
  return Rows.parse(JSON.parse(json)).map(({ rank: _, weight, ...columns }) => ({
    weight: Number(weight ?? 0),
    finding: Finding.parse(Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null))),
  }))
}

/** Findings from JSON text, as `quality_result` keeps them. */
export const toFindings = (json: string): readonly Finding[] => Findings.parse(JSON.parse(json))

/** Outcomes of periods, in their order, as one. */
export function together(
  outcomes: readonly CheckOutcome[],
): Pick<CheckResult, 'rows_checked' | 'violation_count' | 'sample'> {
  const sum = (of: (outcome: CheckOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0)
  return {
    rows_checked: sum(outcome => outcome.rows_checked),
    violation_count: sum(outcome => outcome.violation_count),
    sample: outcomes
      .flatMap(outcome => outcome.sample)
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, SAMPLE_SIZE)
      .map(({ finding }) => finding),
  }
}
