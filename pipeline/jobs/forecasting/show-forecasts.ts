/** Job: the newest issue of an area, and how good forecasts were in the last thirty days, in words. */
import { FORECAST_HALF_HOURS, FORECAST_QUANTITIES } from '../../catalog/forecasting.ts'
import { addDays, parisDateTime } from '../../catalog/paris-calendar.ts'
import { readForecastScores } from '../../gold/queries/forecast-scores.ts'
import { type ForecastValueRow, readForecasts, readNewestIssue } from '../../gold/queries/forecasts.ts'
import type { Engine } from '../../gold/sql.ts'
import type { Home } from '../home.ts'
import { toTable } from '../text-table.ts'
import { toScoreboard } from './scoreboard.ts'

const DAYS_SCORED = 30
/** Half-hours between two lines. */
const EVERY = 6
/** Quantities times horizons. */
const MOST_SCORES = 12

/** @returns null when nothing was ever forecast. */
export async function showForecasts(
  { warehouse }: Home,
  areaCode: string,
  now: Date,
): Promise<string | null> {
  return warehouse.read(async engine => {
    const newest = await readNewestIssue(engine, undefined)
    if (!newest) return null
    const issuedAt = Date.parse(newest.issued_at)
    const head = `${areaCode}: issued ${newest.issued_at}, models of ${newest.fitted_at}; MW, P50 (P10 to P90); hours of Paris\n`
    const lines = await linesOf(engine, { areaCode, issuedAt, range: newest.range })
    return `${head}${toTable(lines)}\n${await scoresOf(engine, areaCode, now)}`
  })
}

interface IssueAsked {
  readonly areaCode: string
  readonly issuedAt: number
  readonly range: { readonly from: number; readonly to: number }
}

async function linesOf(engine: Engine, { areaCode, ...issue }: IssueAsked): Promise<string[][]> {
  const byTime = new Map<number, Map<string, ForecastValueRow>>()
  for (const quantity of FORECAST_QUANTITIES) {
    const request = { ...issue, quantity, areaCodes: [areaCode], limit: FORECAST_HALF_HOURS + 1 }
    for (const row of (await readForecasts(engine, request)).rows) {
      const ofTime = byTime.get(row.time_key) ?? new Map()
      byTime.set(row.time_key, ofTime.set(quantity, row))
    }
  }
  const times = [...byTime].toSorted(([a], [b]) => a - b).filter((_, index) => index % EVERY === 0)
  return [
    ['from', ...FORECAST_QUANTITIES],
    ...times.map(([timeKey, told]) => [
      localTime(timeKey),
      ...FORECAST_QUANTITIES.map(quantity => inWords(told.get(quantity))),
    ]),
  ]
}

function localTime(timeKey: number): string {
  const { local_date, local_time } = parisDateTime(timeKey * 900)
  return `${local_date} ${local_time}`
}

const inWords = (row: ForecastValueRow | undefined): string =>
  row ? `${mw(row.p50_mw)} (${mw(row.p10_mw)} to ${mw(row.p90_mw)})` : '-'

const mw = (value: number): string => value.toFixed(0)

async function scoresOf(engine: Engine, areaCode: string, now: Date): Promise<string> {
  const today = parisDateTime(Math.floor(now.getTime() / 1000)).local_date
  const days = { from: addDays(today, -DAYS_SCORED), to: today }
  const { rows } = await readForecastScores(engine, {
    days,
    by: 'range',
    areaCodes: [areaCode],
    limit: MOST_SCORES,
  })
  if (rows.length === 0)
    return `no day of the last ${DAYS_SCORED} is scored yet: a day is, once it is measured\n`
  return `scores of the days from ${days.from}\n${toScoreboard(rows)}`
}
