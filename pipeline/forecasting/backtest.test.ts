import { describe, expect, it } from 'vitest'
import { type Backtest, backtest } from './backtest.ts'
import type { Pair } from './forecast-row.ts'
import { indexOf, only, plantedHistory } from './planted-history.ts'

const history = plantedHistory({ from: '2017-01-01', days: 90 })
const options: Backtest = {
  from: new Date('2017-03-20T00:27Z'),
  to: new Date('2017-03-23T00:00Z'),
  issueEveryMinutes: 11 * 60,
  refitEveryDays: 2,
  measuredAfterMinutes: 60,
  weatherKind: 'analysis',
}

async function all(of: typeof history, changed: Partial<Backtest> = {}): Promise<Pair[]> {
  const pairs: Pair[] = []
  for await (const issued of backtest([of], { ...options, ...changed })) pairs.push(...issued)
  return pairs
}

describe('backtest', () => {
  it('pairs each issue with what came true', async () => {
    const pairs = await all(history)
    const issues = [...new Set(pairs.map(pair => pair.issued_at.toISOString()))]
    // Every eleven hours, refits or not.
    expect(issues).toHaveLength(7)
    expect(issues[1]).toBe('2017-03-20T11:27:00.000Z')
    expect(issues[6]).toBe('2017-03-22T18:27:00.000Z')
    for (const pair of pairs) {
      const at = pair.time_key / 2 - history.first_half_hour
      const [consumption, wind, solar] = [history.consumption_mw, history.wind_mw, history.solar_mw].map(
        values => values[at] as number,
      ) as [number, number, number]
      const actual = { consumption, wind, solar, residual_load: consumption - wind - solar }[
        pair.quantity_code
      ]
      // To the kW, as the table keeps it.
      expect(pair.actual_mw).toBe(Math.round(actual * 1000) / 1000)
    }
  })

  it('says the same of an issue, whatever came after it', async () => {
    const cut = '2017-03-22T12:00Z'
    const end = indexOf(history, cut)
    const poison = (values: Float64Array) => values.map((value, index) => (index < end ? value : -7e6))
    const poisoned = {
      ...history,
      consumption_mw: poison(history.consumption_mw),
      wind_mw: poison(history.wind_mw),
      solar_mw: poison(history.solar_mw),
    }
    const said = (pairs: Pair[]) =>
      pairs
        .filter(pair => pair.issued_at.getTime() <= Date.parse(cut))
        .map(({ actual_mw: _, ...forecast }) => forecast)
    const [clean, dirty] = [said(await all(history)), said(await all(poisoned))]
    expect(clean.length).toBe(6 * 96 * 4)
    expect(dirty).toEqual(clean)
  })

  it('knows a half-hour only so long after its end', async () => {
    // Poison what ended within six hours before each single issue: unknown then, so it changes nothing.
    const at = new Date('2017-03-21T12:00Z')
    const end = indexOf(history, at.toISOString())
    const poison = (values: Float64Array) => values.map((value, index) => (index < end - 12 ? value : 5e6))
    const clean = only(history, 'consumption')
    const poisoned = { ...clean, consumption_mw: poison(history.consumption_mw) }
    const once = { from: at, to: new Date(at.getTime() + 60_000), measuredAfterMinutes: 360 }
    const said = async (of: typeof history) =>
      (await all(of, once)).map(({ actual_mw: _, ...forecast }) => forecast)
    expect(await said(poisoned)).toEqual(await said(clean))
    const sooner = { ...once, measuredAfterMinutes: 0 }
    expect((await all(poisoned, sooner))[0]?.p50_mw).not.toBe((await all(clean, sooner))[0]?.p50_mw)
  })

  it('refuses histories of two grids', async () => {
    const shifted = { ...history, area_code: '53', first_half_hour: history.first_half_hour + 1 }
    const walk = backtest([history, shifted], options)
    await expect(walk.next()).rejects.toThrow('history of 53: 4320 half-hours from')
  })
})
