import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ForecastScoreRow, storeForecastScores } from '../../pipeline/gold/forecast_score.ts'
import { forecastScore } from '../../pipeline/gold/queries/forecast-fixture.ts'
import { type SeededService, serveSeed } from '../test-service.ts'

const INTERVALS = [{ region: '53', at: '2024-10-28T09:00:00Z', step: 30, mw: { demand: 2000 } }] as const

/** A second day with a third of the pairs, twice the errors. */
const LIGHT = {
  pair_count: 100,
  expected_count: 300,
  mean_actual_mw: 1400,
  mae_mw: 80,
  rmse_mw: 90,
  mape_ratio: 0.08,
  bias_mw: 10,
  pinball_mw: 24,
  covered_count: 50,
  d1_mae_mw: 20,
  d7_mae_mw: 200,
  climatology_mae_mw: 320,
}
const HEAVY = { pair_count: 300, covered_count: 270 }

const SCORES: readonly ForecastScoreRow[] = [
  forecastScore({ target_date: '2024-10-26', ...HEAVY }),
  forecastScore({ target_date: '2024-10-27', ...LIGHT }),
  forecastScore({ target_date: '2024-10-27', horizon_code: 'h24_48' }),
  forecastScore({
    target_date: '2024-10-27',
    area_code: 'FR',
    quantity_code: 'residual_load',
    mean_actual_mw: -5,
  }),
  forecastScore({ target_date: '2024-10-27', quantity_code: 'solar', mape_ratio: null, mean_actual_mw: 0 }),
  forecastScore({ target_date: '2024-10-26', quantity_code: 'wind', d1_mae_mw: 0 }),
  // Beyond the last thirty days.
  forecastScore({ target_date: '2024-09-27', mae_mw: 999 }),
]

let service: SeededService
beforeAll(async () => {
  service = await serveSeed({ intervals: INTERVALS })
  await storeForecastScores(service.warehouse, SCORES)
})
afterAll(() => service.stop())

const get = (query = '') => service.get(`/v1/forecasts/scores${query}`)
const dataOf = async (query: string) => (await get(query)).body.data

