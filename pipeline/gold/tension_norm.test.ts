import { afterEach, beforeEach, expect, it } from 'vitest'
import { normCell } from './queries/norm-fixture.ts'
import { type SeededWarehouse, seedWarehouse } from './queries/seed.ts'
import { storeTensionNorms } from './tension_norm.ts'

let seeded: SeededWarehouse
beforeEach(async () => {
  seeded = await seedWarehouse({ intervals: [], years: [] })
})
afterEach(() => seeded.remove())

const rows = (columns: string) =>
  seeded.warehouse.read(engine =>
    engine.rows(`SELECT ${columns} FROM tension_norm ORDER BY area_code, local_hour, day_type`, []),
  )

it('keeps everything that the ledger says of a cell', async () => {
  const percentiles_mw = [-10.125, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11.5]
  await storeTensionNorms(seeded.warehouse, [normCell({ usual_exchange_mw: -7.5, percentiles_mw })])
  const [cell] = await rows(
    `area_code, norm_month, local_hour, day_type, CAST(made_at AS VARCHAR) AS made_at, history_from, history_to, day_count,
     CAST(usual_exchange_mw AS DOUBLE) AS usual, CAST(p00_mw AS DOUBLE) AS p00, CAST(p50_mw AS DOUBLE) AS p50, CAST(p100_mw AS DOUBLE) AS p100`,
  )
  expect(cell).toEqual({
    area_code: '53',
    norm_month: '2024-10',
    local_hour: 10,
    day_type: 'working_day',
    made_at: '2024-09-30 02:00:00',
    history_from: '2021-10-01',
    history_to: '2024-10-01',
    day_count: 40,
    usual: -7.5,
    p00: -10.125,
    p50: 5,
    p100: 11.5,
  })
})

it('twice changes nothing, and stores what is missing', async () => {
  const cells = [10, 11, 12].map(local_hour => normCell({ local_hour }))
  expect(await storeTensionNorms(seeded.warehouse, cells.slice(0, 2))).toBe(2)
  expect(await storeTensionNorms(seeded.warehouse, cells)).toBe(1)
  expect(await storeTensionNorms(seeded.warehouse, [...cells, ...cells])).toBe(0)
  expect(await storeTensionNorms(seeded.warehouse, [])).toBe(0)
})

it('never changes a norm that is there', async () => {
  await storeTensionNorms(seeded.warehouse, [normCell({ day_count: 40 })])
  await storeTensionNorms(seeded.warehouse, [normCell({ day_count: 99 })])
  expect(await rows('day_count')).toEqual([{ day_count: 40 }])
})

it.each([
  [
    'percentiles that are too few',
    { percentiles_mw: [1, 2] },
    /norm of 53 for 2024-10: 2 percentiles, expected 13/,
  ],
  ['a day type that is none', { day_type: 'holiday' as 'saturday' }, /holiday/],
  ['an hour that is none', { local_hour: 24 }, /CHECK constraint/],
])('refuses %s, and stores none of them', async (_, cell, message) => {
  await expect(storeTensionNorms(seeded.warehouse, [normCell(), normCell(cell)])).rejects.toThrow(message)
  expect(await rows('day_count')).toEqual([])
})
