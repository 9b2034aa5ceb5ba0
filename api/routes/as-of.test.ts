/** asOf= over HTTP: a day that was published, revised and consolidated. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factRows, insert, type SeedInterval } from '../../pipeline/gold/queries/seed.ts'
import { serveSeed, type TestService } from '../test-service.ts'

const at = (time: string): string => `2024-10-27T${time}:00Z`
const quarter = (time: string, demand: number, vintage: 'real-time' | 'consolidated'): SeedInterval => ({
  region: '53',
  at: at(time),
  step: vintage === 'real-time' ? 15 : 30,
  vintage,
  mw: { demand, wind: 300, exchange: demand - 300 },
})

/** Rows of a publication, from when it was first seen until it was replaced. */
const seen = (interval: SeedInterval, from: string, until?: [at: string, by: string]) =>
  factRows(interval).map(row => [
    ...row.map((value, index) => (index === 8 ? from : value)),
    // Of a fact: its temperature.
    ...(until ? [...until, 1] : [null]),
  ])

let service: TestService
beforeAll(async () => {
  const replaced: [string, string] = ['2024-10-28 08:00:00', 'consolidated']
  service = await serveSeed({
    intervals: [],
    statements: [
      insert('fact_energy_flow', [
        ...seen(quarter('10:00', 2050, 'consolidated'), '2024-10-28 08:00:00'),
        ...seen(quarter('10:30', 2100, 'real-time'), '2024-10-27 11:00:00.123'),
        ...seen(quarter('12:00', 2200, 'real-time'), '2024-10-28 09:00:00'),
      ]),
      insert('fact_energy_flow_revision', [
        ...seen(quarter('10:00', 2000, 'real-time'), '2024-10-27 10:45:00', replaced),
        ...seen(quarter('10:15', 2010, 'real-time'), '2024-10-27 10:45:00', replaced),
      ]),
    ],
  })
})
afterAll(() => service.stop())

const demands = async (query: string) =>
  (await service.get(`/v1/balance?from=2024-10-27&${query}`)).body.data.map(
    (row: { interval_start_utc: string; consumption_mw: number; vintage: string }) => [
      row.interval_start_utc.slice(11, 16),
      row.consumption_mw,
      row.vintage,
    ],
  )

describe('asOf', () => {
  it.each([
    ['2024-10-27T10:44:59Z', []],
    [
      '2024-10-27T10:45:00Z',
      [
        ['10:00', 2000, 'real-time'],
        ['10:15', 2010, 'real-time'],
      ],
    ],
    [
      '2024-10-27T12:00:00.123+01:00',
      [
        ['10:00', 2000, 'real-time'],
        ['10:15', 2010, 'real-time'],
        ['10:30', 2100, 'real-time'],
      ],
    ],
    [
      '2024-10-28T08:00:00Z',
      [
        ['10:00', 2050, 'consolidated'],
        ['10:30', 2100, 'real-time'],
      ],
    ],
  ])('gives what was known at %s', async (asOf, expected) => {
    expect(await demands(`asOf=${asOf}`)).toEqual(expected)
  })

  it('of now gives what is known now', async () => {
    expect(await demands('asOf=2024-10-28T10:00:00Z')).toEqual(await demands(''))
  })

  it.each(['/v1/balance', '/v1/mix'])(
    'sets the default range of %s to the day that ended then',
    async path => {
      const { body } = await service.get(`${path}?asOf=2024-10-27T11:00:00.123Z`)
      expect(body.interval).toEqual({ from: '2024-10-26T10:45:00.000Z', to: '2024-10-27T10:45:00.000Z' })
      expect(body.meta).toMatchObject({
        as_of: '2024-10-27T11:00:00.123Z',
        data_watermark: '2024-10-27T10:30:00.000Z',
      })
      const before = await service.get(`${path}?asOf=2024-10-27T01:00:00Z`)
      expect(before.body).toMatchObject({
        data: [],
        interval: { from: '2024-10-26T01:00:00.000Z', to: '2024-10-27T01:00:00.000Z' },
        meta: { data_watermark: null },
      })
    },
  )

  it('holds for all pages, and a cursor of another instant is refused', async () => {
    const query = '/v1/balance?from=2024-10-27&limit=1'
    const first = await service.get(`${query}&asOf=2024-10-27T11:00:00Z`)
    const cursor = first.body.meta.next_cursor
    const second = await service.get(`${query}&asOf=2024-10-27T11:00:00Z&cursor=${cursor}`)
    expect(second.body.data).toMatchObject([{ consumption_mw: 2010, vintage: 'real-time' }])
    const { status, body } = await service.get(`${query}&asOf=2024-10-28T09:00:00Z&cursor=${cursor}`)
    expect([status, body.errors[0].parameter]).toEqual([400, 'cursor'])
    expect((await service.get(`${query}&cursor=${cursor}`)).status).toBe(400)
  })

  it('has a tag of its own, by which it can be asked for again', async () => {
    const path = '/v1/mix?from=2024-10-27&asOf='
    const tag = async (asOf: string) => (await service.get(path + asOf)).headers.get('etag') ?? ''
    const known = await tag('2024-10-27T11:00:00Z')
    expect(await tag('2024-10-28T09:00:00Z')).not.toBe(known)
    const again = await service.get(`${path}2024-10-27T11:00:00Z`, { headers: { 'If-None-Match': known } })
    expect(again.status).toBe(304)
  })
})
