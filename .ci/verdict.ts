/** Prints the last line of `.ci/run` from vitest's JSON report: `verdict.ts <report.json> <exit code>`. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
})

/**
 * A file that could not even be loaded counts as one failure; so does a run that left no report, ran no
 * test, or ended badly for a reason that no test shows.
 */
export function verdictOf(report: unknown, exitCode: number): { line: string; isGood: boolean } {
  const parsed = Report.safeParse(report)
  if (!parsed.success) return { line: '0 passed, 1 failed', isGood: false }

  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = parsed.data
  const unloaded = testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0)
  const counted = numFailedTests + unloaded.length
  const failed = counted === 0 && (exitCode !== 0 || numPassedTests === 0) ? 1 : counted
  const skipped = numPendingTests + numTodoTests
  return {
    line: `${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    isGood: failed === 0,
  }
}

function reportAt(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    process.stderr.write(`no report of the tests: ${String(error)}\n`)
    return undefined
  }
}

if (import.meta.main) {
  const [path = '', exitCode = '1'] = process.argv.slice(2)
  const { line, isGood } = verdictOf(reportAt(path), Number(exitCode))
  process.stdout.write(`${line}\n`)
  process.exitCode = isGood ? 0 : 1
}
