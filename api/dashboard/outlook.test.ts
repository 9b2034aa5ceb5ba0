import { describe, expect, it } from 'vitest'
import { FORECAST_QUANTITIES, TENSION_LEVELS } from '../../pipeline/catalog/forecasting.ts'
import { formatIndex, formatShortInstant } from './page/format.js'
import { enclosingTicks } from './page/linear-scale.js'
import { unknownByReason } from './page/map-view.js'
import { forecastNotes, tensionNotes } from './page/outlook-notes.js'
import { normChange, powerPoints, tensionPoints } from './page/outlook-series.js'
import { measuredOf, QUANTITIES } from './page/quantities.js'
import { sortScores } from './page/score-table.js'
import { highestAhead, LEVELS, newestTension } from './page/tension-scale.js'

type Hour = Parameters<typeof newestTension>[0][number]
type HourAhead = Parameters<typeof highestAhead>[0][number]
type HalfHour = Parameters<typeof powerPoints>[2][number]

const at = (time: string) => `2024-11-20T${time}:00.000Z`
const hour = (area_code: string, time: string, values: Partial<Hour> = {}): Hour => ({
  area_code,
  interval_start_utc: at(time),
  tension_index: 54,
  level: 'usual',
  residual_need_mw: 300,
  consumption_mw: 1000,
  wind_mw: 200,
  solar_mw: 100,
  usual_exchange_mw: 400,
  norm_p50_mw: 250,
  norm_month: '2024-11',
  unknown_reason: null,
  ...values,
})
const unknown = (reason: string): Partial<Hour> => ({
  tension_index: null,
  level: null,
  unknown_reason: reason,
})
const hourAhead = (area_code: string, time: string, index: number | null): HourAhead => ({
  area_code,
  interval_start_utc: at(time),
  issued_at: at('09:27'),
  tension_index_p10: index === null ? null : index - 10,
  tension_index_p50: index,
  tension_index_p90: index === null ? null : index + 10,
  level: index === null ? null : 'usual',
  residual_need_p10_mw: 200,
  residual_need_p50_mw: 300,
  residual_need_p90_mw: 400,
  usual_exchange_mw: 400,
  norm_p50_mw: 260,
  norm_month: '2024-11',
  unknown_reason: index === null ? 'no_norm' : null,
})
const halfHour = (time: string, p50_mw: number): HalfHour => ({
  region_code: '53',
  issued_at: at('09:27'),
  interval_start_utc: at(time),
  step_minutes: 30,
  p10_mw: p50_mw - 50,
  p50_mw,
  p90_mw: p50_mw + 50,
  model: 'ridge',
})

describe('the tension of now', () => {
  it('is that of the newest hour that is known, of each area', () => {
    const rows = [
      hour('53', '10:00', unknown('missing_wind')),
      hour('53', '09:00', { tension_index: 83 }),
      hour('53', '08:00', { tension_index: 70 }),
      hour('11', '10:00', { tension_index: 12 }),
    ]
    const newest = newestTension(rows)
    expect(newest.get('53')?.tension_index).toBe(83)
    expect(newest.get('11')?.tension_index).toBe(12)
    expect(newest.has('24')).toBe(false)
  })

  it('is unknown with the reason of the newest hour when none is known', () => {
    const newest = newestTension([
      hour('53', '09:00', unknown('no_norm')),
      hour('53', '10:00', unknown('missing_wind')),
    ])
    expect(newest.get('53')?.unknown_reason).toBe('missing_wind')
  })

  it('is told unknown by reason, a region without any hour too', () => {
    const regions = ['11', '24', '53'].map(code => ({ region_code: code, region_name: `r${code}` }))
    const tension = newestTension([hour('11', '10:00'), hour('24', '10:00', unknown('thin_norm'))])
    expect([...unknownByReason(regions, tension, 'no_rows')]).toEqual([
      ['thin_norm', ['r24']],
      ['no_rows', ['r53']],
    ])
  })

  it('takes a zero for a value', () => {
    expect(newestTension([hour('53', '10:00', { tension_index: 0 })]).get('53')?.tension_index).toBe(0)
    expect(formatIndex('en', 0)).toBe('0')
    expect(formatIndex('en', null)).toBe('–')
  })

  it('is never shown as of the level above', () => {
    expect(formatIndex('en', 79.9)).toBe('79')
    expect(formatIndex('en', 94.96)).toBe('94')
  })
})

