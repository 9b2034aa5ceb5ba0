/** Fit, issue and score on a planted home, as the hours and nights of a process do them. */
import { beforeAll, expect, it } from 'vitest'
import type { DuckDbWarehouse } from '../../gold/duckdb-warehouse.ts'
import { type LoopbackCollector, startCollector } from '../../telemetry/loopback-collector.ts'
import type { Telemetry } from '../../telemetry/telemetry.ts'
import type { Home } from '../home.ts'
import { openJobTelemetry } from '../job-telemetry.ts'
import { goldRows } from '../temporary-home.ts'
import { describeFit, fitFromHistory } from './fit-from-history.ts'
import { describeIssue, issueForecasts, lastIssued } from './issue-forecasts.ts'
import { nightly } from './nightly.ts'
import { PLANTED_REGIONS, plantedHome } from './planted-home.ts'
import { describeScores, scoreForecasts } from './score-forecasts.ts'
import { showForecasts } from './show-forecasts.ts'

const ISSUED = new Date('2024-06-10T21:27:03Z')
/** Four days after a day it is scored with what there is: most regions were never measured. */
const NIGHT = new Date('2024-06-16T03:40:00Z')
const SERIES = PLANTED_REGIONS.length * 4
const ROWS = SERIES * 96
const OTHERS = 13 * 4 - SERIES

let home: Home<DuckDbWarehouse>
let collector: LoopbackCollector
let telemetry: Telemetry
beforeAll(async () => {
  collector = await startCollector()
  telemetry = await openJobTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 'grid-pipeline')
  home = { ...(await plantedHome({ from: '2024-04-01T00:00Z', to: '2024-06-12T00:00Z' })), telemetry }
})

const told = async (name: string) => {
  await telemetry.flush()
  return collector.events.filter(({ eventName }) => eventName === name).map(({ attributes }) => attributes)
}
const forecastsInGold = async () => {
  const [row] = await goldRows(
    home,
    'SELECT count(*) AS n, count(DISTINCT issued_at) AS issues FROM forecast',
  )
  return row
}

it('an issue without a card fits the models first, and goes into the ledger and into gold', async () => {
  expect(await lastIssued(home.lake, ISSUED)).toBeNull()
  const issued = await issueForecasts(home, { now: ISSUED })
  expect(issued).toMatchObject({ outcome: 'issued', forecasts: ROWS })
  expect(await home.lake.list('gold/forecasting/issues/')).toEqual([
    'gold/forecasting/issues/2024/06/10/21.parquet',
  ])
  expect(await home.lake.list('gold/forecasting/models/')).toHaveLength(1)
  expect(await forecastsInGold()).toEqual({ n: ROWS, issues: 1 })
  expect(await lastIssued(home.lake, ISSUED)).toEqual(new Date('2024-06-10T21:59:59.999Z'))
  expect(await told('forecast.fitted')).toEqual([
    { series: SERIES, series_left_out: OTHERS, duration_ms: expect.any(Number) },
  ])
  expect(await told('forecast.issued')).toEqual([
    { forecasts: ROWS, left_out: OTHERS * 96, model_age_minutes: 0, duration_ms: expect.any(Number) },
  ])
  expect(describeIssue(issued)).toMatch(
    new RegExp(
      `^forecasts: 2024-06-10T21h issued, ${ROWS} half-hours of areas and quantities\nforecasts: left out: `,
    ),
  )
  expect(describeIssue(issued)).toMatch(
    /\(consumption of 24, .* and 23 more\), and what follows from them\n$/,
  )
})

it('the hour is issued once, whoever comes again or at the same time', async () => {
  const files = await home.lake.versions('gold/forecasting/')
  const again = await issueForecasts(home, { now: new Date('2024-06-10T21:45:00Z') })
  expect(again.outcome).toBe('issued already')
  expect(await home.lake.versions('gold/forecasting/')).toEqual(files)

  const next = new Date('2024-06-10T22:27:00Z')
  const both = await Promise.all([issueForecasts(home, { now: next }), issueForecasts(home, { now: next })])
  expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['issued', 'issued already'])
  expect(await forecastsInGold()).toEqual({ n: 2 * ROWS, issues: 2 })
  expect(await told('forecast.issued')).toHaveLength(2)
})

