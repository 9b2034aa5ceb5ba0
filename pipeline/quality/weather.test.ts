import type { DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openGold, outcomeOf } from './planted-gold.ts'
import { weatherKeyUnique, weatherRange } from './weather.ts'

let gold: DuckDBConnection
beforeAll(async () => {
  gold = await openGold()
})
beforeEach(async () => {
  await gold.run('DELETE FROM weather')
})
afterAll(() => gold.closeSync())

const plantWeather = (
  at: string,
  temperature: number | null,
  kind = 'forecast',
  seen = '2024-06-01 10:20:00',
) =>
  gold.run(
    `INSERT INTO weather VALUES (53, ${Date.parse(at) / 900_000}, '${kind}', '${seen}', ${temperature}, 5, NULL, 800, 50, 3, 1)`,
  )

describe('key_unique of weather', () => {
  it('passes on issues and kinds side by side', async () => {
    await plantWeather('2024-06-01T12:00Z', 18)
    await plantWeather('2024-06-01T12:00Z', 19, 'forecast', '2024-06-01 11:20:00')
    await plantWeather('2024-06-01T12:00Z', 18, 'analysis')
    expect(await outcomeOf(gold, weatherKeyUnique)).toEqual({
      rows_checked: 3,
      violation_count: 0,
      sample: [],
    })
  })

  it('finds an issue that is there twice', async () => {
    await plantWeather('2024-06-01T12:00Z', 18)
    await plantWeather('2024-06-01T12:00Z', 19)
    expect(await outcomeOf(gold, weatherKeyUnique)).toMatchObject({
      violation_count: 1,
      sample: [
        { region_code: '53', interval_start_utc: '2024-06-01T12:00:00Z', found: '2 rows of one forecast' },
      ],
    })
  })
})

describe('value_range of weather', () => {
  it('passes on what a region knows, and on what is unknown', async () => {
    await plantWeather('2024-06-01T12:00Z', 43.9)
    await plantWeather('2024-06-01T13:00Z', null)
    expect(await outcomeOf(gold, weatherRange)).toEqual({ rows_checked: 2, violation_count: 0, sample: [] })
  })

  it('finds a day of a quantity beyond it, with its worst hour', async () => {
    await plantWeather('2024-06-01T12:00Z', 45)
    await plantWeather('2024-06-01T13:00Z', 47.5)
    expect((await outcomeOf(gold, weatherRange)).sample).toEqual([
      {
        region_code: '53',
        local_date: '2024-06-01',
        intervals: 2,
        interval_start_utc: '2024-06-01T13:00:00Z',
        found: 'temperature_celsius 47.5 °C',
        expected: 'from -22 to 44 °C',
      },
    ])
  })
})
