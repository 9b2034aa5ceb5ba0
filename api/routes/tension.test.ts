import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normCell, seedWithCalendar } from '../../pipeline/gold/queries/norm-fixture.ts'
import { insert, type SeededWarehouse, timeKey } from '../../pipeline/gold/queries/seed.ts'
import { storeTensionNorms } from '../../pipeline/gold/tension_norm.ts'
import { serveWarehouse, type TestService } from '../test-service.ts'

/** Bretagne for 26 hours, the last of them measured by half. */
const HOURS = Array.from({ length: 53 }, (_, nth) => ({
  region: '53',
  at: new Date(Date.parse('2024-10-15T08:00Z') + nth * 1_800_000).toISOString(),
  step: 30 as const,
  mw: { demand: 1_900, wind: 300, solar: 20, exchange: 100 },
}))
const half = (start: string) => [
  '53',
  'residual_load',
  '2024-10-16 10:27:00',
  timeKey(start),
  60,
  1_500,
  1_580,
  1_600,
  'ridge',
  '2024-10-16 02:40:00',
  false,
]

let seeded: SeededWarehouse
let service: TestService
beforeAll(async () => {
  const statements = [insert('forecast', ['2024-10-17T08:00Z', '2024-10-17T08:30Z'].map(half))]
  seeded = await seedWithCalendar({ intervals: HOURS, statements }, [2024, 2024])
  await storeTensionNorms(seeded.warehouse, [normCell()])
  service = await serveWarehouse(seeded.warehouse)
})
afterAll(async () => {
  await service.stop()
  await seeded.remove()
})

describe('/v1/tension', () => {
  it('tells the last 24 whole hours of the regions and the country', async () => {
    const { status, body } = await service.get('/v1/tension')
    expect(status).toBe(200)
    expect(body.interval).toEqual({ from: '2024-10-15T10:00:00.000Z', to: '2024-10-16T10:00:00.000Z' })
    expect(body.data.length).toBe(2 * 24)
    expect(body.data.at(-1)).toMatchObject({
      area_code: 'FR',
      interval_start_utc: '2024-10-16T09:00:00.000Z',
      tension_index: null,
      unknown_reason: 'missing_region',
    })
    expect(body.meta).toMatchObject({
      data_watermark: '2024-10-16T10:00:00.000Z',
      as_of: null,
      units: { residual_need_mw: 'MW', norm_p50_mw: 'MW' },
    })
  })

  it('tells index, level and what they are made of', async () => {
    const { body } = await service.get('/v1/tension?region=53&from=2024-10-15T08:00Z&to=2024-10-15T09:00Z')
    expect(body.data).toEqual([
      {
        area_code: '53',
        interval_start_utc: '2024-10-15T08:00:00.000Z',
        tension_index: 80,
        level: 'raised',
        residual_need_mw: 1_080,
        consumption_mw: 1_900,
        wind_mw: 300,
        solar_mw: 20,
        usual_exchange_mw: 500,
        norm_p50_mw: 1_050,
        norm_month: '2024-10',
        norm_day_count: 40,
        unknown_reason: null,
      },
    ])
  })

  it('says of an hour that is measured by half that it is unknown, when it is asked for', async () => {
    const { body } = await service.get('/v1/tension?region=53&from=2024-10-16T10:00Z')
    expect(body.data).toEqual([])
    const asked = await service.get('/v1/tension?region=53&from=2024-10-16T10:00Z&to=2024-10-16T11:00Z')
    expect(asked.body.data).toMatchObject([{ consumption_mw: null, unknown_reason: 'missing_demand' }])
  })

  it('is empty where nothing was published', async () => {
    const { status, body } = await service.get('/v1/tension?region=84&from=2024-10-15&to=2024-10-16')
    expect([status, body.data]).toEqual([200, []])
  })

  it('comes in pages, and refuses the cursor of another question', async () => {
    const first = await service.get('/v1/tension?limit=30')
    const cursor = first.body.meta.next_cursor
    const second = await service.get(`/v1/tension?limit=30&cursor=${cursor}`)
    expect([first.body.data.length, second.body.data.length, second.body.meta.next_cursor]).toEqual([
      30,
      18,
      null,
    ])
    for (const path of ['/v1/tension?region=53', '/v1/weather?limit=30', '/v1/balance?step=PT1H']) {
      const { status, body } = await service.get(`${path}&cursor=${cursor}`)
      expect([status, body.errors[0].parameter]).toEqual([400, 'cursor'])
    }
  })

  it('tells what was known at an instant, and has another tag once there is another norm', async () => {
    const before = await service.get('/v1/tension?region=53&asOf=2024-10-20')
    expect([before.body.data, before.body.meta.as_of]).toEqual([[], '2024-10-19T22:00:00.000Z'])
    const path = '/v1/tension?region=53'
    const tag = (await service.get(path)).headers.get('etag') ?? ''
    const known = () => service.get(path, { headers: { 'If-None-Match': tag } })
    expect((await known()).status).toBe(304)
    await storeTensionNorms(seeded.warehouse, [normCell({ local_hour: 11 })])
    expect((await known()).status).toBe(200)
  })

  it.each([
    ['region=94', 'region', /INSEE region code or FR .* of 11, 24, .*, 93, FR/],
    ['region=FR,fr', 'region', /INSEE region code/],
    ['from=soon', 'from', /YYYY-MM-DD/],
    ['from=2024-10-16&to=2024-10-15', 'from', /an instant before to/],
    ['asOf=2030-01-01', 'asOf', /an instant that has passed/],
    ['step=PT1H', 'step', /only region, from, to, asOf, limit, cursor/],
    ['limit=0', 'limit', /whole number from 1/],
  ])('refuses %s', async (query, parameter, expected) => {
    const { status, body } = await service.get(`/v1/tension?${query}`)
    expect([status, body.errors[0].parameter]).toEqual([400, parameter])
    expect(body.errors[0].expected).toMatch(expected)
  })
})

describe('/v1/tension/forecast', () => {
  it('tells the newest issue against the norm', async () => {
    const { status, body } = await service.get('/v1/tension/forecast?region=53')
    expect(status).toBe(200)
    expect(body.data).toMatchObject([
      {
        area_code: '53',
        interval_start_utc: '2024-10-17T08:00:00.000Z',
        issued_at: '2024-10-16T10:27:00.000Z',
        tension_index_p10: 0,
        tension_index_p50: 80,
        tension_index_p90: 100,
        level: 'raised',
        unknown_reason: null,
      },
    ])
    expect((await service.get('/v1/tension/forecast?region=84,FR')).body.data).toEqual([])
  })

  it('has another tag once there is another issue', async () => {
    const path = '/v1/tension/forecast'
    const tag = (await service.get(path)).headers.get('etag') ?? ''
    await seeded.warehouse.write(connection =>
      connection.run(insert('forecast', [half('2024-10-17T09:00Z').with(2, '2024-10-16 11:27:00')])),
    )
    expect((await service.get(path, { headers: { 'If-None-Match': tag } })).status).toBe(200)
  })

  it.each([
    ['region=1', 'region', /INSEE region code or FR/],
    ['from=2024-10-16', 'from', /only region/],
  ])('refuses %s', async (query, parameter, expected) => {
    const { status, body } = await service.get(`/v1/tension/forecast?${query}`)
    expect([status, body.errors[0].parameter]).toEqual([400, parameter])
    expect(body.errors[0].expected).toMatch(expected)
  })
})
