/** Tension and scores of a month, over a seeded warehouse whose norm makes the index of an hour plain. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NORM_PERCENTS } from '../catalog/forecasting.ts'
import { storeForecastScores } from '../gold/forecast_score.ts'
import { forecastScore } from '../gold/queries/forecast-fixture.ts'
import { normCell } from '../gold/queries/norm-fixture.ts'
import { type SeededWarehouse, seedWarehouse, timeKey } from '../gold/queries/seed.ts'
import { storeTensionNorms } from '../gold/tension_norm.ts'
import { localMonth } from './local-month.ts'
import { demandMw, monthFacts, solarMw, windMw } from './month-fixture.ts'
import { readAreaTension, readScores } from './month-forecasting.ts'
import { readMonthReport } from './month-report.ts'
import { reportPage } from './report-page.ts'

const OCTOBER = { from: '2026-09-30T22:00:00Z', to: '2026-10-31T23:00:00Z' }
const range = { from: timeKey(OCTOBER.from), to: timeKey(OCTOBER.to) }

let seeded: SeededWarehouse
beforeAll(async () => {
  seeded = await seedWarehouse({ intervals: [], years: [2026], statements: [monthFacts(OCTOBER)] })
})
afterAll(() => seeded.remove())

const pageIn = async (language: 'fr' | 'en') =>
  reportPage(await seeded.warehouse.read(engine => readMonthReport(engine, localMonth(2026, 10))), {
    language,
    madeAt: new Date('2026-11-03T08:00:00Z'),
    apiUrl: '',
  })

it('leaves out both sections while there is neither norm nor score', async () => {
  expect(await pageIn('en')).not.toMatch(/id="(tension|scores)"/)
})

describe('with a norm of Bretagne and scores', () => {
  beforeAll(async () => {
    // The index of an hour is then what its demand is above that of midnight, UTC.
    const usual_exchange_mw = 500
    const base = demandMw('53', 0) - windMw - solarMw - usual_exchange_mw
    const percentiles_mw = NORM_PERCENTS.map(percent => base + percent)
    const hours = Array.from({ length: 24 }, (_, local_hour) => local_hour)
    await storeTensionNorms(
      seeded.warehouse,
      hours.map(local_hour =>
        normCell({ norm_month: '2026-10', local_hour, usual_exchange_mw, percentiles_mw }),
      ),
    )
    const score = (target_date: string, mae_mw: number, more = {}) =>
      forecastScore({ target_date, mae_mw, horizon_code: 'h06_24', ...more })
    await storeForecastScores(seeded.warehouse, [
      score('2026-09-30', 999),
      score('2026-10-01', 30),
      score('2026-10-31', 50),
      score('2026-11-01', 999),
      score('2026-10-05', 400, { area_code: 'FR', mean_actual_mw: 40_000 }),
    ])
  })

  it('counts the hours of each level, and finds the tensest', async () => {
    const [bretagne, ...others] = await seeded.warehouse.read(engine => readAreaTension(engine, range))
    expect(others).toEqual([])
    // Of each day in UTC, hours of index 1, 5, 9 … 93.
    const expected = { relaxed: 0, usual: 0, raised: 0 }
    for (let key = range.from; key < range.to; key += 4) {
      const index = (key % 96) + 1
      expected[index < 20 ? 'relaxed' : index < 80 ? 'usual' : 'raised']++
    }
    expect(Object.fromEntries(bretagne?.hours ?? [])).toEqual(expected)
    expect([bretagne?.known_hours, bretagne?.unknown_hours]).toEqual([31 * 24 + 1, 0])
    expect(bretagne?.tensest).toEqual({ time_key: timeKey('2026-10-01T23:00:00Z') - 96, index: 93 })
  })

  it('takes the days of the month, each with the weight of its pairs', async () => {
    const scores = await seeded.warehouse.read(engine => readScores(engine, range))
    expect(scores.map(({ region_code, mae_mw, day_count }) => [region_code, mae_mw, day_count])).toEqual([
      ['53', 40, 2],
      ['FR', 400, 1],
    ])
  })

  it.each([
    ['en', 'How tense it was', 'Consumption, 6 to 24 hours'],
    ['fr', 'Une situation plus ou moins tendue', 'Consommation, de 6 à 24 heures'],
  ] as const)('tells both in %s', async (language, tension, score) => {
    const page = await pageIn(language)
    expect(page).toContain(`>${tension}</h2>`)
    expect(page).toContain(`<th scope="row">${score}</th><td class="number">400</td>`)
    expect(page).toContain('/v1/forecasts/scores?region=FR&amp;from=2026-10-01&amp;to=2026-11-01"')
  })
})
