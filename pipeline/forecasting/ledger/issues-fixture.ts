/** Issues for tests, as the ledger takes them. */
import { forecastIssue } from '../../gold/queries/forecast-fixture.ts'
import type { RecordedIssue } from './issue-file.ts'

/** Baselines are off by 1 MW, 2 MW and 3 MW from P50; the last half-hour of each series has no climatology. */
export function recordedIssue(
  issuedAt: string,
  options: Parameters<typeof forecastIssue>[1] = {},
): RecordedIssue {
  const issue = forecastIssue(issuedAt, options)
  const last = Math.max(...issue.rows.map(row => row.time_key))
  return {
    ...issue,
    rows: issue.rows.map(row => ({
      ...row,
      d1_mw: row.p50_mw + 1,
      d7_mw: row.p50_mw - 2,
      climatology_mw: row.time_key === last ? null : row.p50_mw + 3,
    })),
  }
}
