import { afterAll, beforeAll, expect, it } from 'vitest'
import { NORM_PERCENTS } from '../../catalog/forecasting.ts'
import { REGION_CODES } from '../../catalog/regions.ts'
import { storeTensionNorms } from '../tension_norm.ts'
import { normCell, seedWithCalendar } from './norm-fixture.ts'
import { type SeededWarehouse, type SeedInterval, timeKey } from './seed.ts'
import { readTension, type TensionRequest, type TensionRow } from './tension.ts'

const halves = (region: string, hour: string, mw: SeedInterval['mw']): SeedInterval[] =>
  ['00', '30'].map(minute => ({ region, at: `${hour}:${minute}Z`, step: 30, mw }))

const MW = { demand: 1_900, wind: 300, solar: 20, exchange: 100 }
/** 10:00 in Paris. */
const TUESDAY = '2024-10-15T08'
const ALL = { from: timeKey('2024-10-01T00:00Z'), to: timeKey('2024-12-01T00:00Z') }

let seeded: SeededWarehouse
beforeAll(async () => {
  const intervals = [
    ...REGION_CODES.flatMap(code => halves(code, TUESDAY, MW)),
    ...halves('53', '2024-10-16T08', { ...MW, wind: null }),
    ...halves('53', '2024-10-17T08', { ...MW, solar: null }),
    ...halves('53', '2024-10-18T08', { wind: 300, solar: 20 }),
    // A Saturday, with a norm of seven days; a Sunday and the month after, with none.
    ...halves('53', '2024-10-19T08', MW),
    ...halves('53', '2024-10-20T08', MW),
    ...halves('53', '2024-11-05T09', MW),
  ]
  seeded = await seedWithCalendar({ intervals }, [2024, 2024])
  await storeTensionNorms(seeded.warehouse, [
    normCell(),
    normCell({ day_type: 'saturday', day_count: 7 }),
    normCell({
      area_code: 'FR',
      made_at: '2024-10-15T12:00:00.000Z',
      percentiles_mw: NORM_PERCENTS.map(percent => 20_000 + 10 * percent),
      usual_exchange_mw: -2_000,
    }),
  ])
})
afterAll(() => seeded.remove())

const ask = (request: Partial<TensionRequest>) =>
  seeded.warehouse.read(engine =>
    readTension(engine, { range: ALL, areaCodes: ['53', 'FR'], limit: 1_000, ...request }),
  )
const reasons = (rows: readonly TensionRow[]) =>
  rows.map(row => `${row.area_code} ${row.interval_start_utc.slice(5, 13)} ${row.unknown_reason}`)

it('tells the index with all that it is made of', async () => {
  const { rows } = await ask({ range: { from: timeKey(`${TUESDAY}:00Z`), to: timeKey(`${TUESDAY}:15Z`) } })
  expect(rows).toEqual([
    {
      area_code: '53',
      interval_start_utc: '2024-10-15T08:00:00.000Z',
      // 1,900 − 300 − 20 − 500
      residual_need_mw: 1_080,
      tension_index: 80,
      level: 'raised',
      consumption_mw: 1_900,
      wind_mw: 300,
      solar_mw: 20,
      usual_exchange_mw: 500,
      norm_p50_mw: 1_050,
      norm_month: '2024-10',
      norm_day_count: 40,
      unknown_reason: null,
    },
    {
      area_code: 'FR',
      interval_start_utc: '2024-10-15T08:00:00.000Z',
      // 12 × 1,580 + 2,000 = 20,960
      residual_need_mw: 20_960,
      tension_index: 96,
      level: 'high',
      consumption_mw: 22_800,
      wind_mw: 3_600,
      solar_mw: 240,
      usual_exchange_mw: -2_000,
      norm_p50_mw: 20_500,
      norm_month: '2024-10',
      norm_day_count: 40,
      unknown_reason: null,
    },
  ])
})

it('says why it is unknown, the country for lack of a region', async () => {
  expect(reasons((await ask({})).rows)).toEqual([
    '53 10-15T08 null',
    'FR 10-15T08 null',
    '53 10-16T08 missing_wind',
    'FR 10-16T08 missing_region',
    '53 10-17T08 missing_solar',
    'FR 10-17T08 missing_region',
    '53 10-18T08 missing_demand',
    'FR 10-18T08 missing_region',
    '53 10-19T08 thin_norm',
    'FR 10-19T08 missing_region',
    '53 10-20T08 no_norm',
    'FR 10-20T08 missing_region',
    '53 11-05T09 no_norm',
    'FR 11-05T09 missing_region',
  ])
})

it('tells no index, and no level, where it is unknown; what is known beside it stays', async () => {
  const { rows } = await ask({ areaCodes: ['53'] })
  const unknown = rows.filter(row => row.unknown_reason !== null)
  expect(unknown.map(({ tension_index, level }) => [tension_index, level])).toEqual(
    unknown.map(() => [null, null]),
  )
  const [wind, , , thin, none] = unknown
  expect(wind).toMatchObject({
    residual_need_mw: null,
    consumption_mw: 1_900,
    wind_mw: null,
    norm_p50_mw: 1_050,
  })
  expect(thin).toMatchObject({ residual_need_mw: 1_080, norm_day_count: 7 })
  expect(none).toMatchObject({ residual_need_mw: null, norm_month: null, usual_exchange_mw: null })
})

it('comes in pages that neither overlap nor skip', async () => {
  const whole = await ask({})
  for (const limit of [1, 3, 5]) {
    const rows: TensionRow[] = []
    let after: TensionRequest['after']
    do {
      const page = await ask({ limit, after })
      rows.push(...page.rows)
      after = page.hasMore ? page.last : undefined
    } while (after)
    expect(rows).toEqual(whole.rows)
  }
})

it('knows no norm as of an instant before it was made', async () => {
  const asOf = (instant: string) => ask({ areaCodes: ['FR'], asOf: Date.parse(instant) })
  // The flows of the seed were first seen on 1 November.
  await seeded.warehouse.write(connection =>
    connection.run(`UPDATE fact_energy_flow SET first_seen_at = TIMESTAMP '2024-10-15 09:30:00'`),
  )
  expect(reasons((await asOf('2024-10-15T11:59:59Z')).rows.slice(0, 1))).toEqual(['FR 10-15T08 no_norm'])
  expect(reasons((await asOf('2024-10-15T12:00:00Z')).rows.slice(0, 1))).toEqual(['FR 10-15T08 null'])
  expect((await asOf('2024-10-15T09:00:00Z')).rows).toEqual([])
})
