import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBalance } from './balance.ts'
import { AUTUMN, DAYS, SPRING } from './fixture-days.ts'
import { type SeededWarehouse, type SeedInterval, seedWarehouse, timeKey } from './seed.ts'
import { STEPS, type Step } from './step.ts'

/** Oddities of a third region, on one day of June. */
const ODD: SeedInterval[] = [
  {
    region: '11',
    at: '2024-06-01T10:00:00Z',
    step: 15,
    mw: { demand: 7000, thermal: -27, wind: 30, exchange: 6997 },
  },
  {
    region: '11',
    at: '2024-06-01T10:15:00Z',
    step: 15,
    mw: { demand: null, thermal: 50, wind: 30, exchange: 6900 },
  },
  { region: '11', at: '2024-06-01T10:30:00Z', step: 15, mw: { demand: 7040, thermal: 50, wind: null } },
  {
    region: '11',
    at: '2024-06-01T10:45:00Z',
    step: 15,
    mw: { demand: 900, thermal: 50, wind: 30, exchange: 0 },
    suspect: true,
  },
  {
    region: '11',
    at: '2024-06-01T11:00:00Z',
    step: 30,
    mw: { demand: 7100, thermal: 80, wind: 40, exchange: 6980 },
    vintage: 'definitive',
  },
  {
    region: '11',
    at: '2024-06-01T11:30:00Z',
    step: 15,
    mw: {
      demand: 7200,
      thermal: 20,
      wind: 10,
      exchange: 7170,
      battery_charge: 4,
      battery_discharge: 14,
      pumping: 3,
    },
  },
]

let seeded: SeededWarehouse
beforeAll(async () => {
  seeded = await seedWarehouse({ intervals: [...DAYS.intervals, ...ODD] })
})
afterAll(() => seeded.remove())

const ask = (from: string, to: string, step: Step, regionCodes: string[], limit = 50_000) =>
  seeded.warehouse.read(engine =>
    readBalance(engine, { range: { from: timeKey(from), to: timeKey(to) }, step, regionCodes, limit }),
  )

const JUNE = ['2024-06-01T10:00:00Z', '2024-06-01T12:00:00Z'] as const

describe('a balance in the resolution of the publisher', () => {
  it('keeps half-hours and quarter-hours as they were published', async () => {
    const { rows } = await ask('2024-06-01T11:00:00Z', '2024-06-01T12:00:00Z', 'PT15M', ['11'])
    expect(rows.map(row => [row.interval_start_utc, row.step_minutes, row.vintage])).toEqual([
      ['2024-06-01T11:00:00.000Z', 30, 'definitive'],
      ['2024-06-01T11:30:00.000Z', 15, 'real-time'],
    ])
  })

  it('takes what a plant draws from what the others make', async () => {
    const { rows } = await ask(...JUNE, 'PT15M', ['11'])
    expect(rows[0]).toEqual({
      region_code: '11',
      interval_start_utc: '2024-06-01T10:00:00.000Z',
      step_minutes: 15,
      consumption_mw: 7000,
      production_mw: 3,
      net_exchange_mw: 6997,
      storage_mw: null,
      consumption_mwh: 1750,
      production_mwh: 0.75,
      net_exchange_mwh: 1749.25,
      storage_mwh: null,
      coverage_ratio: 1,
      vintage: 'real-time',
      quality: 'ok',
    })
  })

  it('has no demand where none was published', async () => {
    const { rows } = await ask(...JUNE, 'PT15M', ['11'])
    expect(rows[1]).toMatchObject({
      consumption_mw: null,
      production_mw: 80,
      coverage_ratio: 0,
      quality: 'partial',
    })
  })

  it('has no production where one type is missing, never an understated one', async () => {
    const { rows } = await ask(...JUNE, 'PT15M', ['11'])
    expect(rows[2]).toMatchObject({
      production_mw: null,
      production_mwh: null,
      net_exchange_mw: null,
      quality: 'partial',
    })
  })

  it('is suspect where a fact is, and zero exchange is zero', async () => {
    const { rows } = await ask(...JUNE, 'PT15M', ['11'])
    expect(rows[3]).toMatchObject({ consumption_mw: 900, net_exchange_mw: 0, quality: 'suspect' })
  })

  it('counts storage as discharge less charge less pumping', async () => {
    const { rows } = await ask(...JUNE, 'PT15M', ['11'])
    expect(rows[5]).toMatchObject({ storage_mw: 7, storage_mwh: 1.75, production_mw: 30 })
  })
})

