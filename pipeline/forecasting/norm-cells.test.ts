import { expect, it } from 'vitest'
import { cellsOf, type KnownHour } from './norm-cells.ts'

const hours = (needs: readonly number[], more: Partial<KnownHour> = {}): KnownHour[] =>
  needs.map((residual_load_mw, day) => ({
    local_date: `2024-10-${String(day + 1).padStart(2, '0')}`,
    local_hour: 10,
    day_type: 'working_day',
    residual_load_mw,
    net_exchange_mw: 0,
    ...more,
  }))

it('takes percentiles straight between the values around the rank, from the lowest to the highest', () => {
  const [cell] = cellsOf(hours([50, 10, 40, 20, 30]))
  expect(cell?.percentiles_mw).toEqual([10, 12, 14, 18, 22, 26, 30, 34, 38, 42, 46, 48, 50])
})

it('takes the median of the net imports off the need, below zero as well', () => {
  const known = hours([100, 200, 300]).map((hour, nth) => ({
    ...hour,
    net_exchange_mw: [-70, -50, 900][nth] ?? null,
  }))
  const [cell] = cellsOf(known)
  expect(cell?.usual_exchange_mw).toBe(-50)
  expect([cell?.percentiles_mw.at(0), cell?.percentiles_mw.at(-1)]).toEqual([150, 350])
})

it('leaves out a cell of whose hours fewer than half have a known exchange', () => {
  const known = (exchanges: (number | null)[]) =>
    hours([1, 2, 3, 4]).map((hour, nth) => ({ ...hour, net_exchange_mw: exchanges[nth] ?? null }))
  expect(cellsOf(known([7, 9, null, null])).map(cell => cell.usual_exchange_mw)).toEqual([8])
  expect(cellsOf(known([7, null, null, null]))).toEqual([])
})

it('counts days, not hours: 02:00 comes twice on the autumn day', () => {
  const twice = hours([1, 2, 3], { local_hour: 2, local_date: '2024-10-27', day_type: 'sunday' })
  expect(cellsOf(twice)).toMatchObject([{ day_count: 1, local_hour: 2, day_type: 'sunday' }])
})

it('keeps local hours and day types apart, in their order', () => {
  const cells = cellsOf([
    ...hours([1], { local_hour: 11 }),
    ...hours([2], { local_hour: 2 }),
    ...hours([3], { day_type: 'saturday', local_hour: 2 }),
  ])
  expect(cells.map(cell => `${cell.local_hour} ${cell.day_type}`)).toEqual([
    '2 saturday',
    '2 working_day',
    '11 working_day',
  ])
})
