import { beforeEach, describe, expect, it } from 'vitest'
import { WEATHER_POINTS } from '../catalog/weather-points.ts'
import type { Connector, TimeWindow } from './connector.ts'
import { answerWith, failureOf, NOW, QUICK, WINDOW } from './loopback-publisher.ts'
import { loopbackTrial } from './loopback-trial.ts'
import { openConnectors } from './open-connectors.ts'
import { callsCounted } from './open-meteo.ts'
import { endpointsAt, weatherAnswer, wellBehaved } from './small-answers.ts'

const trial = loopbackTrial(wellBehaved)
let connectors: ReadonlyMap<string, Connector>
beforeEach(() => {
  connectors = openConnectors({ endpoints: endpointsAt(trial.server.url), patience: QUICK })
})

function connectorOf(feedId: string): Connector {
  const connector = connectors.get(feedId)
  if (!connector) throw new Error(`no connector for ${feedId}`)
  return connector
}
const forecast = () => connectorOf('open-meteo-forecast')
const archive = () => connectorOf('open-meteo-archive')
const window = (from: string, to: string): TimeWindow => ({ from: new Date(from), to: new Date(to) })
const askedFor = () => Object.fromEntries(trial.server.asked.at(-1)?.url.searchParams ?? [])
const answerOf = (...answer: unknown[]) => answerWith(200, JSON.stringify(answer))

describe('weather', () => {
  it('is asked for at all points in their order, in m/s and GMT, by one call', async () => {
    const fetched = await forecast().fetch(WINDOW, trial.temporary.context)
    const asked = askedFor()
    expect(asked.latitude?.split(',').map(Number)).toEqual(WEATHER_POINTS.map(({ latitude }) => latitude))
    expect(asked.longitude?.split(',').map(Number)).toEqual(WEATHER_POINTS.map(({ longitude }) => longitude))
    expect(asked).toMatchObject({ wind_speed_unit: 'ms', timezone: 'GMT' })
    expect(asked.hourly?.split(',')).toEqual(
      expect.arrayContaining([
        'temperature_2m',
        'wind_speed_10m',
        'wind_speed_100m',
        'shortwave_radiation',
        'cloud_cover',
      ]),
    )
    expect(fetched).toMatchObject({ calls: 1, quota: { used: 38, allowed: 5_000 } })
    expect(fetched.publications[0]?.record.file_name).toBe(
      'open-meteo-forecast_2026-11-21T1000Z_2026-11-22T1000Z.json',
    )
  })

  it.each([
    ['2026-11-20T10:00:00Z', '2026-11-22T10:00:00Z', '2', '4'],
    ['2026-11-22T05:00:00Z', '2026-11-22T10:00:00Z', '0', '4'],
    ['2026-11-21T00:00:00Z', '2026-11-27T10:00:00Z', '1', '6'],
    ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', '92', '16'],
  ])(
    'forecast from %s to %s: %s days past and %s ahead, as far as the publisher goes',
    async (from, to, past, ahead) => {
      await forecast().fetch(window(from, to), trial.temporary.context)
      expect(askedFor()).toMatchObject({ past_days: past, forecast_days: ahead })
    },
  )

  it.each([
    ['2026-11-12T10:00:00Z', '2026-11-22T10:00:00Z', '2026-11-12', '2026-11-22'],
    ['2020-02-01T00:00:00Z', '2020-03-01T00:00:00Z', '2020-02-01', '2020-02-29'],
    ['2026-11-20T00:00:00Z', '2026-12-01T00:00:00Z', '2026-11-20', '2026-11-22'],
  ])('archived from %s to %s: days %s to %s, both included, none ahead', async (from, to, first, last) => {
    await archive().fetch(window(from, to), trial.temporary.context)
    expect(askedFor()).toMatchObject({ start_date: first, end_date: last })
  })

  it('counts for more when more is asked', async () => {
    expect([callsCounted(38, 7, 6), callsCounted(38, 20, 14), callsCounted(38, 5, 31)]).toEqual([38, 76, 85])
    const { quota } = await archive().fetch(
      window('2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z'),
      trial.temporary.context,
    )
    expect(quota?.used).toBe(85)
  })

  it('of the past is not in the forecast, nor is that of the future in the archive', async () => {
    const old = await failureOf(
      forecast(),
      trial.temporary.context,
      window('2020-01-01T00:00:00Z', '2020-02-01T00:00:00Z'),
    )
    expect(old).toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('open-meteo-archive'),
    })
    const ahead = await archive().fetch(
      window('2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z'),
      trial.temporary.context,
    )
    expect(ahead).toEqual({ calls: 0, bytes: 0, publications: [], quota: null })
    expect(trial.server.asked).toEqual([])
  })
})