it('levels and quantities are those of the catalogue', () => {
  expect(LEVELS.map(({ level, from }) => [level, from])).toEqual(
    TENSION_LEVELS.map(({ level_code, from_index }) => [level_code, from_index]),
  )
  expect(LEVELS.map(({ to }) => to)).toEqual([...LEVELS.slice(1).map(({ from }) => from), 100])
  expect(QUANTITIES).toEqual(FORECAST_QUANTITIES)
})

it('what was measured of the residual load is unknown as soon as a part is', () => {
  const power = { consumption_mw: 1000, wind_mw: 200, solar_mw: 0 }
  expect(measuredOf(power, 'residual_load')).toBe(800)
  expect(measuredOf({ ...power, solar_mw: null }, 'residual_load')).toBeNull()
  expect(measuredOf(power, 'solar')).toBe(0)
})

describe('the points of a forecast', () => {
  it('are measured hours and forecast half-hours, each at its step', () => {
    const points = powerPoints('wind', [hour('53', '08:00')], [halfHour('09:30', 190)], [])
    expect(points).toMatchObject([
      { start: Date.parse(at('08:00')), end: Date.parse(at('09:00')), measured_mw: 200, p50_mw: null },
      { start: Date.parse(at('09:30')), end: Date.parse(at('10:00')), measured_mw: null, p50_mw: 190 },
    ])
  })

  it('know what is usual of the residual load alone', () => {
    const ahead = [hourAhead('53', '10:00', 50)]
    const points = powerPoints('residual_load', [hour('53', '08:00')], [halfHour('10:30', 700)], ahead)
    expect(points.map(point => point.usual_mw)).toEqual([650, 660])
    expect(powerPoints('wind', [hour('53', '08:00')], [], [])[0]?.usual_mw).toBeNull()
  })
})

describe('the points of tension', () => {
  it('are measured where that is known, and forecast elsewhere', () => {
    const measured = [hour('53', '08:00'), hour('53', '09:00', unknown('missing_wind'))]
    const ahead = [hourAhead('53', '08:00', 70), hourAhead('53', '09:00', 71), hourAhead('53', '10:00', 72)]
    expect(tensionPoints(measured, ahead).map(({ index, is_ahead }) => [index, is_ahead])).toEqual([
      [54, false],
      [71, true],
      [72, true],
    ])
  })

  it('tell where the norm is of another month', () => {
    const months = (...given: (string | null)[]) =>
      tensionPoints(
        given.map((norm_month, index) => hour('53', `0${index}:00`, { norm_month })),
        [],
      )
    expect(normChange(months('2024-11', null, '2024-12', '2024-12'))).toBe(Date.parse(at('02:00')))
    expect(normChange(months('2024-12', '2024-12', null))).toBeNull()
    expect(normChange([])).toBeNull()
  })

  it('keep the reason of an hour that nothing is known of', () => {
    const points = tensionPoints(
      [hour('53', '09:00', unknown('missing_wind'))],
      [hourAhead('53', '09:00', null)],
    )
    expect(points).toMatchObject([{ index: null, unknown_reason: 'missing_wind', is_ahead: false }])
  })
})

it('the highest hour ahead is the first of the highest, of that area, and not past', () => {
  const rows = [
    hourAhead('FR', '09:00', 99),
    hourAhead('FR', '10:00', 60),
    hourAhead('FR', '11:00', 84),
    hourAhead('FR', '12:00', 84),
    hourAhead('53', '11:00', 97),
    hourAhead('FR', '13:00', null),
  ]
  expect(highestAhead(rows, 'FR', Date.parse(at('09:30')))?.interval_start_utc).toBe(at('11:00'))
  expect(highestAhead(rows, 'FR', Date.parse(at('13:00')))).toBeNull()
})

