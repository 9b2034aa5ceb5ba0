import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeForecastScores } from './forecast_score.ts'
import { forecastScore } from './queries/forecast-fixture.ts'
import { newestScoredDay, storedScoreDays } from './queries/forecast-scores.ts'
import { type SeededWarehouse, seedWarehouse } from './queries/seed.ts'

let seeded: SeededWarehouse
beforeEach(async () => {
  seeded = await seedWarehouse({ intervals: [], years: [] })
})
afterEach(() => seeded.remove())

const rows = (columns: string) =>
  seeded.warehouse.read(engine =>
    engine.rows(`SELECT ${columns} FROM forecast_score ORDER BY target_date`, []),
  )

describe('storing scores', () => {
  it('keeps them to the kW and the ppm', async () => {
    await storeForecastScores(seeded.warehouse, [forecastScore({ mae_mw: 40.125, mape_ratio: null })])
    await storeForecastScores(seeded.warehouse, [forecastScore({ target_date: '2026-06-02' })])
    expect(
      await rows(
        'mae_mw::VARCHAR AS mae, mape_ratio::VARCHAR AS mape, scored_at::VARCHAR AS at, covered_count',
      ),
    ).toEqual([
      { mae: '40.125', mape: null, at: '2026-06-02 03:40:00.25', covered_count: 160 },
      { mae: '40.000', mape: '0.020125', at: '2026-06-02 03:40:00.25', covered_count: 160 },
    ])
  })

  it('twice changes nothing: a score that is there stands', async () => {
    const first = forecastScore({})
    const later = [forecastScore({ mae_mw: 1 }), forecastScore({ horizon_code: 'h06_24' })]
    expect(await storeForecastScores(seeded.warehouse, [first])).toBe(1)
    expect(await storeForecastScores(seeded.warehouse, later)).toBe(1)
    expect(await storeForecastScores(seeded.warehouse, later)).toBe(0)
    expect(await storeForecastScores(seeded.warehouse, [])).toBe(0)
    expect(await rows('mae_mw::DOUBLE AS mae_mw')).toEqual([{ mae_mw: 40 }, { mae_mw: 40 }])
  })

  it('makes the table in a warehouse of a version that had none, in which nothing is scored before', async () => {
    await seeded.warehouse.write(connection => connection.run('DROP TABLE forecast_score'))
    expect(await storedScoreDays(seeded.warehouse)).toEqual([])
    expect(await seeded.warehouse.read(engine => newestScoredDay(engine))).toBeUndefined()
    expect(await storeForecastScores(seeded.warehouse, [forecastScore({})])).toBe(1)
    expect(await storedScoreDays(seeded.warehouse)).toEqual(['2026-06-01'])
  })
})
