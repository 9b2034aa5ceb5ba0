/**
 * Runs the checks that the catalogue declares for gold, period by period, and only in periods where something changed.
 * What they found in a period is kept (`period-outcomes.ts`); what they find in all is stored by `store-results.ts`.
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
  type PeriodCheck,
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
  forgetPeriod,
  gatherPeriod,
  inOrder,
  isWithin,
  joined,
  monthsNear,
  monthsOf,
  NEIGHBOURHOOD,
  type Period,
  TIMES_OF_ROWS,
} from './period.ts'
import {
  CREATE_MEMORY,
  forgetOutcomes,
  hasOutcomes,
  keepOutcomes,
  readOutcomes,
  readPeriods,
  recordBatches,
} from './period-outcomes.ts'
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

const isByPeriod = (check: Check): check is PeriodCheck => check.scope === 'period'

/**
 * Run the checks where something changed, and put what they find beside what they found in the other periods.
 *
 * @param change since the checks ran last; what came in between without them makes all periods be looked at.
 * @returns results in the order of the checks, all on the state the connection sees.
 */
export async function runChecks(
  connection: DuckDBConnection,
  change: GoldChange = ANYWHERE,
  checks: readonly Check[] = GOLD_CHECKS,
): Promise<CheckResult[]> {
  const byPeriod = checks.filter(isByPeriod)
  for (const period of await periodsToCheck(connection, change, rulesOf(byPeriod)))
    await checkPeriod(connection, period, byPeriod)
  await forgetPeriod(connection)
  await recordBatches(connection)
  return collectResults(connection, checks)
}

async function checkPeriod(
  connection: DuckDBConnection,
  period: Period,
  checks: readonly PeriodCheck[],
): Promise<void> {
  const filled = await gatherPeriod(connection, period)
  const outcomes = new Map<PeriodCheck, CheckOutcome>()
  for (const check of checks)
    if (check.isOfAbsence || filled.has(check.table)) outcomes.set(check, await check.run(connection, period))
  await keepOutcomes(connection, period, outcomes)
}

async function collectResults(
  connection: DuckDBConnection,
  checks: readonly Check[],
): Promise<CheckResult[]> {
  const outcomesOf = await readOutcomes(connection)
  const data_watermark = await dataWatermark(connection)
  const results: CheckResult[] = []
  for (const check of checks) {
    const outcome = together(isByPeriod(check) ? outcomesOf(check) : [await check.run(connection)])
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
 * Periods in which what was found may no longer be what is there. Brings the spans up to date, and forgets outcomes that
 * count no longer.
 */
async function periodsToCheck(
  connection: DuckDBConnection,
  { batches, times }: GoldChange,
  rules: string,
): Promise<readonly Period[]> {
  const isRestKnown = times !== 'anywhere' && (await hasOutcomes(connection, rules, batches))
  if (!isRestKnown) await forgetOutcomes(connection, rules)
  const near = inOrder(isRestKnown ? times.flatMap(monthsNear) : await allMonths(connection))
  // A region that is measured for longer is expected in the months between, too.
  const expected = (await updateSpans(connection, near)).flatMap(monthsOf)
  return toPeriods(connection, await withMonthsLookedAtTogether(connection, [...near, ...expected]))
}

/** What was found in a period is forgotten as a whole, so that all of its months are looked at again. */
async function withMonthsLookedAtTogether(
  connection: DuckDBConnection,
  months: readonly Period[],
): Promise<readonly Period[]> {
  const periods = (await readPeriods(connection)).filter(({ first, last }) =>
    months.some(({ start_key }) => start_key >= first && start_key <= last),
  )
  return inOrder([...months, ...periods.flatMap(monthsOf)])
}

/** Months with a row by themselves, the others with those before and after them. */
async function toPeriods(
  connection: DuckDBConnection,
  months: readonly Period[],
): Promise<readonly Period[]> {
  if (months.length === 0) return []
  const isAsked = joined(months).map(stretch => `(${isWithin(stretch)})`)
  const starts = months.map(({ start_key }) => `(${start_key})`)
  const reader = await connection.runAndReadAll(`
    SELECT DISTINCT start_key
    FROM (SELECT DISTINCT time_key FROM ${TIMES_OF_ROWS} WHERE ${isAsked.join(' OR ')})
    ASOF JOIN (VALUES ${starts.join(', ')}) AS month(start_key) ON time_key >= start_key`)
  const filled = new Set(reader.getRowsJS().map(([start_key]) => start_key))
  return joined(months, ({ start_key }) => !filled.has(start_key))
}

async function allMonths(connection: DuckDBConnection): Promise<readonly Period[]> {
  const reader = await connection.runAndReadAll(`SELECT min(time_key), max(time_key) FROM ${TIMES_OF_ROWS}`)
  const [first, last] = reader.getRowsJS()[0] ?? []
  return typeof first === 'number' && typeof last === 'number' ? monthsOf({ first, last }) : []
}

/** What the outcomes of periods depend on, beside the rows. */
const rulesOf = (checks: readonly PeriodCheck[]): string =>
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
