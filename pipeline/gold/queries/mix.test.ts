import { afterAll, beforeAll, expect, it } from 'vitest'
import { AUTUMN, DAYS } from './fixture-days.ts'
import { type MixRow, readMix } from './mix.ts'
import { type SeededWarehouse, type SeedInterval, seedWarehouse, timeKey } from './seed.ts'
import { STEPS, type Step } from './step.ts'

/** One hour: thermal draws more than it makes, exchange turns from import to export, wind is missing once. */
const HOUR: SeedInterval[] = [
  {
    region: '11',
    at: '2024-06-01T10:00:00Z',
    step: 15,
    mw: { demand: 100, thermal: -27, wind: 30, exchange: 60 },
  },
  {
    region: '11',
    at: '2024-06-01T10:15:00Z',
    step: 15,
    mw: { demand: 100, thermal: 7, wind: 50, exchange: -20 },
  },
  {
    region: '11',
    at: '2024-06-01T10:30:00Z',
    step: 30,
    mw: { demand: 130, thermal: -2, wind: null, exchange: 10 },
    vintage: 'consolidated',
  },
]

let seeded: SeededWarehouse
beforeAll(async () => {
  seeded = await seedWarehouse({ intervals: [...DAYS.intervals, ...HOUR] })
})
afterAll(() => seeded.remove())

const ask = async (from: string, to: string, step: Step, regionCodes: string[]) => {
  const range = { from: timeKey(from), to: timeKey(to) }
  const { rows } = await seeded.warehouse.read(engine =>
    readMix(engine, { range, step, regionCodes, limit: 50_000 }),
  )
  return rows
}
const flows = (rows: readonly MixRow[]) =>
  rows.map(row => [row.energy_type, row.production_mw, row.consumption_mw, row.quality])

it('shows each published flow on its side', async () => {
  const rows = await ask('2024-06-01T10:00:00Z', '2024-06-01T10:15:00Z', 'PT15M', ['11'])
  expect(flows(rows)).toEqual([
    ['demand', null, 100, 'ok'],
    ['thermal', null, 27, 'ok'],
    ['wind', 30, null, 'ok'],
    ['import', 60, null, 'ok'],
  ])
})

it('has neither side of a type that was not published', async () => {
  const rows = await ask('2024-06-01T10:30:00Z', '2024-06-01T11:00:00Z', 'PT15M', ['11'])
  expect(rows.find(row => row.energy_type === 'wind')).toEqual({
    region_code: '11',
    interval_start_utc: '2024-06-01T10:30:00.000Z',
    step_minutes: 30,
    energy_type: 'wind',
    production_mw: null,
    consumption_mw: null,
    production_mwh: null,
    consumption_mwh: null,
    vintage: 'consolidated',
    quality: 'partial',
  })
})

it('nets each type over the bucket', async () => {
  const rows = await ask('2024-06-01T10:00:00Z', '2024-06-01T11:00:00Z', 'PT1H', ['11'])
  expect(flows(rows)).toEqual([
    ['demand', null, 115, 'ok'],
    ['thermal', null, 6, 'ok'], // (−27 + 7 − 2 − 2) / 4
    ['wind', 40, null, 'partial'], // over the half-hour that was published
    ['import', 20, null, 'ok'], // 60, 0, 10, 10
    ['export', null, 5, 'ok'], // 0, 20, 0, 0
  ])
  expect(rows.map(row => [row.production_mwh, row.consumption_mwh])).toEqual([
    [null, 115],
    [null, 6],
    [20, null],
    [20, null],
    [null, 5],
  ])
})

it('names the least settled vintage of the bucket', async () => {
  const rows = await ask('2024-06-01T10:00:00Z', '2024-06-01T11:00:00Z', 'PT1H', ['11'])
  expect(new Set(rows.map(row => row.vintage))).toEqual(new Set(['real-time']))
})

it('gives the day of clock change its 25 hours', async () => {
  const rows = await ask(AUTUMN.from, AUTUMN.to, 'P1D', ['53'])
  const pumping = rows.find(row => row.energy_type === 'pumping')
  expect(pumping).toMatchObject({
    step_minutes: 1500,
    consumption_mw: 5,
    consumption_mwh: 125,
    quality: 'ok',
  })
})

it.each(STEPS)('comes in pages that join to the whole in %s', async step => {
  const request = {
    range: { from: timeKey('2024-06-01T00:00:00Z'), to: timeKey('2024-10-27T00:00:00Z') },
    step,
    regionCodes: [],
  }
  const [whole, joined] = await seeded.warehouse.read(async engine => {
    const all = await readMix(engine, { ...request, limit: 50_000 })
    let page = await readMix(engine, { ...request, limit: 5 })
    const rows = [...page.rows]
    while (page.hasMore) {
      page = await readMix(engine, { ...request, limit: 5, after: page.last })
      rows.push(...page.rows)
    }
    return [all.rows, rows]
  })
  expect(whole.length).toBeGreaterThan(10)
  expect(joined).toEqual(whole)
})
