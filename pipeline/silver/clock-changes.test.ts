/** The days on which the clocks change: which instants the rows of their odd hours become. */
import { afterEach, describe, expect, it } from 'vitest'
import { openTrial, pick, type Trial, tryFixtures } from './trial.ts'

let trial: Trial
afterEach(() => trial.close())

const refused = async () => pick(await trial.quarantine(), 'source_row', 'interval_start_utc', 'reason_code')
const valued = async () => pick(await trial.rows(), 'source_row', 'interval_start_utc', 'consumption_mw')

describe('the spring hour that does not exist', () => {
  it('is refused by its local hour where the twins are equal', async () => {
    trial = await tryFixtures('odre-spring-consolidated-equal-twins.csv')
    expect(await valued()).toEqual([
      [1, '2026-03-29T00:30:00Z', 2015],
      [4, '2026-03-29T01:00:00Z', 2030],
      [5, '2026-03-29T01:30:00Z', 2045],
    ])
  })

  it('is refused by its local hour where the twins differ, whichever comes last', async () => {
    trial = await tryFixtures('odre-spring-real-time-different-twins.csv')
    expect(await valued()).toEqual([
      [5, '2026-03-29T00:00:00Z', 2010],
      [6, '2026-03-29T00:15:00Z', 2025],
      [1, '2026-03-29T01:00:00Z', 2030],
      [2, '2026-03-29T01:15:00Z', 2045],
    ])
    expect(await refused()).toEqual([
      [3, '2026-03-29T01:00:00Z', 'local_hour_does_not_exist'],
      [4, '2026-03-29T01:15:00Z', 'local_hour_does_not_exist'],
    ])
  })

  it('is refused in the files of RTE, which have 96 rows every day', async () => {
    trial = await tryFixtures('rte-spring-2026-03-29.xls')
    const rows = await valued()
    expect(rows.map(([row]) => row)).toEqual([1, 2, 3, 4, 9, 10, 11, 12])
    expect(rows[3]).toEqual([4, '2026-03-29T00:45:00Z', 2055])
    expect(rows[4]).toEqual([9, '2026-03-29T01:00:00Z', 2030])
    expect((await refused()).map(([row]) => row)).toEqual([5, 6, 7, 8])
  })

  it('is told from its twin by the hour before it where captures leave the local hour out', async () => {
    trial = await tryFixtures('odre-spring-11-fields.json')
    expect(await valued()).toEqual([
      [1, '2026-03-29T00:00:00Z', 2010],
      [2, '2026-03-29T00:15:00Z', 2025],
      [5, '2026-03-29T01:00:00Z', 2030],
      [6, '2026-03-29T01:15:00Z', 2045],
    ])
  })

  it('is refused together with its twin where the hour before is not there to compare with', async () => {
    trial = await tryFixtures('odre-spring-11-fields-without-reference.json')
    expect(await valued()).toEqual([
      [1, '2026-03-29T00:15:00Z', 2025],
      [5, '2026-03-29T01:15:00Z', 2045],
      [6, '2026-03-29T02:00:00Z', 2050],
    ])
    expect(await refused()).toEqual([
      [2, '2026-03-29T01:00:00Z', 'ambiguous_spring_hour'],
      [3, '2026-03-29T01:15:00Z', 'local_hour_does_not_exist'],
      [4, '2026-03-29T01:00:00Z', 'ambiguous_spring_hour'],
    ])
  })

  it('does not cost the hour after where that happens to equal the hour before', async () => {
    trial = await openTrial()
    const capture = ['00:00', '01:00', '01:00', '01:15'].map(time => ({
      code_insee_region: '53',
      date_heure: `2026-03-29T${time}:00+00:00`,
      consommation: 2000,
    }))
    await trial.receiveBytes('flat-night.json', JSON.stringify(capture))
    await trial.update()
    expect((await valued()).map(([, instant]) => instant)).toContain('2026-03-29T01:00:00Z')
  })
})

describe('the autumn hour that comes twice', () => {
  it('is published once: the first one stays a hole, without alarm', async () => {
    trial = await tryFixtures('odre-autumn-2024-10-27.csv')
    expect((await valued()).map(([, instant]) => instant)).toEqual([
      '2024-10-26T23:00:00Z',
      '2024-10-26T23:30:00Z',
      '2024-10-27T01:00:00Z',
      '2024-10-27T01:30:00Z',
      '2024-10-27T02:00:00Z',
    ])
    expect((await trial.loadOf('odre-autumn-2024-10-27.csv')).rows_missing).toBe(0)
  })

  it('is the second one in the files of RTE, which name no instant', async () => {
    trial = await tryFixtures('rte-autumn-2025-10-26.xls')
    const instants = (await valued()).map(([, instant]) => instant)
    expect(instants).toHaveLength(12)
    expect(instants[3]).toBe('2025-10-25T23:45:00Z')
    expect(instants[4]).toBe('2025-10-26T01:00:00Z')
  })

  it('may come whole one day: both hours are then taken', async () => {
    trial = await openTrial()
    const records = ['+02:00', '+01:00'].map(offset => ({
      code_insee_region: '53',
      nature: 'Données temps réel',
      date: '2024-10-27',
      heure: '02:15',
      date_heure: `2024-10-27T02:15:00${offset}`,
      consommation: 2000,
    }))
    await trial.receiveBytes('whole.json', JSON.stringify(records))
    await trial.update()
    expect((await valued()).map(([, instant]) => instant)).toEqual([
      '2024-10-27T00:15:00Z',
      '2024-10-27T01:15:00Z',
    ])
  })
})
