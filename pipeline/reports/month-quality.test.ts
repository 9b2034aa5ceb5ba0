/** Revisions of a month: real publications of one region, replaced by settled ones. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { timeKey } from '../gold/queries/seed.ts'
import { type GoldTrial, openGoldTrial, type PublishedRow } from '../gold/trial.ts'
import { type MonthRevisions, readMonthRevisions } from './month-quality.ts'

const row = (time: string, demand: number | '', more: Partial<PublishedRow> = {}): PublishedRow => ({
  time,
  Consommation: demand,
  Eolien: 100,
  ...more,
})
const at = (hour: number) => `2026-06-02T${String(hour).padStart(2, '0')}:00:00Z`

let trial: GoldTrial
let revisions: MonthRevisions
beforeAll(async () => {
  trial = await openGoldTrial()
  await trial.publish([row('12:00', 2000), row('12:15', 2020), row('12:30', 2100), row('12:45', '')], at(7))
  // A quarter is corrected while it is still real time.
  await trial.publish([row('12:30', 2104)], at(8))
  await trial.publish(
    [row('12:00', 2030, { nature: 'consolidées' }), row('12:30', 2094, { nature: 'consolidées' })],
    at(9),
  )
  // Never current: a real-time value of what is consolidated already.
  await trial.publish([row('12:00', 9000)], at(10))
  await trial.updateAll()
  revisions = await trial.warehouse.read(engine =>
    readMonthRevisions(engine, {
      from: timeKey('2026-05-31T22:00:00Z'),
      to: timeKey('2026-06-30T22:00:00Z'),
    }),
  )
})
afterAll(() => trial.close())

it('are told apart by what replaced what, weighted by duration', () => {
  const lines = revisions.summaries.map(
    ({ from_vintage, to_vintage, value_count, mean_difference_mw, mean_absolute_difference_mw }) =>
      [from_vintage, to_vintage, value_count, mean_difference_mw, mean_absolute_difference_mw] as const,
  )
  expect(lines).toEqual([
    ['real-time', 'real-time', 1, 4, 4],
    // 30, 10 and −10 MW, a quarter of an hour each.
    ['real-time', 'consolidated', 3, 10, 50 / 3],
  ])
})

it('say how far real time was off, by region', () => {
  const [bretagne] = revisions.realTime
  expect(revisions.realTime).toHaveLength(1)
  expect(bretagne?.region_code).toBe('53')
  expect(bretagne?.relative_difference).toBeCloseTo(50 / (2030 + 2030 + 2094), 9)
  expect(bretagne?.region_hours).toBe(0.75)
})
