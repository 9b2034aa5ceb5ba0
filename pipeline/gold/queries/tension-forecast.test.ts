import { afterAll, beforeAll, expect, it } from 'vitest'
import { storeTensionNorms } from '../tension_norm.ts'
import { normCell, seedWithCalendar } from './norm-fixture.ts'
import { insert, type SeededWarehouse, timeKey } from './seed.ts'
import { readTensionForecast } from './tension-forecast.ts'

const ISSUED = '2024-10-31 08:27:00'
/** P10, P50 and P90 of a half-hour. */
const half = (
  start: string,
  mw: readonly number[],
  more: { area?: string; issued?: string; quantity?: string } = {},
) => {
  const { area = '53', issued = ISSUED, quantity = 'residual_load' } = more
  const minutes = (Date.parse(start) - Date.parse(`${issued.replace(' ', 'T')}Z`)) / 60_000
  return [area, quantity, issued, timeKey(start), minutes, ...mw, 'ridge', '2024-10-31 02:40:00', false]
}

let seeded: SeededWarehouse
beforeAll(async () => {
  seeded = await seedWithCalendar(
    {
      intervals: [],
      statements: [
        insert('forecast', [
          // The first half-hour of the issue stands alone.
          half('2024-10-31T08:30Z', [1_500, 1_520, 1_540]),
          // 10:00 in Paris, the last day of October and the first working day of November.
          half('2024-10-31T09:00Z', [1_500, 1_550, 1_590]),
          half('2024-10-31T09:30Z', [1_520, 1_590, 1_620]),
          half('2024-11-04T09:00Z', [1_500, 1_550, 1_600]),
          half('2024-11-04T09:30Z', [1_500, 1_550, 1_600]),
          // Others that are not asked for: an earlier issue, another quantity.
          half('2024-10-31T10:00Z', [9, 9, 9], { issued: '2024-10-31 07:27:00' }),
          half('2024-10-31T10:30Z', [9, 9, 9], { issued: '2024-10-31 07:27:00' }),
          half('2024-10-31T09:00Z', [9, 9, 9], { quantity: 'consumption' }),
          half('2024-10-31T09:00Z', [9, 9, 9], { area: '84' }),
          half('2024-10-31T09:30Z', [9, 9, 9], { area: '84' }),
        ]),
      ],
    },
    [2024, 2024],
  )
  await storeTensionNorms(seeded.warehouse, [
    normCell(),
    normCell({ norm_month: '2024-11', usual_exchange_mw: 450, day_count: 12 }),
  ])
})
afterAll(() => seeded.remove())

const ask = (...areaCodes: string[]) =>
  seeded.warehouse.read(engine => readTensionForecast(engine, areaCodes))

it('holds the newest issue against the norm of the month that each hour lies in', async () => {
  expect(await ask('53')).toEqual([
    {
      area_code: '53',
      interval_start_utc: '2024-10-31T09:00:00.000Z',
      issued_at: '2024-10-31T08:27:00.000Z',
      horizon_minutes: 33,
      tension_index_p10: 10,
      tension_index_p50: 70,
      tension_index_p90: 100,
      level: 'usual',
      residual_need_p10_mw: 1_010,
      residual_need_p50_mw: 1_070,
      residual_need_p90_mw: 1_105,
      usual_exchange_mw: 500,
      norm_p50_mw: 1_050,
      norm_month: '2024-10',
      norm_day_count: 40,
      unknown_reason: null,
    },
    expect.objectContaining({
      interval_start_utc: '2024-11-04T09:00:00.000Z',
      norm_month: '2024-11',
      residual_need_p50_mw: 1_100,
      tension_index_p10: 50,
      tension_index_p50: 100,
      level: 'high',
    }),
  ])
})

it('tells no index where there is no norm, and says so', async () => {
  expect(await ask('84')).toMatchObject([
    {
      tension_index_p10: null,
      tension_index_p50: null,
      level: null,
      unknown_reason: 'no_norm',
      norm_month: null,
    },
  ])
})

it('has nothing of an area that was not forecast', async () => {
  expect(await ask('93', 'FR')).toEqual([])
})
