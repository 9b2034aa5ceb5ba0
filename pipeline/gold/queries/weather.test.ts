import { afterAll, beforeAll, expect, it } from 'vitest'
import { insert, type SeededWarehouse, seedWarehouse, timeKey } from './seed.ts'
import { readWeather, readWeatherEnd, type WeatherRequest, type WeatherRow } from './weather.ts'

const row = (region: string, hour: string, kind: string, seen: string, celsius: number | null) => [
  Number(region),
  timeKey(hour),
  kind,
  seen,
  celsius,
  4.5,
  7.25,
  310,
  80,
  3,
  1,
]

const RANGE = { from: timeKey('2024-10-27T00:00Z'), to: timeKey('2024-10-29T00:00Z') }

let seeded: SeededWarehouse
beforeAll(async () => {
  seeded = await seedWarehouse({
    intervals: [],
    statements: [
      insert('weather', [
        row('53', '2024-10-27T12:00Z', 'forecast', '2024-10-26 06:00:00', 11),
        row('53', '2024-10-27T12:00Z', 'forecast', '2024-10-27 06:00:00.25', 12),
        row('53', '2024-10-27T12:00Z', 'analysis', '2024-11-01 05:00:00', 13),
        // Fetched after the analysis: still not better known.
        row('53', '2024-10-27T12:00Z', 'forecast', '2024-11-02 06:00:00', 14),
        row('53', '2024-10-28T12:00Z', 'forecast', '2024-10-27 06:00:00.25', null),
        row('24', '2024-10-28T12:00Z', 'forecast', '2024-10-27 06:00:00.25', 9),
      ]),
    ],
  })
})
afterAll(() => seeded.remove())

const ask = (request: Partial<WeatherRequest> = {}) =>
  seeded.warehouse.read(engine =>
    readWeather(engine, { range: RANGE, regionCodes: [], limit: 1_000, ...request }),
  )
const brief = (rows: readonly WeatherRow[]) =>
  rows.map(row => `${row.region_code} ${row.hour_utc.slice(8, 13)} ${row.kind} ${row.temperature_celsius}`)

it('tells the best known of each hour: the analysis, else the latest forecast; unknown stays unknown', async () => {
  const { rows } = await ask()
  expect(brief(rows)).toEqual(['53 27T12 analysis 13', '24 28T12 forecast 9', '53 28T12 forecast null'])
  expect(rows[0]).toEqual({
    region_code: '53',
    hour_utc: '2024-10-27T12:00:00.000Z',
    temperature_celsius: 13,
    wind_speed_10m_m_s: 4.5,
    wind_speed_100m_m_s: 7.25,
    solar_irradiance_w_m2: 310,
    cloud_cover_percent: 80,
    kind: 'analysis',
    first_seen_at: '2024-11-01T05:00:00.000Z',
  })
})

it('keeps to a kind, and to regions', async () => {
  expect(brief((await ask({ kind: 'forecast', regionCodes: ['53'] })).rows)).toEqual([
    '53 27T12 forecast 14',
    '53 28T12 forecast null',
  ])
  expect(brief((await ask({ kind: 'analysis' })).rows)).toEqual(['53 27T12 analysis 13'])
})

it('tells what was known at an instant, to the millisecond', async () => {
  const asOf = (instant: string) => ask({ asOf: Date.parse(instant), regionCodes: ['53'] })
  expect(brief((await asOf('2024-10-27T06:00:00.249Z')).rows)).toEqual(['53 27T12 forecast 11'])
  expect(brief((await asOf('2024-10-27T06:00:00.250Z')).rows)).toEqual([
    '53 27T12 forecast 12',
    '53 28T12 forecast null',
  ])
  expect((await asOf('2024-10-26T05:00:00Z')).rows).toEqual([])
})

it('takes no analysis of an hour to come, whatever a clock says', async () => {
  const own = await seedWarehouse({
    intervals: [],
    statements: [
      insert('weather', [
        row('53', '2024-10-27T12:00Z', 'forecast', '2024-10-27 06:00:00', 11),
        row('53', '2024-10-27T12:00Z', 'analysis', '2024-10-27 07:00:00', -50),
      ]),
    ],
  })
  const asOf = (instant: string) =>
    own.warehouse.read(engine =>
      readWeather(engine, { range: RANGE, regionCodes: [], limit: 10, asOf: Date.parse(instant) }),
    )
  try {
    expect(brief((await asOf('2024-10-27T11:59:59Z')).rows)).toEqual(['53 27T12 forecast 11'])
    expect(brief((await asOf('2024-10-27T12:00:00Z')).rows)).toEqual(['53 27T12 analysis -50'])
  } finally {
    await own.remove()
  }
})

it('comes in pages that neither overlap nor skip', async () => {
  const first = await ask({ limit: 2 })
  const second = await ask({ limit: 2, after: first.last })
  expect([first.hasMore, second.hasMore]).toEqual([true, false])
  expect([...first.rows, ...second.rows]).toEqual((await ask()).rows)
})

it('knows where the weather ends, now and as of an instant', async () => {
  const endAsOf = (asOf?: number) => seeded.warehouse.read(engine => readWeatherEnd(engine, asOf))
  expect(await endAsOf()).toBe(timeKey('2024-10-28T13:00Z'))
  expect(await endAsOf(Date.parse('2024-10-26T12:00Z'))).toBe(timeKey('2024-10-27T13:00Z'))
  expect(await endAsOf(Date.parse('2024-10-25T12:00Z'))).toBeNull()
})
