import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AUTUMN, DAYS } from '../../pipeline/gold/queries/fixture-days.ts'
import { serveSeed, type TestService } from '../test-service.ts'

let service: TestService
beforeAll(async () => {
  service = await serveSeed(DAYS)
})
afterAll(() => service.stop())

const data = async (query: string) => (await service.get(`/v1/balance?${query}`)).body.data

describe('the range', () => {
  it('is the last 24 hours of the data unless asked otherwise', async () => {
    const { body } = await service.get('/v1/balance')
    expect(body.interval).toEqual({ from: '2024-10-26T23:00:00.000Z', to: '2024-10-27T23:00:00.000Z' })
    expect(body.data).toHaveLength(48 + 96)
    expect(body.meta).toEqual({
      is_simulated: false,
      data_watermark: '2024-10-27T22:45:00.000Z',
      attribution: 'RTE – éCO2mix, Licence Ouverte / Etalab 2.0',
      units: expect.objectContaining({
        consumption_mw: 'MW',
        production_mwh: 'MWh',
        coverage_ratio: '1',
        step_minutes: 'min',
      }),
      step: 'PT15M',
      as_of: null,
      next_cursor: null,
    })
  })

  it('begins and ends at midnight in Paris when days are given', async () => {
    const { body } = await service.get('/v1/balance?from=2024-10-27&to=2024-10-28&region=53')
    expect(body.interval).toEqual({ from: '2024-10-26T22:00:00.000Z', to: '2024-10-27T23:00:00.000Z' })
    expect(body.data).toHaveLength(50)
    expect(body.data[0].interval_start_utc).toBe('2024-10-26T22:00:00.000Z')
    expect(body.data[49].interval_start_utc).toBe('2024-10-27T22:30:00.000Z')
  })

  it.each([
    '2024-10-27T02:00:00+02:00',
    '2024-10-27T02:00:00%2B02:00',
    '2024-10-27T00:00:00Z',
    '2024-10-27T00:00:00.000Z',
  ])('may begin at %s', async from => {
    const rows = await data(`from=${from}&to=2024-10-27T01:00:00Z&region=53`)
    expect(rows.map((row: { interval_start_utc: string }) => row.interval_start_utc)).toEqual([
      '2024-10-27T00:00:00.000Z',
      '2024-10-27T00:30:00.000Z',
    ])
  })

  it('tells the two hours of the same name apart', async () => {
    const summer = await data('from=2024-10-27T02:00:00+02:00&to=2024-10-27T02:30:00+02:00&region=53')
    const winter = await data('from=2024-10-27T02:00:00+01:00&to=2024-10-27T02:30:00+01:00&region=53')
    expect([summer[0].consumption_mw, winter[0].consumption_mw]).toEqual([2004, 2006])
  })

  it('leaves out intervals that began before it', async () => {
    const rows = await data('from=2024-10-27T10:15:00Z&to=2024-10-27T10:45:00Z&region=53')
    expect(rows.map((row: { interval_start_utc: string }) => row.interval_start_utc)).toEqual([
      '2024-10-27T10:30:00.000Z',
    ])
  })

  it('is empty for a poller who has everything', async () => {
    const { status, body } = await service.get('/v1/balance?from=2024-10-27T23:00:00Z')
    expect([status, body.data, body.interval]).toEqual([
      200,
      [],
      { from: '2024-10-27T23:00:00.000Z', to: '2024-10-27T23:00:00.000Z' },
    ])
  })
})

describe('the step', () => {
  it.each([
    ['PT15M', 50, 30],
    ['PT30M', 50, 30],
    ['PT1H', 25, 60],
    ['P1D', 1, 1500],
    ['P1M', 1, 44_700],
    ['P1Y', 1, 527_040],
  ])('%s gives the day of 25 hours %i rows of %i minutes', async (step, count, minutes) => {
    const rows = await data(`from=2024-10-27&to=2024-10-28&region=53&step=${step}`)
    expect(rows).toHaveLength(count)
    expect(rows[0].step_minutes).toBe(minutes)
  })

  it('keeps the day whole in its own calendar in spring', async () => {
    const [day, ...others] = await data('from=2024-03-31&to=2024-04-01&region=53&step=P1D')
    expect(others).toEqual([])
    expect(day).toMatchObject({
      interval_start_utc: '2024-03-30T23:00:00.000Z',
      step_minutes: 1380,
      coverage_ratio: 1,
    })
  })
})

it('keeps to the regions asked for', async () => {
  const codes = (await data('region=53,24&step=P1D&from=2024-10-27&to=2024-10-28')).map(
    (row: { region_code: string }) => row.region_code,
  )
  expect(codes).toEqual(['24', '53'])
})

it('has no production while nuclear is missing', async () => {
  const rows = await data('region=24&from=2024-10-27T00:00:00Z&to=2024-10-27T01:00:00Z')
  expect(rows).toHaveLength(4)
  for (const row of rows)
    expect(row).toMatchObject({ production_mw: null, quality: 'partial', vintage: 'real-time' })
})

it('subtracts a negative thermal from the production', async () => {
  const [row] = await data(`region=53&from=${AUTUMN.from}&to=2024-10-26T22:30:00Z`)
  expect(row).toMatchObject({
    production_mw: 353.5,
    net_exchange_mw: -40,
    storage_mw: -5,
    vintage: 'consolidated',
    quality: 'ok',
  })
})

describe('pages', () => {
  it.each(['PT15M', 'PT1H', 'P1D'])('join to the whole in %s', async step => {
    const query = `from=2024-01-01&to=2025-01-01&step=${step}`
    const whole = await data(`${query}&limit=50000`)
    const joined = []
    let cursor = ''
    do {
      const { body } = await service.get(`/v1/balance?${query}&limit=73${cursor}`)
      expect(body.data.length).toBeLessThanOrEqual(73)
      joined.push(...body.data)
      cursor = body.meta.next_cursor === null ? '' : `&cursor=${body.meta.next_cursor}`
    } while (cursor !== '')
    expect(joined).toEqual(whole)
  })

  it('hold the range of the first one', async () => {
    const first = await service.get('/v1/balance?limit=10')
    const second = await service.get(`/v1/balance?limit=10&cursor=${first.body.meta.next_cursor}`)
    expect(second.body.interval).toEqual(first.body.interval)
  })

  it('refuse a cursor of another request', async () => {
    const first = await service.get('/v1/balance?limit=10&region=53')
    const { status, body } = await service.get(
      `/v1/balance?limit=10&region=24&cursor=${first.body.meta.next_cursor}`,
    )
    expect([status, body.errors[0].parameter]).toEqual([400, 'cursor'])
  })
})
