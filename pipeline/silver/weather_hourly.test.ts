/** Weather as Open-Meteo answers it, and what becomes of every hour. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filesOf, openTrial, pick, type Trial } from './trial.ts'
import { forgetSilver } from './update-silver.ts'
import { answerText, pointNamed, requestFor, type WeatherAnswer } from './weather-answers.ts'

const RENNES = pointNamed('Rennes')
const BREST = pointNamed('Brest')
const PLAIN: WeatherAnswer = {
  points: [RENNES, BREST],
  from: '2026-06-01T00:00',
  hours: 2,
  columns: {
    temperature_2m: (point, hour) => 10 + point + hour / 4,
    wind_speed_10m: () => 5,
    wind_speed_100m: () => null,
    shortwave_radiation: () => 0,
    cloud_cover: () => 100,
  },
}

let trial: Trial
beforeEach(async () => {
  trial = await openTrial()
})
afterEach(() => trial.close())

async function receive(
  answer: Partial<WeatherAnswer>,
  { feed = 'open-meteo-forecast', at = '2026-06-01T01:20:00.000Z', url = '' } = {},
) {
  const whole = { ...PLAIN, ...answer }
  await trial.receiveAnswer(feed, {
    text: answerText(whole),
    fetchedAt: at,
    url: url || requestFor(whole.points),
  })
  const [load] = (await trial.update()).loads
  if (!load) throw new RangeError('nothing was loaded')
  return load
}

const temperatures = async () =>
  pick(await trial.tableRows('weather_hourly'), 'point_name', 'hour_utc', 'temperature_celsius')

describe('an answer', () => {
  it('becomes a row for each point and hour, in the order asked for, with nulls as nulls', async () => {
    expect(await receive({})).toMatchObject({
      dataset: 'weather_hourly',
      rows_read: 4,
      rows_loaded: 4,
      rows_blank: 0,
      rows_quarantined: 0,
      partitions: ['kind=forecast/year=2026/month=6/day=1'],
      unknown_columns: [],
      error: null,
    })
    const [first, ...others] = await trial.tableRows('weather_hourly')
    expect(others).toHaveLength(3)
    expect(first).toEqual({
      region_code: '53',
      point_name: 'Brest',
      kind_code: 'forecast',
      hour_utc: '2026-06-01 00:00:00',
      temperature_celsius: 11,
      wind_speed_10m_m_s: 5,
      wind_speed_100m_m_s: null,
      solar_irradiance_w_m2: 0,
      cloud_cover_percent: 100,
      first_seen_at: '2026-06-01 01:20:00',
      batch_key: expect.any(Number),
      source_row: 3,
    })
  })

  it('of one point comes bare', async () => {
    await receive({ points: [BREST] })
    expect(await temperatures()).toEqual([
      ['Brest', '2026-06-01 00:00:00', 10],
      ['Brest', '2026-06-01 01:00:00', 10.25],
    ])
  })

  it.each([
    ['km/h', 36, 10],
    ['kn', 10, 5.144],
    ['mp/h', 10, 4.47],
  ])('with wind in %s becomes m/s', async (unit, published, expected) => {
    await receive({ columns: { wind_speed_10m: () => published }, units: { wind_speed_10m: unit } })
    expect((await trial.tableRows('weather_hourly'))[0]).toMatchObject({ wind_speed_10m_m_s: expected })
  })

  it('of a model without wind at 100 m takes it from the heights around', async () => {
    const columns = {
      wind_speed_80m: () => 8,
      wind_speed_100m: (point: number) => (point === 0 ? 9.9 : null),
      wind_speed_120m: (_: number, hour: number) => (hour === 0 ? 10 : null),
    }
    const units = { wind_speed_80m: 'm/s', wind_speed_120m: 'm/s' }
    expect((await receive({ columns, units })).unknown_columns).toEqual([])
    const winds = pick(await trial.tableRows('weather_hourly'), 'point_name', 'wind_speed_100m_m_s')
    expect(winds).toEqual([
      ['Brest', 9.101],
      ['Rennes', 9.9],
      ['Rennes', 9.9],
    ])
  })

  it('with Fahrenheit becomes degrees Celsius', async () => {
    await receive({ columns: { temperature_2m: () => 50 }, units: { temperature_2m: '°F' } })
    expect((await temperatures())[0]).toEqual(['Brest', '2026-06-01 00:00:00', 10])
  })

  it('with a column or a unit that nothing here knows tells drift and keeps the others', async () => {
    const load = await receive({
      columns: { ...PLAIN.columns, snow_depth: () => 1, wind_speed_120m: () => 9, cloud_cover: () => 8 },
      units: { snow_depth: 'm', cloud_cover: 'okta' },
    })
    expect(load.unknown_columns).toEqual(['cloud_cover (okta)', 'snow_depth (m)'])
    expect((await trial.tableRows('weather_hourly'))[0]).toMatchObject({
      temperature_celsius: 11,
      cloud_cover_percent: null,
    })
  })

  it('with hours that have no value yet leaves those out', async () => {
    const columns = { temperature_2m: (_: number, hour: number) => (hour === 0 ? 10 : null) }
    expect(await receive({ columns })).toMatchObject({ rows_read: 4, rows_loaded: 2, rows_blank: 2 })
  })
})

describe('what can not be trusted', () => {
  it('is quarantined value by value', async () => {
    const columns = {
      temperature_2m: (point: number, hour: number) => (point === 0 && hour === 0 ? 61 : 10),
      cloud_cover: (point: number) => (point === 1 ? 'cloudy' : 50),
    }
    expect(await receive({ columns })).toMatchObject({ rows_loaded: 4, values_quarantined: 3 })
    const refusals = pick(
      await trial.quarantine(),
      'source_row',
      'scope',
      'region_code',
      'interval_start_utc',
      'column_name',
      'raw_value',
      'reason_code',
    )
    expect(refusals[0]).toEqual([
      1,
      'value',
      '53',
      '2026-06-01T00:00:00Z',
      'temperature_celsius',
      '61',
      'out_of_plausible_range',
    ])
    expect(refusals.slice(1).map(row => [row[0], row[4], row[6]])).toEqual([
      [3, 'cloud_cover_percent', 'not_a_number'],
      [4, 'cloud_cover_percent', 'not_a_number'],
    ])
  })

  it.each([
    ['answers of points that changed places', { change: swapped }, 'grid_cell_elsewhere', 4],
    [
      'a point that the catalogue does not have',
      { points: [RENNES, { ...BREST, latitude: 52.5 }] },
      'unknown_point',
      2,
    ],
    ['hours between the hours', { from: '2026-06-01T00:30' }, 'not_on_the_hour', 4],
    ['hours beyond any forecast', { from: '2026-06-20T00:00' }, 'implausible_instant', 4],
    ['values of which none is left', { columns: { temperature_2m: () => 99 } }, 'no_valid_value', 4],
    ['the same hour twice', { change: twice }, 'conflicting_duplicate', 4],
  ])('quarantines %s', async (_, answer, reason, rows) => {
    const load = await receive(answer)
    expect(load.rows_read).toBe(load.rows_blank + load.rows_loaded + load.rows_quarantined)
    expect(load.rows_quarantined).toBe(rows)
    const refused = (await trial.quarantine()).filter(({ scope }) => scope === 'row')
    expect(new Set(refused.map(({ reason_code }) => reason_code))).toEqual(new Set([reason]))
  })

  it.each([
    [
      'local times',
      { change: (document: object) => ({ ...document, utc_offset_seconds: 7200 }) },
      'utc_offset_seconds: 7200, expected 0',
    ],
    [
      'arrays of two lengths',
      {
        change: (document: object) => ({
          ...document,
          hourly: { time: ['2026-06-01T00:00'], cloud_cover: [] },
        }),
      },
      '0 values for 1 hours',
    ],
    [
      'an error with status 200',
      { points: [BREST], change: () => ({ error: true, reason: 'Daily API request limit exceeded.' }) },
      'an error answer: Daily API request limit exceeded.',
    ],
  ])('refuses %s whole', async (_, answer, message) => {
    expect(await receive(answer)).toMatchObject({
      dataset: 'unreadable',
      error: expect.stringContaining(message),
      newest_measured_utc: null,
    })
    expect(await trial.tableRows('weather_hourly')).toEqual([])
  })

  it('refuses an answer with fewer points than were asked for, and one whose points nobody knows', async () => {
    const url = requestFor([RENNES, BREST, pointNamed('Lorient')])
    expect((await receive({}, { url })).error).toBe('2 points answered, 3 were asked for')
    const at = '2026-06-01T02:20:00Z'
    expect((await receive({ hours: 1 }, { url: 'https://api.example/v1/forecast', at })).error).toContain(
      'the points are unknown',
    )
  })
})

function swapped(document: Record<string, unknown>, point: number) {
  return {
    ...document,
    latitude: [BREST, RENNES][point]?.latitude,
    longitude: [BREST, RENNES][point]?.longitude,
  }
}

function twice(document: Record<string, unknown>) {
  return { ...document, hourly: { time: ['2026-06-01T00:00', '2026-06-01T00:00'], temperature_2m: [1, 2] } }
}

describe('the newest measured hour', () => {
  it('of a forecast is that of its issue', async () => {
    expect((await receive({ hours: 48 })).newest_measured_utc).toBe('2026-06-01T01:00:00.000Z')
  })

  it('of an analysis is the last that has a value', async () => {
    const columns = { temperature_2m: (_: number, hour: number) => (hour < 20 ? 10 : null) }
    const load = await receive(
      { hours: 24, columns },
      { feed: 'open-meteo-archive', at: '2026-06-06T05:15:00Z' },
    )
    expect(load).toMatchObject({
      newest_measured_utc: '2026-06-01T19:00:00.000Z',
      partitions: ['kind=analysis/year=2026/month=6'],
    })
  })

  it('of an analysis is never in its future', async () => {
    const load = await receive({ hours: 24 }, { feed: 'open-meteo-archive' })
    expect(load).toMatchObject({ newest_measured_utc: '2026-06-01T01:00:00.000Z', rows_quarantined: 44 })
  })
})

describe('issues', () => {
  const warmer = (degrees: number) => ({ columns: { temperature_2m: () => degrees } })

  it('are kept side by side, whatever the order they come in, and a rebuild ends in the same bytes', async () => {
    await receive(warmer(12), { at: '2026-06-01T02:20:00Z' })
    await receive(warmer(11), { at: '2026-06-01T01:20:00Z' })
    await receive(warmer(13), { at: '2026-06-06T05:15:00Z', feed: 'open-meteo-archive' })
    const rows = await trial.tableRows('weather_hourly')
    expect(
      pick(
        rows.filter(({ point_name }) => point_name === 'Brest'),
        'kind_code',
        'first_seen_at',
        'temperature_celsius',
      ).slice(0, 3),
    ).toEqual([
      ['analysis', '2026-06-06 05:15:00', 13],
      ['analysis', '2026-06-06 05:15:00', 13],
      ['forecast', '2026-06-01 01:20:00', 11],
    ])
    const before = await filesOf(trial, 'silver')
    await trial.lake.replace(
      'silver/weather_hourly/kind=forecast/year=1999/month=1/part.parquet',
      new Uint8Array([1]),
    )
    await forgetSilver(trial.lake)
    await trial.update()
    expect(await filesOf(trial, 'silver')).toEqual(before)
  })

  it('whose load was cut off before its record are taken again, and not twice', async () => {
    await receive(warmer(11))
    const before = await filesOf(trial, 'silver')
    for (const key of await trial.lake.list('silver/loads/')) await trial.lake.remove(key)
    await trial.update()
    expect(await filesOf(trial, 'silver')).toEqual(before)
  })
})
