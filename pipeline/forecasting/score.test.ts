import { describe, expect, it } from 'vitest'
import type { Pair } from './forecast-row.ts'
import { score, tellableMape } from './score.ts'

const pair = (values: Partial<Pair> = {}): Pair => ({
  area_code: '53',
  quantity_code: 'consumption',
  issued_at: new Date('2017-05-10T08:27Z'),
  // 12:00 in Paris on 10 May 2017.
  time_key: Date.parse('2017-05-10T10:00Z') / 900_000,
  horizon_minutes: 93,
  p10_mw: 90,
  p50_mw: 100,
  p90_mw: 120,
  model_code: 'ridge',
  d1_mw: 100,
  d7_mw: 80,
  climatology_mw: 130,
  actual_mw: 110,
  ...values,
})

describe('score', () => {
  it('counts as forecast_score defines it', () => {
    const [row, ...others] = score([pair(), pair({ actual_mw: 80, d1_mw: 90 })])
    expect(others).toEqual([])
    expect(row).toEqual({
      area_code: '53',
      quantity_code: 'consumption',
      horizon_code: 'h00_06',
      target_date: '2017-05-10',
      expected_count: 288,
      pair_count: 2,
      mean_actual_mw: 95,
      mae_mw: 15,
      rmse_mw: Math.sqrt(250),
      mape_ratio: (10 / 110 + 20 / 80) / 2,
      bias_mw: 5,
      // Of 110: 0.1·20, 0.5·10, 0.1·10; of 80: 0.9·10, 0.5·20, 0.1·40.
      pinball_mw: expect.closeTo((2 + 5 + 1 + 9 + 10 + 4) / 6, 12),
      covered_count: 1,
      d1_mae_mw: 10,
      d7_mae_mw: 15,
      climatology_mae_mw: 35,
    })
  })

  it.each([
    ['actual_mw', { actual_mw: null }],
    ['d1_mw', { d1_mw: null }],
    ['d7_mw', { d7_mw: null }],
    ['climatology_mw', { climatology_mw: null }],
  ])('leaves out pairs without %s', (_, hole) => {
    expect(score([pair(hole)])).toEqual([])
    expect(score([pair(hole), pair()])).toMatchObject([{ pair_count: 1 }])
  })

  it('tells no relative error of nothing', () => {
    expect(score([pair({ actual_mw: 0 }), pair()])).toMatchObject([{ mape_ratio: null, mae_mw: 55 }])
  })

  it.each([
    ['is held', 0.001, 99_999],
    ['is as good as none', 0.000_05, null],
  ])('tells a relative error to what %s', (_, actual_mw, mape_ratio) => {
    expect(score([pair({ actual_mw })])).toMatchObject([
      { mape_ratio: mape_ratio && expect.closeTo(mape_ratio, 6) },
    ])
  })

  it.each([
    [999_999.999_999, 999_999.999_999],
    [999_999.999_999_6, null],
    [2e16, null],
    [null, null],
  ])('holds a relative error of %s as %s', (ratio, told) => {
    expect(tellableMape(ratio)).toBe(told)
  })

  it.each([
    [0, 'h00_06'],
    [359, 'h00_06'],
    [360, 'h06_24'],
    [1440, 'h24_48'],
    [2909, 'h24_48'],
  ])('puts %d minutes into %s', (horizon_minutes, horizon_code) => {
    expect(score([pair({ horizon_minutes })])).toMatchObject([{ horizon_code }])
  })

  it('refuses horizons that no forecast has', () => {
    expect(() => score([pair({ horizon_minutes: 2910 })])).toThrow('horizon of 2910 minutes')
  })

  it.each([
    ['2017-03-26T21:30Z', '2017-03-26', 46],
    ['2017-10-29T22:30Z', '2017-10-29', 50],
    ['2017-10-29T23:00Z', '2017-10-30', 48],
  ])('keeps days of Paris: %s', (instant, target_date, halfHours) => {
    const time_key = Date.parse(instant) / 900_000
    const rows = score([pair({ time_key }), pair({ time_key, horizon_minutes: 1500 })])
    expect(rows).toMatchObject([
      { target_date, expected_count: halfHours * 6 },
      { target_date, expected_count: halfHours * 24 },
    ])
  })
})
