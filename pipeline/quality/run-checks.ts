/** Runs the checks that the catalogue declares for gold. Reads only; see `store-results.ts`. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { checkSeverity } from '../catalog/checks.ts'
import { balanceIdentity } from './balance-identity.ts'
import type { Check, CheckResult } from './check.ts'
import { completeness } from './completeness.ts'
import { flatLine } from './flat-line.ts'
import { foreignKeys } from './foreign-keys.ts'
import { jump } from './jump.ts'
import { factKeyUnique, revisionKeyUnique } from './key-unique.ts'
import { regionVersion } from './region-version.ts'
import { DEMAND_KEY } from './sql-text.ts'
import { valueRange } from './value-range.ts'
import { vintageMonotony } from './vintage-monotony.ts'
import { weatherKeyUnique, weatherRange } from './weather.ts'

export const GOLD_CHECKS: readonly Check[] = [
  factKeyUnique,
  revisionKeyUnique,
  ...foreignKeys,
  valueRange,
  jump,
  flatLine,
  balanceIdentity,
  completeness,
  vintageMonotony,
  ...regionVersion,
  weatherKeyUnique,
  weatherRange,
]

/** Results in the order of {@link GOLD_CHECKS}, all on the state the connection sees. */
export async function runChecks(
  connection: DuckDBConnection,
  checks: readonly Check[] = GOLD_CHECKS,
): Promise<CheckResult[]> {
  const data_watermark = await readWatermark(connection)
  const results: CheckResult[] = []
  for (const check of checks) {
    const outcome = await check.run(connection)
    results.push({
      check_name: check.name,
      table_name: check.table,
      severity: checkSeverity(check.name),
      passed: outcome.violation_count === 0,
      ...outcome,
      data_watermark,
    })
  }
  return results
}

async function readWatermark(connection: DuckDBConnection): Promise<string | null> {
  const reader = await connection.runAndReadAll(
    `SELECT max(time_key) FROM fact_energy_flow WHERE energy_type_key = ${DEMAND_KEY} AND consumption_mw IS NOT NULL`,
  )
  const newest = reader.value(0, 0)
  return newest === null ? null : new Date(Number(newest) * 900_000).toISOString()
}
