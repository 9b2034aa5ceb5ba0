/**
 * Job: forecast a stretch of the past of a home as if it were the present, and tell how good that was beside naive forecasts. Nothing
 * is written.
 */
import { addDays, startOfLocalDay } from '../../catalog/paris-calendar.ts'
import { HALF_HOURS_AHEAD } from '../../forecasting/area-history.ts'
import { backtest } from '../../forecasting/backtest.ts'
import { readFirstDay } from '../../forecasting/norm-history.ts'
import { readHistories } from '../../forecasting/read-history.ts'
import { type ForecastScore, score } from '../../forecasting/score.ts'
import type { Home } from '../home.ts'
import type { Progress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'
import type { ScoreboardRow } from './scoreboard.ts'

export interface BacktestRequest {
  /** Days `YYYY-MM-DD` of Europe/Paris on which is issued; the last one is not among them. */
  readonly from: string
  readonly to: string
  /** INSEE codes; empty: all, and the country. */
  readonly regionCodes: readonly string[]
  readonly issueEveryHours: number
  readonly refitEveryDays: number
  readonly progress: Progress
}

/** Real time comes four quarters of an hour at once, three quarters of an hour late. */
const MEASURED_AFTER_MINUTES = 90
const HALF_HOUR_S = 1_800
const HALF_HOURS_OF_DAY = 48
/** As far as a fit of the night looks back. */
const HISTORY_DAYS = 3 * 365

/** @throws UsageError when there is no history before the first day, or the days are in the wrong order. */
export async function backtestHistory(
  home: Home,
  request: BacktestRequest,
): Promise<readonly ScoreboardRow[]> {
  const { from, to, regionCodes, issueEveryHours, refitEveryDays, progress } = request
  const firstDay = await home.warehouse.read(readFirstDay)
  if (from >= to || firstDay === null || from <= firstDay) {
    throw new UsageError(
      `from ${from} to ${to}: expected days YYYY-MM-DD, the first before the second and after ${firstDay ?? '(nothing is measured yet)'}, where the history begins`,
    )
  }
  const start = addDays(from, -HISTORY_DAYS)
  const histories = await readHistories(home.warehouse, {
    firstHalfHour: startOfLocalDay(start > firstDay ? start : firstDay) / HALF_HOUR_S,
    endHalfHour: startOfLocalDay(to) / HALF_HOUR_S + HALF_HOURS_AHEAD,
  })
  const asked = histories.filter(
    ({ area_code }) => regionCodes.length === 0 || regionCodes.includes(area_code),
  )
  const [first, last] = [from, to].map(day => startOfLocalDay(day))
  if (first === undefined || last === undefined) throw new TypeError('two days make two instants')
  const issues = backtest(asked, {
    from: new Date(first * 1000),
    to: new Date(last * 1000),
    issueEveryMinutes: issueEveryHours * 60,
    refitEveryDays,
    measuredAfterMinutes: MEASURED_AFTER_MINUTES,
    weatherKind: 'analysis',
  })
  const board = new Map<string, Tally>()
  for await (const pairs of issues) {
    for (const scored of score(pairs)) count(board, scored)
    const at = pairs[0]?.issued_at.getTime() ?? first * 1000
    const done = Math.floor((at / 1000 - first) / HALF_HOUR_S / HALF_HOURS_OF_DAY)
    progress.update(done, (last - first) / HALF_HOUR_S / HALF_HOURS_OF_DAY, addDays(from, done))
  }
  progress.stop()
  return [...board.values()].map(toRow)
}

/** Sums over pairs of an area, quantity and horizon. */
interface Tally {
  readonly first: ForecastScore
  readonly days: Set<string>
  pairs: number
  covered: number
  actual: number
  error: number
  bias: number
  d1: number
  d7: number
  climatology: number
}

function count(board: Map<string, Tally>, scored: ForecastScore): void {
  const { area_code, quantity_code, horizon_code, pair_count } = scored
  const key = `${area_code} ${quantity_code} ${horizon_code}`
  const tally = board.get(key) ?? emptyTally(scored)
  board.set(key, tally)
  tally.days.add(scored.target_date)
  tally.pairs += pair_count
  tally.covered += scored.covered_count
  tally.actual += scored.mean_actual_mw * pair_count
  tally.error += scored.mae_mw * pair_count
  tally.bias += scored.bias_mw * pair_count
  tally.d1 += scored.d1_mae_mw * pair_count
  tally.d7 += scored.d7_mae_mw * pair_count
  tally.climatology += scored.climatology_mae_mw * pair_count
}

const emptyTally = (first: ForecastScore): Tally => ({
  first,
  days: new Set(),
  pairs: 0,
  covered: 0,
  actual: 0,
  error: 0,
  bias: 0,
  d1: 0,
  d7: 0,
  climatology: 0,
})

function toRow({
  first,
  days,
  pairs,
  covered,
  actual,
  error,
  bias,
  d1,
  d7,
  climatology,
}: Tally): ScoreboardRow {
  const skill = (baseline: number) => (baseline === 0 ? null : 1 - error / baseline)
  return {
    region_code: first.area_code,
    quantity: first.quantity_code,
    horizon: first.horizon_code,
    day_count: days.size,
    pair_count: pairs,
    mae_mw: error / pairs,
    wmape_ratio: actual > 0 ? error / actual : null,
    bias_mw: bias / pairs,
    coverage_ratio: covered / pairs,
    skill_vs_d1: skill(d1),
    skill_vs_d7: skill(d7),
    skill_vs_climatology: skill(climatology),
  }
}
