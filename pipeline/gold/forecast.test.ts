import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ForecastIssue, storeForecasts } from './forecast.ts'
import { forecastIssue } from './queries/forecast-fixture.ts'
import { readNewestIssue, storedIssues } from './queries/forecasts.ts'
import { type SeededWarehouse, seedWarehouse } from './queries/seed.ts'

let seeded: SeededWarehouse
beforeEach(async () => {
  seeded = await seedWarehouse({ intervals: [], years: [] })
})
afterEach(() => seeded.remove())

const SMALL = { areas: ['53', 'FR'], quantities: ['consumption'], halfHours: 4 } as const
const small = (issuedAt: string) => forecastIssue(issuedAt, SMALL)
const rows = (text: string) => seeded.warehouse.read(engine => engine.rows(text, []))
const count = async (table: string) => Number((await rows(`SELECT count(*) AS n FROM ${table}`))[0]?.n)

describe('storing issues of forecasts', () => {
  it('keeps every column', async () => {
    expect(await storeForecasts(seeded.warehouse, [small('2026-06-01T09:27:04.512Z')])).toBe(8)
    const [first] = await rows(`
      SELECT area_code, quantity_code::VARCHAR AS quantity_code, issued_at::VARCHAR AS issued_at, time_key, horizon_minutes,
        p10_mw::VARCHAR AS p10_mw, p50_mw::VARCHAR AS p50_mw, p90_mw::VARCHAR AS p90_mw, model_code::VARCHAR AS model_code,
        fitted_at::VARCHAR AS fitted_at, is_simulated
      FROM forecast ORDER BY area_code DESC, time_key`)
    expect(first).toEqual({
      area_code: 'FR',
      quantity_code: 'consumption',
      issued_at: '2026-06-01 09:27:04.512',
      time_key: Date.parse('2026-06-01T09:30Z') / 900_000,
      horizon_minutes: 2,
      p10_mw: '2179.875',
      p50_mw: '2200.000',
      p90_mw: '2230.500',
      model_code: 'ridge',
      fitted_at: '2026-06-01 00:00:00',
      is_simulated: false,
    })
  })

  it('twice changes nothing, and stores what is missing', async () => {
    const issues = ['09', '10', '11'].map(hour => small(`2026-06-01T${hour}:27:00Z`))
    expect(await storeForecasts(seeded.warehouse, issues.slice(0, 2))).toBe(16)
    expect(await storeForecasts(seeded.warehouse, issues)).toBe(8)
    expect(await storeForecasts(seeded.warehouse, [...issues, ...issues])).toBe(0)
    expect(await storeForecasts(seeded.warehouse, [])).toBe(0)
    expect(await count('forecast')).toBe(24)
  })

  it('removes what is older than eight days, and takes nothing of it back', async () => {
    const old = small('2026-05-24T11:26:59Z')
    const justKept = small('2026-05-24T11:27:00Z')
    await storeForecasts(seeded.warehouse, [old, justKept])
    await storeForecasts(seeded.warehouse, [small('2026-06-01T11:27:00Z')])
    const kept = ['2026-05-24T11:27:00.000Z', '2026-06-01T11:27:00.000Z']
    expect(await storedIssues(seeded.warehouse)).toEqual(kept)
    expect(await storeForecasts(seeded.warehouse, [old, justKept])).toBe(0)
    expect(await storedIssues(seeded.warehouse)).toEqual(kept)
  })

  it('makes the calendar of the half-hours ahead', async () => {
    await storeForecasts(seeded.warehouse, [forecastIssue('2026-12-30T11:27:00Z')])
    const years = await rows(
      'SELECT local_year, count(*) AS quarters FROM dim_time GROUP BY ALL ORDER BY ALL',
    )
    expect(years).toEqual([
      { local_year: 2026, quarters: 35_040n },
      { local_year: 2027, quarters: 35_040n },
    ])
  })

  it('makes the table in a warehouse of a version that had none, which has no issue before', async () => {
    await seeded.warehouse.write(connection => connection.run('DROP TABLE forecast'))
    expect(await storedIssues(seeded.warehouse)).toEqual([])
    expect(await seeded.warehouse.read(engine => readNewestIssue(engine, undefined))).toBeUndefined()
    expect(await storeForecasts(seeded.warehouse, [small('2026-06-01T11:27:00Z')])).toBe(8)
    expect(await storedIssues(seeded.warehouse)).toHaveLength(1)
  })

  it('stores nothing of an issue that cannot be', async () => {
    const issue = small('2026-06-01T11:27:00Z')
    const [first, ...others] = issue.rows
    const wrong = [...others, { ...first, p10_mw: 9_999 }] as ForecastIssue['rows']
    await expect(storeForecasts(seeded.warehouse, [{ ...issue, rows: wrong }])).rejects.toThrow(/constraint/i)
    expect(await count('forecast')).toBe(0)
    expect(await count('dim_time')).toBe(0)
  })
})
