import { beforeAll, describe, expect, it } from 'vitest'
import { fitModels } from './fit-models.ts'
import type { PastErrors } from './forecast-row.ts'
import { issue } from './issue.ts'
import type { ModelCard } from './model-card.ts'
import { indexOf, knownBefore, only, plantedHistory } from './planted-history.ts'

const FITTED = '2017-05-01T03:40Z'
const fitting = { fittedAt: new Date(FITTED), weatherKind: 'forecast' as const }
const planted = plantedHistory({ from: '2017-02-01', days: 95 })
const consumption = only(planted, 'consumption')

describe('fitModels', () => {
  let card: ModelCard
  let turns = 0
  const progress: number[] = []
  beforeAll(async () => {
    const ticking = setInterval(() => turns++, 0)
    card = await fitModels([planted], {
      ...fitting,
      onProgress: ({ done, total }) => progress.push(done / total),
    })
    clearInterval(ticking)
  })
  const of = (quantity: string) => card.series.find(series => series.quantity_code === quantity)

  it('lets others go on, and tells how far it is', () => {
    expect(progress).toEqual([1 / 3, 2 / 3, 1])
    // Before and after every learning: three quantities, each learnt four times.
    expect(turns).toBeGreaterThan(12)
  })

  it('finds planted structure: errors near the noise that nothing explains', () => {
    const mae = (quantity: string) => of(quantity)?.tryout.scores.h06_24.served_mae_mw
    // The mean absolute value of noise of 80 MW is 64; two months settle the rest no closer.
    expect(mae('consumption')).toBeLessThan(110)
    expect(mae('wind')).toBeLessThan(12)
    expect(mae('solar')).toBeLessThan(12)
    for (const { served, quantity_code } of card.series) {
      expect([quantity_code, ...Object.values(served)]).toEqual([quantity_code, 'ridge', 'ridge', 'ridge'])
    }
  })

  it('serves the baseline that nothing beats, under its name', async () => {
    // Each week brings a wind of its own, and the next one the same again to the megawatt.
    const wind_mw = planted.wind_mw.map((_, index) => planted.wind_mw[index % 336] as number)
    const { series } = await fitModels([only({ ...planted, wind_mw }, 'wind')], fitting)
    expect(series[0]?.served).toEqual({ h00_06: 'd7', h06_24: 'd7', h24_48: 'd7' })
    // But for the hour by which the week of the change of the clock is shifted.
    expect(series[0]?.tryout.scores.h24_48.mae_mw.d7).toBeLessThan(20)
  })

  it('reads nothing that was measured from the fit on', async () => {
    const end = indexOf(planted, FITTED)
    const poison = (values: Float64Array, with_mw: number) =>
      values.map((value, index) => (index < end ? value : with_mw))
    const poisoned = {
      ...planted,
      consumption_mw: poison(planted.consumption_mw, -1e9),
      wind_mw: poison(planted.wind_mw, 1e9),
      solar_mw: poison(planted.solar_mw, 1e9),
    }
    expect(await fitModels([poisoned], fitting)).toEqual(card)
  })

  it('leaves out rows with holes, and learns from the others', async () => {
    const holed = {
      ...consumption,
      consumption_mw: planted.consumption_mw.map((value, index) => (index % 7 === 0 ? Number.NaN : value)),
      temperature_celsius: planted.temperature_celsius.map((value, index) =>
        index > 1000 && index < 1500 ? Number.NaN : value,
      ),
    }
    const [series] = (await fitModels([holed], fitting)).series
    const mae = series?.tryout.scores.h06_24.mae_mw
    expect(mae?.ridge).toBeLessThan(0.6 * (mae?.d7 ?? Number.NaN))
    expect(series?.learnt?.learnt_days).toBeLessThan(70)
    expect(series?.learnt?.columns).toContain('heating_days')
  })

  it('says what it leaves out, and why', async () => {
    const young = plantedHistory({ from: '2017-04-01', days: 32 })
    const { series, left_out } = await fitModels([young], fitting)
    expect(series).toEqual([])
    expect(left_out).toContainEqual({
      area_code: '44',
      quantity_code: 'wind',
      reason: 'fewer than 40 days of values (with weather, where it is used) are known',
      half_hours: 96,
    })
    expect(left_out).toContainEqual(
      expect.objectContaining({
        quantity_code: 'residual_load',
        reason: 'follows from others, of which there is no model: consumption of 44, wind of 44, solar of 44',
      }),
    )
    // The country, four times, and eleven regions of which nothing was given are missing too.
    expect(left_out.filter(({ area_code }) => area_code === 'FR')).toHaveLength(4)
  })

  it('tells seasons only from a long history', async () => {
    const history = only(plantedHistory({ from: '2016-03-01', days: 426 }), 'consumption')
    const columns = async (days: number) => {
      const from = indexOf(history, FITTED) - days * 48
      const consumption_mw = history.consumption_mw.slice().fill(Number.NaN, 0, from)
      const { series } = await fitModels([{ ...history, consumption_mw }], fitting)
      return series[0]?.learnt?.columns
    }
    expect(await columns(100)).not.toContain('year_sin1')
    expect(await columns(400)).toContain('year_sin1')
  })

  it('takes its intervals from the ledger once that tells four weeks', async () => {
    const end = Date.parse(FITTED) / 1_800_000
    const pastErrors = (days: number): PastErrors[] => {
      const size = days * 48 * 4
      const at = Array.from({ length: size }, (_, n) => n)
      return [
        {
          area_code: '44',
          quantity_code: 'consumption',
          time_key: Int32Array.from(at, n => 2 * Math.floor(end - days * 48 + n / 4)),
          horizon_minutes: Int32Array.from(at, n => (n * 210) % 2880),
          p50_mw: new Float64Array(size).fill(1000),
          // Off by up to 500 MW to either side: far more than the back-test tells.
          actual_mw: Float64Array.from(at, n => 500 + ((n * 37) % 1001)),
        },
      ]
    }
    const told = async (days: number) =>
      (await fitModels([consumption], { ...fitting, pastErrors: pastErrors(days) })).series[0]?.interval
    const [ledger, backtest] = [await told(40), await told(20)]
    expect([ledger?.errors_from, backtest?.errors_from]).toEqual(['ledger', 'backtest'])
    // Of ±500 MW out of 1000, the middle eight tenths are ±400.
    expect(ledger?.bands[3]?.upper[20]).toBeCloseTo(0.42, 1)
    expect(ledger?.bands[3]?.lower[20]).toBeCloseTo(-0.42, 1)
  })

  it.each([
    ['the country', { ...planted, area_code: 'FR' }, 'history of FR: expected a region'],
    [
      'arrays of other lengths',
      { ...planted, wind_mw: planted.wind_mw.slice(1) },
      'history of 44: wind_mw has',
    ],
    ['half a half-hour', { ...planted, first_half_hour: 0.5 }, 'first_half_hour is 0.5'],
  ])('refuses %s', async (_, history, message) => {
    await expect(fitModels([history], fitting)).rejects.toThrow(message)
  })

  it('refuses a region twice', async () => {
    await expect(fitModels([planted, planted], fitting)).rejects.toThrow('history of 44: given twice')
  })

  it('gives a card that is plain JSON', () => {
    const read = JSON.parse(JSON.stringify(card))
    expect(read).toEqual(card)
    const at = new Date('2017-05-01T04:27Z')
    const known = knownBefore(planted, indexOf(planted, '2017-05-01T03:00Z'))
    expect(issue(read, [known], at)).toEqual(issue(card, [known], at))
  })
})
