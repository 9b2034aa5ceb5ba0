import { describe, expect, it } from 'vitest'
import { linearScale, roundTicks } from './page/linear-scale.js'
import { mixSeries, stackLayers } from './page/mix-series.js'

type Row = Parameters<typeof mixSeries>[0][number]

/** Positive: injected; negative: withdrawn; null: not published. */
const row = (region_code: string, hour: number, energy_type: string, mw: number | null): Row => ({
  region_code,
  interval_start_utc: new Date(hour * 3_600_000).toISOString(),
  step_minutes: 60,
  energy_type,
  production_mw: mw !== null && mw >= 0 ? mw : null,
  consumption_mw: mw !== null && mw < 0 ? -mw : null,
})
const valuesOf = (rows: Row[]) => mixSeries(rows).points.map(({ values }) => Object.fromEntries(values))

describe('the mix', () => {
  it('sums regions, and leaves only the exchange with the outside', () => {
    const rows = [
      row('11', 0, 'wind', 10),
      row('53', 0, 'wind', 5),
      row('11', 0, 'import', 100),
      row('53', 0, 'export', -130),
      row('11', 0, 'demand', -110),
    ]
    expect(valuesOf(rows)).toEqual([{ wind: 15, import: 0, export: -30 }])
  })

  it('is incomplete where a generation type of a region is missing, by value or by row', () => {
    const rows = [
      ...[0, 1, 2].map(hour => row('11', hour, 'wind', 10)),
      row('53', 0, 'wind', 5),
      row('53', 1, 'wind', null),
    ]
    expect(mixSeries(rows).points.map(point => point.is_complete)).toEqual([true, false, false])
  })

  it('knows no exchange when one region’s is missing', () => {
    const rows = [row('11', 0, 'wind', 10), row('53', 0, 'wind', 5), row('11', 0, 'import', 100)]
    expect(valuesOf(rows)).toEqual([{ wind: 15, import: null, export: null }])
    expect(valuesOf([...rows, row('53', 0, 'import', null)])).toEqual([
      { wind: 15, import: null, export: null },
    ])
  })

  it('is not broken by a zero that only some publications write for a type that a region lacks', () => {
    const rows = [row('53', 0, 'wind', 5), row('53', 1, 'wind', 5), row('53', 1, 'nuclear', 0)]
    expect(mixSeries(rows).points.map(point => point.is_complete)).toEqual([true, true])
  })

  it('does not ask a region for a type that it never has', () => {
    const rows = [row('11', 0, 'solar', 1), row('24', 0, 'nuclear', 900), row('24', 0, 'solar', 2)]
    expect(mixSeries(rows).points.map(point => point.is_complete)).toEqual([true])
  })

  it('still draws the rest when one type is never known', () => {
    const { points, unavailable } = mixSeries([row('11', 0, 'solar', null), row('11', 0, 'wind', 10)])
    expect(unavailable).toEqual(['solar'])
    expect(points[0]?.is_complete).toBe(true)
  })

  it('is complete without exchanges: they are not generation', () => {
    expect(mixSeries([row('11', 0, 'wind', 10), row('11', 0, 'import', null)]).points[0]?.is_complete).toBe(
      true,
    )
  })
})

describe('the stack', () => {
  it('goes up for what is injected and down for what is withdrawn', () => {
    const { points } = mixSeries([
      row('84', 0, 'nuclear', 100),
      row('84', 0, 'thermal', -5),
      row('84', 0, 'hydro', 30),
      row('84', 0, 'pumping', -20),
      row('84', 0, 'export', -50),
    ])
    const layers = Object.fromEntries(stackLayers(points).map(({ type, spans }) => [type, spans.get(0)]))
    expect(layers).toEqual({
      nuclear: [0, 100],
      thermal: [-5, 0],
      hydro: [100, 130],
      pumping: [-25, -5],
      export: [-75, -25],
    })
  })

  it('balances: what goes up less what goes down is demand', () => {
    const { points } = mixSeries([
      row('53', 0, 'wind', 40),
      row('53', 0, 'import', 70),
      row('53', 0, 'pumping', -10),
    ])
    const ends = stackLayers(points).map(({ spans }) => spans.get(0) ?? [0, 0])
    expect(Math.max(...ends.flat()) + Math.min(...ends.flat())).toBe(100)
  })
})

describe('the axis', () => {
  it.each([
    [
      [0, 52_341],
      [0, 20_000, 40_000, 60_000],
    ],
    [
      [-30, 70],
      [-50, 0, 50, 100],
    ],
    [[], [0, 0.5, 1]],
    [[-8], [-10, -5, 0]],
  ])('has round ticks around %j and zero', (values, expected) => {
    expect(roundTicks(values, 3)).toEqual(expected)
  })

  it('maps both ends', () => {
    const y = linearScale([-10, 10], [200, 0])
    expect([y(-10), y(0), y(10)]).toEqual([200, 100, 0])
  })
})
