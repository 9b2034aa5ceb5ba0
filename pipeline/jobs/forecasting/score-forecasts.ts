/**
 * Job: hold the forecasts of days that are over against what was measured, once and for all. Scores go into the ledger first and then
 * into gold; a day that another process scores at the same time is scored once.
 */
import type { ForecastQuantity, HorizonCode } from '../../catalog/forecasting.ts'
import { REGION_CODES } from '../../catalog/regions.ts'
import { type DayScores, readScores } from '../../forecasting/ledger/scores.ts'
import { storeFromLedger } from '../../forecasting/ledger/store-in-gold.ts'
import { type ScoredDay, scoreDueDays } from '../../forecasting/score-day.ts'
import type { Telemetry } from '../../telemetry/telemetry.ts'
import type { Home } from '../home.ts'

/** What `forecast.scored` tells of: the day ahead is what is planned with. */
const TOLD_QUANTITY: ForecastQuantity = 'consumption'
const TOLD_HORIZON: HorizonCode = 'h06_24'

/** @returns what became of each day of the last weeks that was forecast and had no score, in order. */
export async function scoreForecasts(home: Home, now: Date): Promise<readonly ScoredDay[]> {
  const { lake, warehouse, telemetry } = home
  return telemetry.trace({ name: 'score forecasts' }, async () => {
    const days = await scoreDueDays({ lake, warehouse }, now)
    for (const { outcome, target_date } of days)
      if (outcome === 'scored') tellScores(telemetry, await readScores(lake, target_date))
    await storeFromLedger(lake, warehouse, now)
    return days
  })
}

function tellScores(telemetry: Telemetry, { target_date, scores }: DayScores): void {
  for (const { area_code, quantity_code, horizon_code, mae_mw, d7_mae_mw } of scores) {
    if (quantity_code !== TOLD_QUANTITY || horizon_code !== TOLD_HORIZON) continue
    if (!REGION_CODES.some(code => code === area_code)) continue
    telemetry.emit('forecast.scored', {
      region_code: area_code,
      target_date,
      mae_mw,
      skill_vs_d7: d7_mae_mw === 0 ? null : 1 - mae_mw / d7_mae_mw,
    })
  }
}

/** In words, for who runs the job. */
export function describeScores(days: readonly ScoredDay[]): string {
  if (days.length === 0) return 'scores: no day is due\n'
  return days.map(day => `scores: ${day.target_date}: ${wordsOf(day)}\n`).join('')
}

function wordsOf(day: ScoredDay): string {
  if (day.outcome === 'scored') return `scored, ${day.scores} scores of ${day.issues} issues`
  if (day.outcome !== 'not measured') return day.outcome
  const { region_code, measured_ratio } = day
  return `not scored yet: ${Math.floor(measured_ratio * 100)} % of it is measured in region ${region_code}`
}
