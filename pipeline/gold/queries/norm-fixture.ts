/** Norms and calendars for tests of tension: the calendar of the product, and cells that a test can reckon with. */
import { NORM_PERCENTS } from '../../catalog/forecasting.ts'
import { ensureDimTime } from '../dim_time.ts'
import type { TensionNormRow } from '../tension_norm.ts'
import { type Seed, type SeededWarehouse, seedWarehouse, timeKey } from './seed.ts'

/** A cell of Bretagne, 10:00 of working days: the index of a residual need of 1,000 + x MW is x. */
export const normCell = (cell: Partial<TensionNormRow> = {}): TensionNormRow => ({
  area_code: '53',
  norm_month: '2024-10',
  local_hour: 10,
  day_type: 'working_day',
  made_at: '2024-09-30T02:00:00.000Z',
  history_from: '2021-10-01',
  history_to: '2024-10-01',
  day_count: 40,
  usual_exchange_mw: 500,
  percentiles_mw: NORM_PERCENTS.map(percent => 1_000 + percent),
  ...cell,
})

/** A seeded warehouse whose `dim_time` knows seasons, Sundays and holidays. */
export async function seedWithCalendar(
  seed: Omit<Seed, 'years'>,
  years: readonly [first: number, last: number],
): Promise<SeededWarehouse> {
  const seeded = await seedWarehouse({ ...seed, years: [] })
  await seeded.warehouse.write(connection =>
    ensureDimTime(connection, timeKey(`${years[0]}-06-01T00:00Z`), timeKey(`${years[1]}-06-01T00:00Z`)),
  )
  return seeded
}
