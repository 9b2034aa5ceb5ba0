/** Job: print the stored results of the quality checks. */

import { readQualityResults } from '../../gold/queries/quality-results.ts'
import { qualityReport } from '../../quality/quality-report.ts'
import { EXIT } from '../exit-codes.ts'
import type { Home } from '../home.ts'

/** @returns the exit code: a failed check of severity `fail` is one. */
export async function printQuality({ warehouse }: Home, say: (text: string) => void): Promise<number> {
  const results = await warehouse.read(readQualityResults)
  say(`${qualityReport(results)}\n`)
  return results.some(result => result.severity === 'fail' && !result.passed) ? EXIT.quality : EXIT.ok
}
