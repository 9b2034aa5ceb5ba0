import { describe, expect, it } from 'vitest'
import { balanceSeries, unbrokenRuns } from './page/balance-series.js'
import { coverageOf, newestByRegion, newestCompleteInterval, sumOf } from './page/figures.js'
import { sortLines } from './page/region-table.js'

type Row = Parameters<typeof newestByRegion>[0][number]

const row = (region_code: string, time: string, values: Partial<Row> = {}): Row => ({
  region_code,
  interval_start_utc: `2026-11-22T${time}:00.000Z`,
  step_minutes: 15,
  consumption_mw: 100,
  production_mw: 80,
  net_exchange_mw: 20,
  vintage: 'real-time',
  quality: 'ok',
  ...values,
})
const BOTH = ['11', '53']
const timeOf = (interval: { start: number } | null) =>
  interval && new Date(interval.start).toISOString().slice(11, 16)

describe('the interval of the national figures', () => {
  it('is the newest that every region has', () => {
    const rows = [row('11', '10:00'), row('53', '10:00'), row('11', '10:15')]
    expect(timeOf(newestCompleteInterval(rows, BOTH))).toBe('10:00')
  })

  it('waits up to two hours for the other figures, no longer', () => {
    const demandOnly = { production_mw: null }
    const rows = (newest: string) => [
      ...BOTH.map(code => row(code, '08:00')),
      ...BOTH.map(code => row(code, newest, demandOnly)),
    ]
    expect(timeOf(newestCompleteInterval(rows('10:00'), BOTH))).toBe('08:00')
    expect(timeOf(newestCompleteInterval(rows('10:15'), BOTH))).toBe('10:15')
  })

  it('is the newest of those with most regions when none has all', () => {
    const rows = [row('11', '10:00'), row('11', '10:15'), row('53', '10:15', { consumption_mw: null })]
    expect(timeOf(newestCompleteInterval(rows, BOTH))).toBe('10:15')
  })

  it('does not exist without one demand', () => {
    expect(newestCompleteInterval([row('11', '10:00', { consumption_mw: null })], BOTH)).toBeNull()
    expect(newestCompleteInterval([], BOTH)).toBeNull()
  })
})

describe('a sum over regions', () => {
  it('adds up what is known, and is unknown as soon as one value is missing', () => {
    const rows = new Map([
      ['11', row('11', '10:00')],
      ['53', row('53', '10:00', { production_mw: null })],
    ])
    expect(sumOf(rows, BOTH, 'consumption_mw')).toEqual({ total: 200, known_sum: 200, missing: [] })
    expect(sumOf(rows, BOTH, 'production_mw')).toEqual({ total: null, known_sum: 80, missing: ['53'] })
    expect(sumOf(rows, ['11', '24'], 'consumption_mw').missing).toEqual(['24'])
  })

  it('counts a true zero', () => {
    const rows = new Map([['11', row('11', '10:00', { net_exchange_mw: 0 })]])
    expect(sumOf(rows, ['11'], 'net_exchange_mw').total).toBe(0)
  })
})

it('takes each region’s newest measured row, not an empty newer one', () => {
  const newest = newestByRegion([row('11', '10:00'), row('11', '10:15', { consumption_mw: null })])
  expect(newest.get('11')?.interval_start_utc).toContain('10:00')
})

it('knows no coverage without production or demand', () => {
  expect(coverageOf({ production_mw: 80, consumption_mw: 100 })).toBe(0.8)
  expect(coverageOf({ production_mw: null, consumption_mw: 100 })).toBeNull()
  expect(coverageOf({ production_mw: 80, consumption_mw: 0 })).toBeNull()
})

describe('the balance curve', () => {
  it('leaves out a region without any data, and names it', () => {
    const { points, absent } = balanceSeries([row('11', '10:00')], BOTH)
    expect(absent).toEqual(['53'])
    expect(points[0]?.consumption_mw).toBe(100)
  })

  it('has no sum where a region it includes is missing', () => {
    const { points } = balanceSeries([row('11', '10:00'), row('53', '10:00'), row('11', '10:15')], BOTH)
    expect(points.map(point => point.consumption_mw)).toEqual([200, null])
  })

  it('breaks where a value is missing and where an interval is', () => {
    const { points } = balanceSeries(
      ['10:00', '10:15', '10:45', '11:00', '11:15'].map(time =>
        row('11', time, { production_mw: time === '11:00' ? null : 80 }),
      ),
      ['11'],
    )
    const runs = unbrokenRuns(points, point => point.production_mw !== null)
    expect(runs.map(run => run.length)).toEqual([2, 1, 1])
  })

  it('does not break between half-hours', () => {
    const rows = ['10:00', '10:30', '11:00'].map(time => row('11', time, { step_minutes: 30 }))
    expect(unbrokenRuns(balanceSeries(rows, ['11']).points, () => true)).toHaveLength(1)
  })
})

it('sorts the table either way, with missing values last', () => {
  const line = (region_code: string, region_name: string, consumption_mw: number | null) => ({
    region: { region_code, region_name },
    row: consumption_mw === null ? undefined : row(region_code, '10:00', { consumption_mw }),
  })
  const lines = [line('11', 'Île-de-France', 300), line('53', 'Bretagne', null), line('84', 'Auvergne', 200)]
  const sorted = (column: string, is_descending: boolean) =>
    sortLines(lines, { column, is_descending }, 'fr').map(({ region }) => region.region_code)
  expect(sorted('demand', false)).toEqual(['84', '11', '53'])
  expect(sorted('demand', true)).toEqual(['11', '84', '53'])
  expect(sorted('region', false)).toEqual(['84', '53', '11'])
})
