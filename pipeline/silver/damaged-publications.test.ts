/** Publications cut, misquoted or mixed with an error's text: the row is refused, the others are kept. */
import { afterEach, describe, expect, it } from 'vitest'
import { openTrial, pick, type Trial, tryFixtures } from './trial.ts'

let trial: Trial
afterEach(() => trial.close())

describe('damage', () => {
  it.each([
    [
      'rte-cut-in-a-row.xls',
      'truncated_row',
      'PACA\tDonnées temps réel\t2017-09-01\t00:15\t4280\t1290\t\t14\t0\t840\t0\t101\t2',
    ],
    [
      'odre-cut-in-a-row.csv',
      'truncated_row',
      '32;Hauts-de-France;Données temps réel;2026-06-01;00:15;2026-06-01T00:15:00+02:00;5000;400;3300;1000;100;2;0',
    ],
    ['odre-cut-in-a-character.csv', 'truncated_row', '93;Provence-Alpes-C'],
    [
      'odre-error-inside-200.csv',
      'malformed_row',
      'Streaming interrupted due to the following error: Invalid value for sum of offset + limit API parameter: 20100 was found but it must be <= 10000.',
    ],
    [
      'rte-row-with-too-many-fields.xls',
      'malformed_row',
      'PACA\tDonnées temps réel\t2017-09-01\t00:15\t4280\t1290\t\t14\t0\t840\t0\t101\t2035\tPACA\tDonnées temps réel\t2017-09-01',
    ],
  ])('costs the row alone, and its text is kept: %s', async (fixture, reason, text) => {
    trial = await tryFixtures(fixture)
    const load = await trial.loadOf(fixture)
    expect(pick(await trial.quarantine(), 'scope', 'reason_code', 'raw_value')).toEqual([
      ['row', reason, text],
    ])
    expect(await trial.rows()).toHaveLength(load.rows_read - 1)
  })

  it('of one unpaired quote does not swallow the lines below', async () => {
    trial = await tryFixtures('odre-unpaired-quote.csv')
    expect(pick(await trial.rows(), 'consumption_mw', 'thermal_mw')).toEqual([
      [null, 400],
      [5000, 400],
      [5000, 400],
    ])
    expect(pick(await trial.quarantine(), 'source_row', 'raw_value', 'reason_code')).toEqual([
      [1, '"50', 'not_a_number'],
    ])
  })

  it('of a whole row without line end is none', async () => {
    trial = await openTrial()
    const header = 'Code INSEE région;Région;Nature;Date;Heure;Consommation (MW);Eolien (MW)\n'
    await trial.receiveBytes('whole.csv', `${header}53;Bretagne;Données temps réel;2026-06-01;00:00;2000;310`)
    await trial.update()
    expect(pick(await trial.rows(), 'consumption_mw', 'wind_mw')).toEqual([[2000, 310]])
  })

  it('of an object in bronze is told by name, and the others are loaded', async () => {
    trial = await openTrial()
    const damaged = await trial.receive('odre-cons-commas.csv')
    await trial.receive('rte-13-columns.xls')
    await trial.lake.replace(damaged.path, new TextEncoder().encode('not what was received'))
    await trial.update()
    expect((await trial.loadOf('odre-cons-commas.csv')).error).not.toBeNull()
    expect(await trial.rows()).toHaveLength(2)
  })
})