describe('GET /v1/forecasts/scores', () => {
  it('answers the last thirty days that were scored, each pair with the same weight', async () => {
    const { status, body } = await get('?region=53&quantity=consumption&horizon=h00_06')
    expect(status).toBe(200)
    expect(body.data).toEqual([
      {
        region_code: '53',
        quantity: 'consumption',
        horizon: 'h00_06',
        first_day: '2024-10-26',
        last_day: '2024-10-27',
        day_count: 2,
        expected_count: 588,
        pair_count: 400,
        mae_mw: 50,
        // The root of (300 × 50² + 100 × 90²) / 400.
        rmse_mw: 62.45,
        mape_ratio: 0.0351,
        wmape_ratio: 0.027,
        bias_mw: -1.625,
        pinball_mw: 15,
        coverage_ratio: 0.8,
        skill_vs_d1: 0.2308,
        skill_vs_d7: 0.6,
        skill_vs_climatology: 0.75,
      },
    ])
    expect(body.interval).toEqual({ from: '2024-09-27T22:00:00.000Z', to: '2024-10-27T23:00:00.000Z' })
    expect(body.meta).toMatchObject({ next_cursor: null, attribution: expect.stringContaining('Open-Meteo') })
  })

  it('answers all areas, quantities and horizons, ordered by them', async () => {
    const rows = await dataOf('')
    expect(rows.map((row: Record<string, string>) => [row.region_code, row.quantity, row.horizon])).toEqual([
      ['53', 'consumption', 'h00_06'],
      ['53', 'consumption', 'h24_48'],
      ['53', 'solar', 'h00_06'],
      ['53', 'wind', 'h00_06'],
      ['FR', 'residual_load', 'h00_06'],
    ])
  })

  it('leaves null what has no meaning: a measured zero, a baseline that was never wrong', async () => {
    const [, , solar, wind, residual] = await dataOf('')
    expect(solar).toMatchObject({ mape_ratio: null, wmape_ratio: null, mae_mw: 40 })
    expect(wind).toMatchObject({ skill_vs_d1: null, skill_vs_d7: 0.6 })
    expect(residual.wmape_ratio).toBeNull()
  })

  it('answers day by day', async () => {
    const rows = await dataOf('?region=53&quantity=consumption&horizon=h00_06&by=day')
    expect(rows).toMatchObject([
      {
        first_day: '2024-10-26',
        last_day: '2024-10-26',
        day_count: 1,
        pair_count: 300,
        mae_mw: 40,
        rmse_mw: 50,
      },
      {
        first_day: '2024-10-27',
        last_day: '2024-10-27',
        day_count: 1,
        pair_count: 100,
        mae_mw: 80,
        skill_vs_d1: -3,
      },
    ])
  })

  it.each([
    ['?from=2024-10-27&quantity=consumption&region=53&horizon=h00_06', [['2024-10-27', '2024-10-27']]],
    ['?to=2024-10-27&quantity=consumption', [['2024-09-27', '2024-10-26']]],
    ['?from=2024-01-01&to=2024-10-01', [['2024-09-27', '2024-09-27']]],
    ['?from=2024-10-28', []],
    ['?from=2024-10-25&to=2024-10-26', []],
  ])('answers %s by days of Paris, half-open', async (query, days) => {
    const rows = await dataOf(query)
    expect(rows.map((row: Record<string, string>) => [row.first_day, row.last_day])).toEqual(days)
  })

  it('goes on page by page', async () => {
    const rows = []
    let cursor = ''
    do {
      const { body } = await get(`?by=day&limit=2${cursor}`)
      rows.push(...body.data)
      cursor = body.meta.next_cursor && `&cursor=${body.meta.next_cursor}`
    } while (cursor)
    expect(rows).toEqual(await dataOf('?by=day'))
    expect(rows).toHaveLength(6)
    const first = await get('?limit=4')
    const rest = await get(`?limit=4&cursor=${first.body.meta.next_cursor}`)
    expect([...first.body.data, ...rest.body.data]).toEqual(await dataOf(''))
  })

  it.each([
    ['?to=0001-01-01', '0000-12-01T23:50:39.000Z', '0000-12-31T23:50:39.000Z'],
    ['?from=0001-01-01&to=9999-12-31', '0000-12-31T23:50:39.000Z', '9999-12-30T23:00:00.000Z'],
  ])('answers %s in four digits of years', async (query, from, to) => {
    const { status, body } = await get(query)
    expect([status, body.interval]).toEqual([200, { from, to }])
  })

  it.each([
    { after: { target_date: '10000-01-01' } },
    { after: { target_date: 'tomorrow' } },
    { to: Date.UTC(9999, 11, 31, 23, 30) },
  ])('refuses a cursor forged with %o', async ({ after, ...forged }) => {
    const { body } = await get('?by=day&limit=1')
    const cursor = JSON.parse(Buffer.from(body.meta.next_cursor, 'base64url').toString())
    const content = { ...cursor, ...forged, after: { ...cursor.after, ...after } }
    const text = Buffer.from(JSON.stringify(content)).toString('base64url')
    const refused = await get(`?by=day&limit=1&cursor=${text}`)
    expect([refused.status, refused.body.errors[0].parameter]).toEqual([400, 'cursor'])
  })

  it('has a tag that changes when a day is scored', async () => {
    const own = await serveSeed({ intervals: INTERVALS })
    try {
      const path = '/v1/forecasts/scores'
      const empty = await own.get(path)
      expect([empty.status, empty.body.data]).toEqual([200, []])
      const tag = empty.headers.get('etag') ?? ''
      await storeForecastScores(own.warehouse, [forecastScore({ target_date: '2024-10-27' })])
      const after = await own.get(path, { headers: { 'If-None-Match': tag } })
      expect([after.status, after.body.data.length]).toEqual([200, 1])
    } finally {
      await own.stop()
    }
  })

  it.each([
    ['region=fr', 'region', /an INSEE region code or FR/],
    ['quantity=demand', 'quantity', /one of consumption/],
    ['horizon=day', 'horizon', /one of h00_06, h06_24, h24_48/],
    ['by=month', 'by', /one of range, day/],
    ['from=2024-10-28T00:00Z', 'from', /a day YYYY-MM-DD/],
    ['to=0000-01-01', 'to', /of the years 0001 to 9999/],
    ['from=0000-12-31', 'from', /of the years 0001 to 9999/],
    ['from=2024-02-30', 'from', /a day YYYY-MM-DD/],
    ['from=2024-10-28&to=2024-10-28', 'from', /before to/],
    ['cursor=abc', 'cursor', /next_cursor/],
    ['step=P1D', 'step', /only region, quantity, horizon, from, to, by, limit, cursor/],
  ])('refuses %s', async (query, parameter, expected) => {
    const { status, body } = await get(`?${query}`)
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([{ parameter, expected: expect.stringMatching(expected) }])
  })
})
