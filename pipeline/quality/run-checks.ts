/**
 * Runs the checks that the catalogue declares for gold, month by month, and only in months where something changed.
 * What they found in a month is kept (`month-outcomes.ts`); what they find in all is stored by `store-results.ts`.
 */
import { createHash } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { checkSeverity } from '../catalog/checks.ts'
import { ANYWHERE, type GoldChange } from '../gold/gold-change.ts'
import { balanceIdentity } from './balance-identity.ts'
import {
  type Check,
  type CheckOutcome,
  type CheckResult,
  type MonthlyCheck,
  SAMPLE_SIZE,
  together,
} from './check.ts'
import { completeness } from './completeness.ts'
import { flatLine } from './flat-line.ts'
import { foreignKeys } from './foreign-keys.ts'
import { jump } from './jump.ts'
import { factKeyUnique, revisionKeyUnique } from './key-unique.ts'
import { dataWatermark, spansWhere, updateSpans } from './measured-spans.ts'
import {
  forgetMonth,
  gatherMonth,
  type Month,
  monthsNear,
  monthsOf,
  NEIGHBOURHOOD,
  TABLES_BY_TIME,
} from './month.ts'
import {
  CREATE_MEMORY,
  forgetOutcomes,
  hasOutcomes,
  keepOutcomes,
  readOutcomes,
  recordBatches,
} from './month-outcomes.ts'
import { regionVersion } from './region-version.ts'
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

/** To be raised when findings become others by code that is not SQL. */
const WORDS_VERSION = 1

const isMonthly = (check: Check): check is MonthlyCheck => check.scope === 'month'

/**
 * Run the checks where something changed, and put what they find beside what they found in the other months.
 *
 * @param change since the checks ran last; what came in between without them makes all months be looked at.
 * @returns results in the order of the checks, all on the state the connection sees.
 */
export async function runChecks(
  connection: DuckDBConnection,
  change: GoldChange = ANYWHERE,
  checks: readonly Check[] = GOLD_CHECKS,
): Promise<CheckResult[]> {
  const monthly = checks.filter(isMonthly)
  for (const month of await monthsToCheck(connection, change, rulesOf(monthly)))
    await checkMonth(connection, month, monthly)
  await forgetMonth(connection)
  await recordBatches(connection)
  return collectResults(connection, checks)
}

async function checkMonth(
  connection: DuckDBConnection,
  month: Month,
  checks: readonly MonthlyCheck[],
): Promise<void> {
  const filled = await gatherMonth(connection, month)
  const outcomes = new Map<MonthlyCheck, CheckOutcome>()
  for (const check of checks)
    if (check.isOfAbsence || filled.has(check.table)) outcomes.set(check, await check.run(connection, month))
  await keepOutcomes(connection, month, outcomes)
}

async function collectResults(
  connection: DuckDBConnection,
  checks: readonly Check[],
): Promise<CheckResult[]> {
  const outcomesOf = await readOutcomes(connection)
  const data_watermark = await dataWatermark(connection)
  const results: CheckResult[] = []
  for (const check of checks) {
    const outcome = together(isMonthly(check) ? outcomesOf(check) : [await check.run(connection)])
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

/**
 * Months in which what was found may no longer be what is there. Brings the spans up to date, and forgets outcomes that
 * count no longer.
 */
async function monthsToCheck(
  connection: DuckDBConnection,
  { batches, times }: GoldChange,
  rules: string,
): Promise<readonly Month[]> {
  const isRestKnown = times !== 'anywhere' && (await hasOutcomes(connection, rules, batches))
  if (!isRestKnown) await forgetOutcomes(connection, rules)
  const near = isRestKnown ? times.flatMap(monthsNear) : await allMonths(connection)
  // A region that is measured for longer is expected in the months between, too.
  const expected = await updateSpans(connection, inOrder(near))
  return inOrder([...near, ...expected.flatMap(monthsOf)])
}

/** Each month once. */
const inOrder = (months: readonly Month[]): readonly Month[] =>
  [...new Map(months.map(month => [month.local_month, month])).values()].toSorted(
    (a, b) => a.start_key - b.start_key,
  )

async function allMonths(connection: DuckDBConnection): Promise<readonly Month[]> {
  const checked = Object.keys(TABLES_BY_TIME).filter(table => table !== 'dim_time')
  const keys = checked.map(table => `SELECT min(time_key) AS first, max(time_key) AS last FROM ${table}`)
  const reader = await connection.runAndReadAll(
    `SELECT min(first), max(last) FROM (${keys.join(' UNION ALL ')})`,
  )
  const [first, last] = reader.getRowsJS()[0] ?? []
  return typeof first === 'number' && typeof last === 'number' ? monthsOf({ first, last }) : []
}

/** What the outcomes of months depend on, beside the rows. */
const rulesOf = (checks: readonly MonthlyCheck[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        WORDS_VERSION,
        NEIGHBOURHOOD,
        SAMPLE_SIZE,
        CREATE_MEMORY,
        spansWhere('true'),
        checks.map(({ name, table, rule, isOfAbsence }) => [name, table, rule, isOfAbsence]),
      ]),
    )
    .digest('hex')