describe('what is said beside the charts', () => {
  const meta = { is_simulated: false, data_watermark: null, issued_at: at('09:27') }
  const nothing = { answer: null, error: null }
  const outlook = (data: HalfHour[], issued_at: string | null) => ({
    area: '53',
    quantity: 'consumption' as const,
    from: 0,
    to: 0,
    tension: nothing,
    ahead: nothing,
    forecast: { answer: { data, meta: { ...meta, issued_at } }, error: null },
  })
  const notes = (data: HalfHour[], issued_at: string | null, now: string) =>
    forecastNotes('en', 'Bretagne', outlook(data, issued_at), false, Date.parse(at(now))).map(
      ({ text }) => text,
    )

  it('is when and how the forecast was made', () => {
    expect(notes([halfHour('09:30', 1)], at('09:27'), '09:40')).toEqual([
      'Forecast issued on Wed, 20 Nov 2024, 10:27, 13 minutes ago. How: a regression on calendar and weather that carries its latest errors forward.',
    ])
    expect(notes([halfHour('09:30', 1)], at('09:27'), '13:40')[1]).toMatch(/^This forecast is old/)
  })

  it('is why there is none', () => {
    expect(notes([], null, '09:40')[0]).toMatch(/^No forecast yet/)
    expect(notes([], at('09:27'), '09:40')[0]).toMatch(/10:27, forecasts nothing of this for Bretagne/)
  })

  it('is why tension is unknown', () => {
    const read = { ...outlook([], null), tension: { answer: { data: [], meta }, error: null } }
    const texts = (hours: Hour[]) =>
      tensionNotes('en', read, tensionPoints(hours, [])).map(({ text }) => text)
    expect(texts([hour('53', '08:00'), hour('53', '09:00', unknown('missing_wind'))])).toEqual([
      'The index of some hours is unknown: wind was not measured over the whole hour.',
    ])
    expect(texts([hour('53', '09:00', unknown('no_norm'))])[0]).toMatch(/^The index of these three days/)
    expect(texts([])).toEqual(['No hour was published in the last three days.'])
  })
})

describe('an axis for lines', () => {
  it('begins near the values, unless zero is near', () => {
    expect(enclosingTicks([42_000, 58_000], 5)).toEqual([40_000, 45_000, 50_000, 55_000, 60_000])
    expect(enclosingTicks([5, 90], 5)[0]).toBe(0)
    expect(enclosingTicks([-20, 90], 5)).toEqual([-50, 0, 50, 100])
  })

  it('has two ticks at least, whatever there is', () => {
    for (const values of [[], [7], [7, 7], [0]]) expect(enclosingTicks(values, 5).length).toBeGreaterThan(1)
  })
})

it('an hour that the clock shows twice says which it is', () => {
  const summer = Date.parse('2024-10-27T00:30:00Z')
  expect(formatShortInstant('en', summer)).toBe('Sun 27 Oct, 02:30 (UTC+2)')
  expect(formatShortInstant('en', summer + 3_600_000)).toBe('Sun 27 Oct, 02:30 (UTC+1)')
  expect(formatShortInstant('en', summer + 2 * 3_600_000)).toBe('Sun 27 Oct, 03:30')
})

it('scores are sorted either way, with what is unknown last', () => {
  const line = (place: string, mape_ratio: number | null) => ({
    place,
    row: {
      region_code: place,
      quantity: 'wind',
      horizon: 'h00_06',
      first_day: '2024-11-01',
      last_day: '2024-11-20',
      day_count: 20,
      mae_mw: 10,
      mape_ratio,
      wmape_ratio: 0.1,
      bias_mw: 0,
      coverage_ratio: 0.8,
      skill_vs_d1: 0.1,
      skill_vs_d7: 0.2,
      skill_vs_climatology: null,
    },
  })
  const lines = [line('b', 0.3), line('a', null), line('c', 0.1)]
  const sorted = (column: string, is_descending: boolean) =>
    sortScores(lines, { column, is_descending }, 'en').map(({ place }) => place)
  expect(sorted('mape', false)).toEqual(['c', 'b', 'a'])
  expect(sorted('mape', true)).toEqual(['b', 'c', 'a'])
  expect(sorted('region', false)).toEqual(['a', 'b', 'c'])
})
