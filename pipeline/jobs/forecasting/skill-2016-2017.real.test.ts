/**
 * Proof on 2017 as it was: models that learnt from what lay before beat every baseline, and intervals cover what they say. Weather is observed, so a
 * real forecast does a little worse; nothing measured after an issue is known to it.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { backtest } from '../../forecasting/backtest.ts'
import type { Pair } from '../../forecasting/forecast-row.ts'
import { sunHeight } from '../../forecasting/sun.ts'
import { describeReal } from '../real-publications.ts'
import { CONSOLIDATED, LOAD_AND_WEATHER, type RealRegion, realHistory } from './real-histories.ts'

const GRAND_EST: RealRegion = {
  area_code: '44',
  weather_file: 'GRAND_EST.csv',
  rte_file: 'eCO2mix_RTE_Grand-Est_En-cours-Consolide.xls',
}
const BRETAGNE: RealRegion = { area_code: '53', weather_file: 'BRETAGNE.csv', rte_file: null }
const PACA: RealRegion = { area_code: '93', weather_file: 'PROVENCE_ALPES_COTE_D_AZUR.csv', rte_file: null }

/** A month of winter, the holidays of spring, and August: the harder ones. */
const MONTHS = [
  ['2017-01-10', '2017-02-07'],
  ['2017-04-18', '2017-05-16'],
  ['2017-08-01', '2017-08-29'],
] as const

async function pairsOf(region: RealRegion): Promise<Pair[]> {
  const history = realHistory(region)
  const pairs: Pair[] = []
  for (const [from, to] of MONTHS) {
    const issues = backtest([history], {
      from: new Date(`${from}T00:27Z`),
      to: new Date(`${to}T00:00Z`),
      issueEveryMinutes: 11 * 60,
      refitEveryDays: 28,
      measuredAfterMinutes: 60,
      weatherKind: 'analysis',
    })
    for await (const issued of issues) pairs.push(...issued.filter(pair => pair.actual_mw !== null))
  }
  return pairs
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const maeOf = (pairs: readonly Pair[], key: 'p50_mw' | 'd1_mw' | 'd7_mw' | 'climatology_mw') =>
  mean(pairs.map(pair => Math.abs((pair[key] ?? Number.NaN) - (pair.actual_mw as number))))
const skillOf = (pairs: readonly Pair[]) => {
  const known = pairs.filter(
    pair => pair.d1_mw !== null && pair.d7_mw !== null && pair.climatology_mw !== null,
  )
  const baselines = (['d1_mw', 'd7_mw', 'climatology_mw'] as const).map(key => maeOf(known, key))
  return 1 - maeOf(known, 'p50_mw') / Math.min(...baselines)
}
const mapeOf = (pairs: readonly Pair[]) =>
  mean(pairs.map(pair => Math.abs(pair.p50_mw / (pair.actual_mw as number) - 1)))
const coverageOf = (pairs: readonly Pair[]) =>
  mean(
    pairs.map(pair =>
      Number((pair.actual_mw as number) >= pair.p10_mw && (pair.actual_mw as number) <= pair.p90_mw),
    ),
  )

describeReal('forecasts of three months of 2017', [LOAD_AND_WEATHER, CONSOLIDATED], () => {
  let all: Pair[]
  beforeAll(async () => {
    all = (await Promise.all([GRAND_EST, BRETAGNE, PACA].map(pairsOf))).flat()
  }, 240_000)
  const of = (quantity: string, area?: string) =>
    all.filter(pair => pair.quantity_code === quantity && (area === undefined || pair.area_code === area))
  const ahead = (pairs: readonly Pair[], from: number, to: number) =>
    pairs.filter(pair => pair.horizon_minutes >= from && pair.horizon_minutes < to)

  describe.each(['44', '53', '93'])('consumption of %s', area => {
    it('is told within 3 % a day ahead, half as wrong as the best baseline', () => {
      const day = ahead(of('consumption', area), 360, 1440)
      expect(day.length).toBeGreaterThan(5000)
      expect(mapeOf(day)).toBeLessThan(0.03)
      expect(skillOf(day)).toBeGreaterThan(0.5)
      expect(new Set(day.map(pair => pair.model_code))).toEqual(new Set(['ridge']))
    })
  })

  it('tells more the nearer it is', () => {
    const consumption = of('consumption')
    const [near, day, far] = [
      ahead(consumption, 0, 360),
      ahead(consumption, 360, 1440),
      ahead(consumption, 1440, 2910),
    ]
    expect(mapeOf(near)).toBeLessThan(mapeOf(day))
    expect(mapeOf(day)).toBeLessThan(mapeOf(far))
  })

  it('covers 77 to 83 % of what came', () => {
    expect(coverageOf(of('consumption'))).toBeGreaterThan(0.77)
    expect(coverageOf(of('consumption'))).toBeLessThan(0.83)
  })

  it('tells sun by the clouds, and wind, without any weather of it, for some hours', () => {
    const byDay = of('solar').filter(pair => sunHeight(pair.time_key / 2) > 0.05)
    expect(skillOf(byDay)).toBeGreaterThan(0.25)
    expect(skillOf(ahead(of('wind'), 0, 360))).toBeGreaterThan(0.35)
    for (const pairs of [byDay, of('wind'), of('residual_load')]) {
      expect(coverageOf(pairs)).toBeGreaterThan(0.74)
      expect(coverageOf(pairs)).toBeLessThan(0.87)
    }
  })
})
