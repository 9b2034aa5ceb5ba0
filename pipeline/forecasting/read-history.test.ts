/** What the arrays hold, on rows of a real warehouse: steps, what is not known, and what was known when. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REGION_CODES } from '../catalog/regions.ts'
import { type SeededWarehouse, type SeedInterval, seedWarehouse, timeKey } from '../gold/queries/seed.ts'
import type { AreaHistory } from './area-history.ts'
import { readHistories } from './read-history.ts'

const values = (
  at: string,
  step: 15 | 30,
  demand: number | null,
  more: Partial<SeedInterval> = {},
): SeedInterval => ({
  region: '53',
  at: `2024-06-01T${at}:00Z`,
  step,
  mw: { demand, wind: 300, solar: at < '10' ? null : 40, thermal: 5 },
  ...more,
})

const SEED = {
  intervals: [
    values('08:00', 30, 2000),
    values('08:30', 15, 2100),
    values('08:45', 15, 2200),
    values('09:00', 15, 2300),
    values('09:30', 15, 2400),
    values('09:45', 15, null),
    values('10:00', 30, 900, { suspect: true }),
    values('10:30', 30, 2500, { mw: { demand: 2500, wind: -1.5, solar: 40 } }),
    { ...values('08:00', 30, 1500), region: '24' },
  ],
}

/** Replaced, and told, at instants after the values that stand. */
const revision = (at: string, mw: number, from: string, until: string) => `
  INSERT INTO fact_energy_flow_revision VALUES (53, ${timeKey(`2024-06-01T${at}:00Z`)}, 1, NULL, ${mw}, 30, 'real-time', 'ok',
    '2024-11-01 ${from}', 1, 7, '2024-11-01 ${until}', 'real-time', 1)`

const weather = (hour: string, kind: string, seen: string, celsius: number | null) => `
  INSERT INTO weather VALUES (53, ${timeKey(`2024-06-01T${hour}:00Z`)}, '${kind}', '${seen}', ${celsius}, 1, 2, 3, 4, 5, 1)`

const HALF_HOUR_MS = 1_800_000
const halfHour = (instant: string) => Date.parse(instant) / HALF_HOUR_MS
const GRID = { firstHalfHour: halfHour('2024-06-01T08:00Z'), endHalfHour: halfHour('2024-06-01T11:00Z') }

let seeded: SeededWarehouse
beforeAll(async () => {
  seeded = await seedWarehouse({
    ...SEED,
    statements: [
      revision('08:00', 1990, '04:00:00', '06:00:00'),
      weather('08:00', 'forecast', '2024-05-31 06:00:00', 10),
      weather('08:00', 'forecast', '2024-06-01 06:00:00', 11),
      weather('08:00', 'analysis', '2024-06-06 05:00:00', 12),
      weather('08:00', 'forecast', '2024-06-06 06:00:00', 99),
      weather('09:00', 'forecast', '2024-06-01 06:00:00', 15),
      weather('10:00', 'forecast', '2024-06-01 07:00:00', 19),
      // A clock that was ahead: analysed before the hour.
      weather('10:00', 'analysis', '2024-06-01 07:30:00', -50),
      weather('11:00', 'forecast', '2024-06-01 06:00:00', null),
    ],
  })
})
afterAll(() => seeded.remove())

async function bretagne(asOf?: string, grid = GRID): Promise<AreaHistory> {
  const histories = await readHistories(seeded.warehouse, { ...grid, ...(asOf && { asOf: new Date(asOf) }) })
  const found = histories.find(({ area_code }) => area_code === '53')
  if (!found) throw new Error('no history of 53')
  return found
}

describe('measured values', () => {
  it('are those of the half-hours, or of both quarters; what is suspect or missing is not known', async () => {
    const history = await bretagne()
    expect(history.first_half_hour).toBe(GRID.firstHalfHour)
    expect([...history.consumption_mw]).toEqual([2000, 2150, Number.NaN, Number.NaN, Number.NaN, 2500])
    expect([...history.wind_mw]).toEqual([300, 300, Number.NaN, 300, Number.NaN, -1.5])
    expect([...history.solar_mw]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 40])
  })

  it('are there for all regions, by code, also for one that has none', async () => {
    const histories = await readHistories(seeded.warehouse, GRID)
    expect(histories.map(({ area_code }) => area_code)).toEqual(REGION_CODES.toSorted())
    const [centre, bourgogne] = ['24', '27'].map(code =>
      histories.find(({ area_code }) => area_code === code),
    )
    expect([...(centre?.consumption_mw ?? [])]).toEqual([1500, ...Array(5).fill(Number.NaN)])
    expect([...(bourgogne?.consumption_mw ?? [])]).toEqual(Array(6).fill(Number.NaN))
  })

  it('are those known at an instant', async () => {
    expect((await bretagne('2024-11-01T05:59:59.999Z')).consumption_mw[0]).toBe(1990)
    expect((await bretagne('2024-11-01T06:00:00Z')).consumption_mw[0]).toBe(2000)
    expect((await bretagne('2024-11-01T03:00:00Z')).consumption_mw[0]).toBeNaN()
  })
})

describe('the weather', () => {
  const temperatures = async (asOf?: string) => [...(await bretagne(asOf)).temperature_celsius]

  it('is the analysis of hours gone by, else the newest forecast', async () => {
    // 12 at 08:00, 15 at 09:00, −50 at 10:00, not known at 11:00.
    expect((await temperatures()).map(at => Number(at.toFixed(2)))).toEqual([
      12.75,
      14.25,
      -1.25,
      -33.75,
      Number.NaN,
      Number.NaN,
    ])
  })

  it('is as it was forecast by then: the newest forecast, and no analysis of what is to come', async () => {
    expect((await temperatures('2024-06-01T07:45Z')).slice(0, 4)).toEqual([12, 14, 16, 18])
    expect((await temperatures('2024-06-01T05:00Z')).slice(0, 2)).toEqual([Number.NaN, Number.NaN])
  })

  it('takes a later analysis for hours gone by only', async () => {
    expect((await temperatures('2024-06-01T10:00Z')).slice(2, 4)).toEqual([-1.25, -33.75])
  })

  it('has the other measures as well', async () => {
    const history = await bretagne()
    expect([
      history.wind_speed_100m_m_s[0],
      history.solar_irradiance_w_m2[0],
      history.cloud_cover_percent[0],
    ]).toEqual([2, 3, 4])
  })
})

it('reads over months as it does within one', async () => {
  const long = await bretagne(undefined, {
    firstHalfHour: halfHour('2024-03-01T00:00Z'),
    endHalfHour: halfHour('2024-12-01T00:00Z'),
  })
  const at = GRID.firstHalfHour - long.first_half_hour
  expect(long.consumption_mw.slice(at, at + 6)).toEqual((await bretagne()).consumption_mw)
  expect(long.temperature_celsius.slice(at, at + 6)).toEqual((await bretagne()).temperature_celsius)
  expect(long.consumption_mw.filter(value => !Number.isNaN(value))).toHaveLength(3)
})

it.each([
  [10, 10],
  [10.5, 20],
  [20, 10],
])('refuses the half-hours %s to %s', async (firstHalfHour, endHalfHour) => {
  await expect(async () => readHistories(seeded.warehouse, { firstHalfHour, endHalfHour })).rejects.toThrow(
    /expected whole numbers, the first before the end/,
  )
})
