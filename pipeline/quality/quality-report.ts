/** The results of the checks as text for a terminal: a table, and beneath each violated check its findings. */
import { CHECKS, type CheckSeverity } from '../catalog/checks.ts'
import { REGIONS } from '../catalog/regions.ts'
import { type CheckResult, type Finding, toFindings } from './check.ts'

const FINDINGS_SHOWN = 5
const HEADER = ['check', 'table', 'severity', 'result', 'checked', 'violations'] as const
const FIRST_NUMBER = HEADER.indexOf('checked')

/** A result as it was found, or as `quality_result` gives it back: the sample as JSON text. */
export type ReportedResult = Omit<CheckResult, 'check_name' | 'severity' | 'sample'> & {
  readonly check_name: string
  readonly severity: string
  readonly sample: readonly Finding[] | string
}

/** Pure. Ends without a line break. */
export function qualityReport(results: readonly ReportedResult[]): string {
  const rows = results.map(result => [
    result.check_name,
    result.table_name,
    result.severity,
    result.passed ? 'passed' : 'VIOLATED',
    count(result.rows_checked),
    count(result.violation_count),
  ])
  const widths = HEADER.map((title, column) =>
    Math.max(title.length, ...rows.map(row => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column < FIRST_NUMBER ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
  const body = rows.flatMap((row, index) => [line(row), ...findingLines(results[index])])
  return [line(HEADER), ...body, '', summary(results)].join('\n')
}

const count = (number: number): string => number.toLocaleString('en')

function findingLines(result: ReportedResult | undefined): readonly string[] {
  if (!result || result.passed) return []
  const sample = typeof result.sample === 'string' ? toFindings(result.sample) : result.sample
  const shown = sample.slice(0, FINDINGS_SHOWN)
  const more = result.violation_count - shown.length
  return [
    `    expected: ${CHECKS.find(check => check.check_name === result.check_name)?.promise ?? ''}`,
    ...shown.map(finding => `    - ${inWords(finding)}`),
    ...(more > 0 ? [`    … and ${count(more)} more`] : []),
  ]
}

/** `Normandie, 2013-04-01, 46 intervals, at 2013-04-01 03:00 UTC: … (expected …)`. */
function inWords(finding: Finding): string {
  const { region_code, local_date, interval_start_utc, energy_type, intervals, found, expected } = finding
  const instant = interval_start_utc?.replace('T', ' ').replace(/:00Z$/, ' UTC')
  const isGathered = intervals !== undefined && intervals > 1
  const place = [
    REGIONS.find(region => region.region_code === region_code)?.region_name ?? region_code,
    energy_type,
    isGathered || instant === undefined ? local_date : undefined,
    isGathered ? `${count(intervals)} intervals` : undefined,
    instant && (isGathered ? `at ${instant}` : instant),
  ].filter(part => part !== undefined)
  return `${place.length > 0 ? `${place.join(', ')}: ` : ''}${found} (expected ${expected})`
}

function summary(results: readonly ReportedResult[]): string {
  const violated = (severity: CheckSeverity) =>
    results.filter(result => !result.passed && result.severity === severity).length
  const watermark = results[0]?.data_watermark
  const passed = results.filter(result => result.passed).length
  return `${results.length} checks: ${passed} passed, ${violated('warn')} to look at, ${violated('fail')} failed. ${
    watermark ? `Data until ${watermark.slice(0, 16).replace('T', ' ')} UTC.` : 'No data yet.'
  }`
}