it('killed between ledger and gold, the next run stores what is missing', async () => {
  await home.warehouse.write(connection => connection.run('DELETE FROM forecast'))
  await issueForecasts(home, { now: new Date('2024-06-10T22:50:00Z') })
  expect(await forecastsInGold()).toEqual({ n: 2 * ROWS, issues: 2 })
})

it('a night makes norms, fits and scores the day that is over, which is scored once', async () => {
  const said: string[] = []
  expect(await nightly(home, { now: NIGHT, say: text => void said.push(text) })).toBe(true)
  expect(said.join('')).toMatch(/^norms: none made: a norm needs a year/)
  expect(said.join('')).toContain('models: 12 series fitted')
  expect(said.join('')).toMatch(/scores: 2024-06-11: scored, \d+ scores of 2 issues/)
  const scored = await told('forecast.scored')
  expect(scored.map(({ region_code }) => region_code).toSorted()).toEqual([...PLANTED_REGIONS])
  for (const { target_date, skill_vs_d7, mae_mw } of scored) {
    expect(target_date).toBe('2024-06-11')
    expect(Number(mae_mw)).toBeGreaterThan(0)
    expect(Number(skill_vs_d7)).toBeLessThan(1)
  }
  const [row] = await goldRows(
    home,
    `SELECT count(*) AS n FROM forecast_score WHERE quantity_code = 'consumption' AND horizon_code = 'h06_24'`,
  )
  expect(row).toEqual({ n: PLANTED_REGIONS.length })

  const again = describeScores(await scoreForecasts(home, NIGHT))
  expect(again).not.toContain('2024-06-11')
  expect(again).toContain('scores: 2024-06-12: not scored yet: 0 % of it is measured in region ')
  expect(await told('forecast.scored')).toHaveLength(PLANTED_REGIONS.length)
})

it('shows the newest issue of an area, and its scores', async () => {
  const shown = await showForecasts(home, '53', NIGHT)
  const [head, titles, first, ...others] = shown?.split('\n') ?? []
  expect(head).toMatch(/^53: issued 2024-06-10T22:27:00/)
  expect(titles).toMatch(/^from +consumption +wind +solar +residual_load$/)
  expect(first).toMatch(/^2024-06-11 00:30 +\d+ \(\d+ to \d+\)/)
  expect(others.join('\n')).toMatch(/53 +consumption +6 to 24 hours +1 +\d+/)
})

it('tells one trace of each job', async () => {
  await telemetry.flush()
  const names = collector.spans.map(({ name }) => name)
  for (const name of ['issue forecasts', 'fit models', 'score forecasts', 'make norms'])
    expect(names).toContain(name)
  const fit = collector.spans.find(({ name }) => name === 'fit models')
  const issue = collector.spans.find(({ spanId }) => spanId === fit?.parentSpanId)
  expect(issue?.name).toBe('issue forecasts')
})

it('says in words why nothing can be fitted or forecast, and keeps nothing', async () => {
  const short = await plantedHome({ from: '2024-06-01T00:00Z', to: '2024-06-11T00:00Z' })
  const fitted = await fitFromHistory(short, { now: ISSUED })
  expect(describeFit(fitted)).toMatch(
    /^models: not fitted: history since 2024-06-01 is too short: fewer than 40 days/,
  )
  const issued = await issueForecasts(short, { now: ISSUED })
  expect(describeIssue(issued)).toMatch(/^forecasts: not issued: history since 2024-06-01 is too short/)
  expect(await short.lake.list('gold/forecasting/')).toEqual([])
  expect(await showForecasts(short, 'FR', ISSUED)).toBeNull()
})

it('does not forecast from values that stand still', async () => {
  const late = await issueForecasts(home, { now: new Date('2024-06-14T08:27:00Z') })
  expect(describeIssue(late)).toContain('not issued: the feed stands still')
})
