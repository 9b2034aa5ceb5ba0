import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AREA_CODES } from '../../pipeline/catalog/forecasting.ts'
import { storeForecasts } from '../../pipeline/gold/forecast.ts'
import { forecastIssue } from '../../pipeline/gold/queries/forecast-fixture.ts'
import { type SeededService, serveSeed } from '../test-service.ts'

const INTERVALS = [{ region: '53', at: '2024-10-28T09:00:00Z', step: 30, mw: { demand: 2000 } }] as const
const NEWEST = '2024-10-28T09:27:04.512Z'
const BEFORE = '2024-10-28T08:27:00.000Z'

let service: SeededService
beforeAll(async () => {
  service = await serveSeed({ intervals: INTERVALS })
  await storeForecasts(service.warehouse, [forecastIssue(BEFORE), forecastIssue(NEWEST)])
})
afterAll(() => service.stop())

const dataOf = async (path: string) => (await service.get(path)).body.data

describe('GET /v1/forecasts', () => {
  it('answers the newest issue: consumption of all areas over two days', async () => {
    const { status, body, headers } = await service.get('/v1/forecasts')
    expect(status).toBe(200)
    expect(body.data).toHaveLength(13 * 96)
    expect(body.data[0]).toEqual({
      region_code: '11',
      quantity: 'consumption',
      issued_at: NEWEST,
      interval_start_utc: '2024-10-28T09:30:00.000Z',
      step_minutes: 30,
      horizon_minutes: 2,
      p10_mw: 979.875 + 100 * AREA_CODES.indexOf('11'),
      p50_mw: 1000 + 100 * AREA_CODES.indexOf('11'),
      p90_mw: 1030.5 + 100 * AREA_CODES.indexOf('11'),
      model: 'ridge',
    })
    expect(body.interval).toEqual({ from: '2024-10-28T09:30:00.000Z', to: '2024-10-30T09:30:00.000Z' })
    expect(body.meta).toEqual({
      is_simulated: false,
      data_watermark: '2024-10-28T09:00:00.000Z',
      attribution: expect.stringMatching(/éCO2mix.*Open-Meteo/),
      units: { step_minutes: 'min', horizon_minutes: 'min', p10_mw: 'MW', p50_mw: 'MW', p90_mw: 'MW' },
      issued_at: NEWEST,
      fitted_at: '2024-10-28T00:00:00.000Z',
      next_cursor: null,
    })
    expect(headers.get('x-data-origin')).toBe('published')
  })

  it('orders by half-hour and area, the country with the others', async () => {
    const data = await dataOf('/v1/forecasts?to=2024-10-28T10:30Z&from=2024-10-28T09:30Z')
    const keys = data.map((row: Record<string, string>) => `${row.interval_start_utc} ${row.region_code}`)
    expect(keys).toEqual(keys.toSorted())
    expect(keys).toHaveLength(26)
    expect(keys[12]).toBe('2024-10-28T09:30:00.000Z FR')
  })

  it('answers one quantity of the areas asked for', async () => {
    const data = await dataOf('/v1/forecasts?region=FR,53&quantity=wind&to=2024-10-28T10:00Z')
    expect(data).toMatchObject([
      { region_code: '53', quantity: 'wind', model: 'd1' },
      { region_code: 'FR', quantity: 'wind', model: 'd1' },
    ])
  })

  it.each([
    ['2024-10-28T09:27:04.512Z', NEWEST],
    ['2024-10-28T09:27:04.511Z', BEFORE],
    ['2024-10-28T08:27:00Z', BEFORE],
  ])('answers the newest issue by %s', async (issuedBy, issuedAt) => {
    const { body } = await service.get(`/v1/forecasts?issuedBy=${issuedBy}&region=53`)
    expect(body.meta.issued_at).toBe(issuedAt)
    expect(body.data).toHaveLength(96)
    expect(new Set(body.data.map((row: { issued_at: string }) => row.issued_at))).toEqual(new Set([issuedAt]))
  })

  it.each([
    ['/v1/forecasts?issuedBy=2024-10-28T08:26:59Z', null],
    ['/v1/forecasts?from=2024-10-30T09:30Z', NEWEST],
    ['/v1/forecasts?from=2024-10-01&to=2024-10-02', NEWEST],
  ])('answers %s with no row', async (path, issuedAt) => {
    const { status, body } = await service.get(path)
    expect(status).toBe(200)
    expect(body.data).toEqual([])
    expect(body.meta.issued_at).toBe(issuedAt)
  })

  it('cuts the range to half-hours that start within it', async () => {
    const data = await dataOf('/v1/forecasts?region=53&from=2024-10-28T23:00%2B01:00&to=2024-10-29')
    expect(data.map((row: { interval_start_utc: string }) => row.interval_start_utc)).toEqual([
      '2024-10-28T22:00:00.000Z',
      '2024-10-28T22:30:00.000Z',
    ])
  })

  it('goes on page by page with the issue it began with, whatever is issued meanwhile', async () => {
    const own = await serveSeed({ intervals: INTERVALS })
    try {
      await storeForecasts(own.warehouse, [forecastIssue(BEFORE)])
      const path = '/v1/forecasts?region=53,FR&limit=100'
      const first = (await own.get(path)).body
      expect(first.data).toHaveLength(100)
      await storeForecasts(own.warehouse, [forecastIssue(NEWEST)])
      const second = (await own.get(`${path}&cursor=${first.meta.next_cursor}`)).body
      expect(second.data).toHaveLength(2 * 96 - 100)
      expect(second.meta).toMatchObject({ issued_at: BEFORE, next_cursor: null })
      const keys = [...first.data, ...second.data].map(row => `${row.interval_start_utc} ${row.region_code}`)
      expect(new Set(keys).size).toBe(2 * 96)
      await own.warehouse.write(connection =>
        connection.run(`DELETE FROM forecast WHERE issued_at = '${BEFORE.slice(0, -1)}'`),
      )
      const gone = await own.get(`${path}&cursor=${first.meta.next_cursor}`)
      expect(gone.status).toBe(400)
      expect(gone.body.errors).toMatchObject([
        { parameter: 'cursor', expected: expect.stringMatching(/issue that is still kept/) },
      ])
    } finally {
      await own.stop()
    }
  })

  it('has a tag that changes when an issue comes in', async () => {
    const own = await serveSeed({ intervals: INTERVALS })
    try {
      await storeForecasts(own.warehouse, [forecastIssue(BEFORE, { halfHours: 2 })])
      const tag = (await own.get('/v1/forecasts')).headers.get('etag') ?? ''
      expect((await own.get('/v1/forecasts', { headers: { 'If-None-Match': tag } })).status).toBe(304)
      await storeForecasts(own.warehouse, [forecastIssue(NEWEST, { halfHours: 2 })])
      expect((await own.get('/v1/forecasts', { headers: { 'If-None-Match': tag } })).status).toBe(200)
    } finally {
      await own.stop()
    }
  })

  it('has nothing to tell from a warehouse of a version without forecasts', async () => {
    const own = await serveSeed({
      intervals: INTERVALS,
      statements: ['DROP TABLE forecast', 'DROP TABLE forecast_score', 'DROP TABLE tension_norm'],
    })
    try {
      for (const path of ['/v1/forecasts', '/v1/forecasts/scores', '/v1/tension/forecast']) {
        const { status, body } = await own.get(path)
        expect([status, body.data]).toEqual([200, []])
      }
      expect((await own.get('/v1/balance')).status).toBe(200)
      const tension = await own.get('/v1/tension?from=2024-10-28T09:00Z&to=2024-10-28T10:00Z&region=53')
      expect([tension.status, tension.body.data.length]).toEqual([200, 1])
      await storeForecasts(own.warehouse, [forecastIssue(NEWEST)])
      expect((await own.get('/v1/forecasts?region=53')).body.data).toHaveLength(96)
    } finally {
      await own.stop()
    }
  })

  it.each([Date.UTC(10_000), Date.UTC(9999, 11, 31, 23), -1])(
    'refuses a cursor of an issue at %s ms, forged',
    async issued_at => {
      const { body } = await service.get('/v1/forecasts?limit=1')
      const cursor = JSON.parse(Buffer.from(body.meta.next_cursor, 'base64url').toString())
      const forged = { ...cursor, after: { ...cursor.after, issued_at } }
      const text = Buffer.from(JSON.stringify(forged)).toString('base64url')
      const refused = await service.get(`/v1/forecasts?limit=1&cursor=${text}`)
      expect([refused.status, refused.body.errors]).toEqual([
        400,
        [{ parameter: 'cursor', value: text, expected: 'meta.next_cursor of the answer before' }],
      ])
    },
  )

  it.each([
    ['region=99', 'region', /an INSEE region code or FR/],
    ['region=53,', 'region', /separated by commas/],
    ['quantity=nuclear', 'quantity', /one of consumption, wind, solar, residual_load/],
    ['issuedBy=2024-10-28T10:00:00.001Z', 'issuedBy', /an instant that has passed/],
    ['issuedBy=0000-01-01', 'issuedBy', /of the years 0001 to 9999/],
    ['issuedBy=0001-01-01', 'issuedBy', /an instant from 0001-01-01T00:00:00.000Z on/],
    ['issuedBy=yesterday', 'issuedBy', /a day YYYY-MM-DD/],
    ['from=2024-10-29&to=2024-10-28', 'from', /an instant before to/],
    ['limit=0', 'limit', /from 1 to 50000/],
    ['cursor=abc', 'cursor', /next_cursor/],
    ['horizon=h00_06', 'horizon', /only region, quantity, issuedBy, from, to, limit, cursor/],
  ])('refuses %s', async (query, parameter, expected) => {
    const { status, body } = await service.get(`/v1/forecasts?${query}`)
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([{ parameter, expected: expect.stringMatching(expected) }])
  })
})
