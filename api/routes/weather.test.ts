import { afterAll, beforeAll, expect, it } from 'vitest'
import { insert, timeKey } from '../../pipeline/gold/queries/seed.ts'
import { serveSeed, type TestService } from '../test-service.ts'

const hour = (region: string, at: string, kind: string, seen: string, celsius: number) => [
  Number(region),
  timeKey(at),
  kind,
  seen,
  celsius,
  4.5,
  7.25,
  310,
  null,
  3,
  1,
]
/** From a day before the newest flow, 27 October 12:00, to a day after it. */
const FORECAST = Array.from({ length: 49 }, (_, nth) =>
  hour(
    '53',
    new Date(Date.parse('2024-10-26T12:00Z') + nth * 3_600_000).toISOString(),
    'forecast',
    '2024-10-26 11:00:00',
    nth,
  ),
)

let service: TestService
let empty: TestService
beforeAll(async () => {
  service = await serveSeed({
    intervals: [{ region: '53', at: '2024-10-27T12:00Z', step: 30, mw: { demand: 2000 } }],
    statements: [
      insert('weather', [
        ...FORECAST,
        hour('53', '2024-10-27T12:00Z', 'analysis', '2024-10-28 05:00:00', 13),
        hour('24', '2024-10-27T12:00Z', 'analysis', '2024-10-28 05:00:00', 12),
      ]),
    ],
  })
  empty = await serveSeed({ intervals: [] })
})
afterAll(async () => {
  await service.stop()
  await empty.stop()
})

it('tells the last 24 hours and what is ahead, best known first of all, with units and licence', async () => {
  const { status, body } = await service.get('/v1/weather?region=53')
  expect(status).toBe(200)
  expect(body.interval).toEqual({ from: '2024-10-26T12:30:00.000Z', to: '2024-10-28T13:00:00.000Z' })
  expect(body.data).toHaveLength(48)
  expect(body.data.find((row: { hour_utc: string }) => row.hour_utc === '2024-10-27T12:00:00.000Z')).toEqual({
    region_code: '53',
    hour_utc: '2024-10-27T12:00:00.000Z',
    temperature_celsius: 13,
    wind_speed_10m_m_s: 4.5,
    wind_speed_100m_m_s: 7.25,
    solar_irradiance_w_m2: 310,
    cloud_cover_percent: null,
    kind: 'analysis',
    first_seen_at: '2024-10-28T05:00:00.000Z',
  })
  expect(body.meta).toMatchObject({
    attribution: 'Weather data by Open-Meteo.com, CC BY 4.0',
    units: {
      temperature_celsius: '°C',
      wind_speed_10m_m_s: 'm/s',
      wind_speed_100m_m_s: 'm/s',
      solar_irradiance_w_m2: 'W/m²',
      cloud_cover_percent: '%',
    },
  })
})

it('keeps to region, range, kind and what was known at an instant', async () => {
  const rows = async (query: string) =>
    (await service.get(`/v1/weather?from=2024-10-27T12:00Z&to=2024-10-27T13:00Z&${query}`)).body.data.map(
      (row: { region_code: string; kind: string; temperature_celsius: number }) =>
        `${row.region_code} ${row.kind} ${row.temperature_celsius}`,
    )
  expect(await rows('')).toEqual(['24 analysis 12', '53 analysis 13'])
  expect(await rows('region=24')).toEqual(['24 analysis 12'])
  expect(await rows('kind=forecast')).toEqual(['53 forecast 24'])
  expect(await rows('asOf=2024-10-27T18:00Z')).toEqual(['53 forecast 24'])
  expect(await rows('asOf=2024-10-26T08:00Z')).toEqual([])
})

it('begins a day before its end where only to is given, and goes on to the end of the weather where only from is', async () => {
  const interval = async (query: string) => (await service.get(`/v1/weather?${query}`)).body.interval
  expect(await interval('to=2024-10-27T12:00Z')).toEqual({
    from: '2024-10-26T12:00:00.000Z',
    to: '2024-10-27T12:00:00.000Z',
  })
  expect(await interval('from=2024-10-27T12:00Z')).toEqual({
    from: '2024-10-27T12:00:00.000Z',
    to: '2024-10-28T13:00:00.000Z',
  })
})

it('comes in pages, and refuses the cursor of another question', async () => {
  const first = await service.get('/v1/weather?limit=30')
  const cursor = first.body.meta.next_cursor
  const second = await service.get(`/v1/weather?limit=30&cursor=${cursor}`)
  expect([first.body.data.length, second.body.data.length, second.body.meta.next_cursor]).toEqual([
    30,
    19,
    null,
  ])
  for (const query of ['kind=forecast', 'region=53', 'asOf=2024-10-28']) {
    const { status, body } = await service.get(`/v1/weather?${query}&cursor=${cursor}`)
    expect([status, body.errors[0].parameter]).toEqual([400, 'cursor'])
  }
})

it('is empty where nothing was fetched', async () => {
  const { status, body } = await empty.get('/v1/weather')
  expect([status, body.data]).toEqual([200, []])
  expect(body.interval).toEqual({ from: '2024-10-27T10:00:00.000Z', to: '2024-10-28T10:00:00.000Z' })
})

it.each([
  ['region=FR', 'region', /INSEE region code/],
  ['kind=measured', 'kind', /^one of forecast, analysis$/],
  ['from=2024-10-32', 'from', /YYYY-MM-DD/],
  ['from=2024-10-28&to=2024-10-27', 'from', /an instant before to/],
  ['asOf=2030-01-01', 'asOf', /an instant that has passed/],
  ['step=PT1H', 'step', /only region, from, to, kind, asOf, limit, cursor/],
])('refuses %s', async (query, parameter, expected) => {
  const { status, body } = await service.get(`/v1/weather?${query}`)
  expect([status, body.errors[0].parameter]).toEqual([400, parameter])
  expect(body.errors[0].expected).toMatch(expected)
})