describe('an answer that is something else', () => {
  const right = () => weatherAnswer(['temperature_2m', 'wind_speed_10m'])
  const withFirst = (change: object) => [{ ...right()[0], ...change }, ...right().slice(1)]
  const hourly = right()[0]?.hourly
  const units = right()[0]?.hourly_units

  it.each<[string, unknown[], string]>([
    ['fewer points', right().slice(1), 'weather of 37 points, 38 were asked for'],
    ['points in another order', right().toReversed(), 'not of a place near'],
    ['local time', withFirst({ utc_offset_seconds: 3600 }), 'utc_offset_seconds'],
    [
      'a wind in Beaufort',
      withFirst({ hourly_units: { ...units, wind_speed_10m: 'Bft' } }),
      'wind_speed_10m comes in Bft, expected m/s, km/h',
    ],
    [
      'a temperature without a unit',
      withFirst({ hourly_units: { time: 'iso8601' } }),
      'temperature_2m comes in no unit, expected °C',
    ],
    [
      'values without their hours',
      withFirst({ hourly: { ...hourly, temperature_2m: [1] } }),
      'has 1 values for 2 hours',
    ],
    ['no hour', withFirst({ hourly: { time: [] } }), 'hourly.time'],
    ['hours alone', withFirst({ hourly: { time: hourly?.time } }), 'none of temperature_2m, '],
    [
      'a value in place of a series',
      withFirst({ hourly: { ...hourly, wind_speed_10m: 3 } }),
      'wind_speed_10m',
    ],
  ])('is refused, and the point is named: %s', async (_, answer, says) => {
    trial.server.behave(answerOf(...answer))
    const error = await failureOf(forecast(), trial.temporary.context)
    expect(error).toMatchObject({ code: 'not-the-data', calls: 1 })
    expect(error.message).toContain(says)
    expect(await trial.temporary.lake.list('bronze/')).toEqual([])
  })

  it('is not what nulls, texts, another unit that we know and an absent height of wind are', async () => {
    const odd = withFirst({
      hourly: { ...hourly, temperature_2m: ['7.5', 'ND'] },
      hourly_units: { ...units, wind_speed_10m: 'km/h' },
    })
    trial.server.behave(answerOf(...odd))
    expect((await forecast().fetch(WINDOW, trial.temporary.context)).publications).toHaveLength(1)
  })
})

describe('a refusal', () => {
  it.each([
    ['Daily API request limit exceeded. Please try again tomorrow.', '2026-11-23T00:00:00.000Z'],
    ['Hourly API request limit exceeded. Please try again in the next hour.', '2026-11-22T11:00:00.000Z'],
    ['Minutely API request limit exceeded. Please try again in one minute.', '2026-11-22T10:01:00.000Z'],
  ])('says until when: %s', async (reason, until) => {
    trial.server.behave(answerWith(429, JSON.stringify({ error: true, reason })))
    const error = await failureOf(forecast(), trial.temporary.context)
    expect(error).toMatchObject({ code: 'rate-limited', calls: 1, notBefore: new Date(until) })
    expect(error.message).toContain(reason)
  })

  it('by the minute is waited for, when the minute is almost over', async () => {
    const reason = 'Minutely API request limit exceeded. Please try again in one minute.'
    const almost = new Date(NOW.getTime() + 59_970)
    let asked = 0
    trial.server.behave((request, response) =>
      asked++ === 0
        ? response.writeHead(429).end(JSON.stringify({ reason, error: true }))
        : wellBehaved(request, response),
    )
    const fetched = await forecast().fetch(WINDOW, { ...trial.temporary.context, now: () => almost })
    expect(fetched).toMatchObject({ calls: 2, quota: { used: 76 } })
  })

  it('of the question gives its reason', async () => {
    trial.server.behave(answerWith(400, '{"reason":"Invalid timezone","error":true}'))
    const error = await failureOf(archive(), trial.temporary.context)
    expect(error).toMatchObject({ code: 'rejected', calls: 1 })
    expect(error.message).toContain('answered 400 Bad Request: "Invalid timezone"')
  })
})
