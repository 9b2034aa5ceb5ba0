import { afterAll, beforeAll, expect, it } from 'vitest'
import { factRows, insert, type SeedInterval } from '../../pipeline/gold/queries/seed.ts'
import { serveSeed, type TestService } from '../test-service.ts'

const AT = '2024-10-27T10:00:00Z'
const REPLACED = ['2024-10-28 08:00:00', 'consolidated', 1]
const seenAt = (interval: SeedInterval, firstSeen: string) =>
  factRows(interval).map(row => row.map((value, index) => (index === 8 ? firstSeen : value)))
const realTime = (region: string, demand: number) =>
  seenAt({ region, at: AT, step: 15, mw: { demand, wind: 300 } }, '2024-10-27 10:45:00').map(row => [
    ...row,
    ...REPLACED,
  ])
const consolidated = (region: string) =>
  seenAt(
    { region, at: AT, step: 30, vintage: 'consolidated', mw: { demand: 2050, wind: 305 } },
    '2024-10-28 08:00:00',
  )

let service: TestService
beforeAll(async () => {
  service = await serveSeed({
    intervals: [],
    statements: [
      // The last column is the temperature.
      insert(
        'fact_energy_flow',
        ['24', '53'].flatMap(consolidated).map(row => [...row, null]),
      ),
      insert('fact_energy_flow_revision', [...realTime('53', 2000), ...realTime('24', 1000)]),
    ],
  })
})
afterAll(() => service.stop())

it('lists value, first seen, replaced by and vintage, of the last 24 hours of the data unless asked otherwise', async () => {
  const { body } = await service.get('/v1/revisions?region=53')
  expect(body.interval).toEqual({ from: '2024-10-26T10:30:00.000Z', to: '2024-10-27T10:30:00.000Z' })
  expect(body.data[0]).toEqual({
    region_code: '53',
    interval_start_utc: '2024-10-27T10:00:00.000Z',
    step_minutes: 15,
    energy_type: 'demand',
    production_mw: null,
    consumption_mw: 2000,
    vintage: 'real-time',
    quality: 'ok',
    first_seen_at: '2024-10-27T10:45:00.000Z',
    replaced_at: '2024-10-28T08:00:00.000Z',
    replaced_by_vintage: 'consolidated',
    new_production_mw: null,
    new_consumption_mw: 2050,
    new_step_minutes: 30,
    new_quality: 'ok',
  })
})

it('keeps to region, range and energy type', async () => {
  const rows = async (query: string) =>
    (await service.get(`/v1/revisions?${query}`)).body.data.map(
      (row: { region_code: string; energy_type: string }) => `${row.region_code} ${row.energy_type}`,
    )
  expect(await rows('')).toEqual(['24 demand', '24 wind', '53 demand', '53 wind'])
  expect(await rows('energyType=wind')).toEqual(['24 wind', '53 wind'])
  expect(await rows('region=24&energyType=demand')).toEqual(['24 demand'])
  expect(await rows('from=2024-10-27T10:15:00Z&to=2024-10-28')).toEqual([])
})

it('comes in pages, and refuses the cursor of another question', async () => {
  const first = await service.get('/v1/revisions?limit=3')
  const cursor = first.body.meta.next_cursor
  const second = await service.get(`/v1/revisions?limit=3&cursor=${cursor}`)
  expect([first.body.data.length, second.body.data.length, second.body.meta.next_cursor]).toEqual([
    3,
    1,
    null,
  ])
  for (const path of ['/v1/revisions?energyType=wind', '/v1/balance?step=PT15M', '/v1/revisions?region=53']) {
    const { status, body } = await service.get(`${path}&cursor=${cursor}`)
    expect([status, body.errors[0].parameter]).toEqual([400, 'cursor'])
  }
})

it.each([
  ['energyType=tidal', 'energyType'],
  ['asOf=2024-10-27', 'asOf'],
  ['region=94', 'region'],
  ['from=soon', 'from'],
])('refuses %s', async (query, parameter) => {
  const { status, body } = await service.get(`/v1/revisions?${query}`)
  expect([status, body.errors[0].parameter]).toEqual([400, parameter])
})