describe('a balance in buckets', () => {
  it('is a mean over what was measured, with its energy', async () => {
    const { rows } = await ask('2024-06-01T10:00:00Z', '2024-06-01T11:00:00Z', 'PT1H', ['11'])
    expect(rows).toEqual([
      {
        region_code: '11',
        interval_start_utc: '2024-06-01T10:00:00.000Z',
        step_minutes: 60,
        consumption_mw: 4980, // (7000 + 7040 + 900) / 3
        production_mw: 54.333, // (3 + 80 + 80) / 3: without the interval whose wind is missing
        net_exchange_mw: 4632.333,
        storage_mw: null,
        consumption_mwh: 3735,
        production_mwh: 40.75,
        net_exchange_mwh: 3474.25,
        storage_mwh: null,
        coverage_ratio: 0.75,
        vintage: 'real-time',
        quality: 'suspect',
      },
    ])
  })

  it.each([
    ['spring', SPRING, 1380],
    ['autumn', AUTUMN, 1500],
  ])('gives the %s day of clock change its true length', async (_, { from, to }, minutes) => {
    const { rows } = await ask(from, to, 'P1D', ['53'])
    expect(rows).toMatchObject([
      {
        interval_start_utc: new Date(from).toISOString(),
        step_minutes: minutes,
        coverage_ratio: 1,
        quality: 'ok',
      },
    ])
    const halfHours = minutes / 30
    const mean = 2000 + (halfHours - 1) / 2
    expect(rows[0]).toMatchObject({ consumption_mw: mean, consumption_mwh: (mean * minutes) / 60 })
  })

  it('keeps start and length of a bucket that the range cuts, and says how much is covered', async () => {
    const { rows } = await ask('2024-10-27T05:00:00Z', '2024-10-27T11:00:00Z', 'P1D', ['53'])
    expect(rows).toMatchObject([
      {
        interval_start_utc: '2024-10-26T22:00:00.000Z',
        step_minutes: 1500,
        coverage_ratio: 0.24,
        quality: 'partial',
      },
    ])
  })

  it.each([
    ['P1M', '2024-02-29T23:00:00.000Z', (31 * 24 - 1) * 60, '2024-09-30T22:00:00.000Z', (31 * 24 + 1) * 60],
    ['P1Y', '2023-12-31T23:00:00.000Z', 366 * 24 * 60, undefined, undefined],
  ] as const)('follows the calendar in %s', async (step, ...expected) => {
    const { rows } = await ask('2024-03-01T00:00:00Z', '2024-12-01T00:00:00Z', step, ['53'])
    expect(rows.flatMap(row => [row.interval_start_utc, row.step_minutes])).toEqual(
      expected.filter(value => value !== undefined),
    )
  })

  it.each(STEPS)('adds up to the same energy in %s', async step => {
    const total = async (of: Step) => {
      const { rows } = await ask('2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z', of, [])
      const sum = (name: 'consumption_mwh' | 'production_mwh' | 'net_exchange_mwh' | 'storage_mwh') =>
        rows.reduce((whole, row) => whole + (row[name] ?? 0), 0)
      return ['consumption_mwh', 'production_mwh', 'net_exchange_mwh', 'storage_mwh'].map(name =>
        sum(name as 'consumption_mwh'),
      )
    }
    const expected = await total('PT15M')
    ;(await total(step)).forEach((energy, index) => {
      expect(energy).toBeCloseTo(expected[index] ?? Number.NaN, 1)
    })
  })
})

it('agrees with sums computed straight from the seed', async () => {
  const intervals = DAYS.intervals.filter(
    ({ region, at }) => region === '24' && timeKey(at) >= timeKey(AUTUMN.from),
  )
  const generation = ['nuclear', 'wind', 'solar', 'hydro', 'bioenergy', 'thermal']
  const known = intervals.filter(({ mw }) => mw.nuclear !== null)
  const energy = known.reduce(
    (sum, { mw }) => sum + generation.reduce((all, name) => all + (mw[name] ?? 0), 0) / 4,
    0,
  )
  const { rows } = await ask(AUTUMN.from, AUTUMN.to, 'P1D', ['24'])
  expect(known).toHaveLength(96)
  expect(rows).toMatchObject([{ production_mwh: energy, production_mw: 6624.167, quality: 'partial' }])
})

it('orders by interval, then region', async () => {
  const { rows } = await ask(AUTUMN.from, AUTUMN.to, 'PT1H', ['53', '24'])
  const keys = rows.map(row => `${row.interval_start_utc} ${row.region_code}`)
  expect(keys).toHaveLength(50)
  expect(keys).toEqual([...keys].sort())
})

it.each(STEPS)('comes in pages that join to the whole in %s', async step => {
  const request = { range: { from: timeKey(AUTUMN.from), to: timeKey(AUTUMN.to) }, step, regionCodes: [] }
  const whole = await seeded.warehouse.read(engine => readBalance(engine, { ...request, limit: 50_000 }))
  const joined = await seeded.warehouse.read(async engine => {
    const rows = []
    let page = await readBalance(engine, { ...request, limit: 7 })
    rows.push(...page.rows)
    while (page.hasMore) {
      page = await readBalance(engine, { ...request, limit: 7, after: page.last })
      rows.push(...page.rows)
    }
    return rows
  })
  expect(whole.hasMore).toBe(false)
  expect(joined).toEqual(whole.rows)
})

it('finds data far behind the start of the range', async () => {
  const { rows, hasMore } = await ask('0001-01-01T00:00:00Z', '9999-01-01T00:00:00Z', 'PT15M', ['11'], 5)
  expect([rows.length, hasMore]).toEqual([5, true])
  expect(rows[0]?.interval_start_utc).toBe('2024-06-01T10:00:00.000Z')
})

it('is empty where there is no data', async () => {
  expect(await ask('2030-01-01T00:00:00Z', '2031-01-01T00:00:00Z', 'P1D', [])).toEqual({
    rows: [],
    hasMore: false,
    last: undefined,
  })
})
