/** What rows and values are taken for: regions, vintages, instants, repetitions, outages, numbers. */
import { afterEach, describe, expect, it } from 'vitest'
import { openTrial, pick, type Trial, tryFixtures } from './trial.ts'

let trial: Trial
afterEach(() => trial.close())

const rows = async (...columns: string[]) => pick(await trial.rows(), 'source_row', ...columns)
const refusedRows = async () =>
  pick(
    (await trial.quarantine()).filter(row => row.scope === 'row'),
    'source_row',
    'reason_code',
  )
const refusedValues = async () =>
  pick(
    (await trial.quarantine()).filter(row => row.scope === 'value'),
    'source_row',
    'column_name',
    'raw_value',
    'reason_code',
  )

describe('regions', () => {
  it('are known in every spelling, old names and decomposed accents included', async () => {
    trial = await tryFixtures('odre-region-spellings.csv')
    expect(await rows('region_code')).toEqual([
      [4, '32'],
      [5, '32'],
      [6, '44'],
      [7, '44'],
      [1, '93'],
      [2, '93'],
      [3, '93'],
    ])
  })

  it('that contradict their name, or are none of the twelve, are refused; a blank row of one says nothing', async () => {
    trial = await tryFixtures('odre-region-strangers.csv')
    expect(await rows('region_code')).toEqual([[1, '32']])
    expect(await refusedRows()).toEqual([2, 3, 4, 5, 6, 7].map(row => [row, 'unknown_region']))
    expect(pick(await trial.quarantine(), 'raw_value')[2]).toEqual([
      '94;Corse;Données temps réel;2026-06-01;00:00;2026-06-01T00:00:00+02:00;5000;400;3300;1000;100;2;0;126;72',
    ])
  })
})

describe('vintages', () => {
  it('that nothing here knows are refused', async () => {
    trial = await tryFixtures('odre-unknown-vintage.csv')
    expect(await rows('vintage_code')).toEqual([[1, 'real-time']])
    expect(await refusedRows()).toEqual([[2, 'unknown_vintage']])
  })

  it('left out are real-time for quarter-hours, and nobody knows for half-hours', async () => {
    trial = await tryFixtures('odre-no-nature-quarter-hours.csv')
    expect(await rows('vintage_code', 'step_minutes')).toEqual([
      [1, 'real-time', 15],
      [2, 'real-time', 15],
    ])
    await trial.close()
    trial = await tryFixtures('odre-no-nature-half-hours.csv')
    expect(await trial.rows()).toEqual([])
    expect(await refusedRows()).toEqual([
      [1, 'unknown_vintage'],
      [2, 'unknown_vintage'],
    ])
  })

  it('keep their half-hours where a value strays between them, and are quarter-hours where as many do', async () => {
    trial = await tryFixtures('odre-stray-quarter.csv')
    expect(await rows('interval_start_utc', 'step_minutes')).toEqual([
      [1, '2025-06-02T08:00:00Z', 30],
      [3, '2025-06-02T08:30:00Z', 30],
      [4, '2025-06-02T09:00:00Z', 30],
      [5, '2025-06-03T08:00:00Z', 15],
      [6, '2025-06-03T08:15:00Z', 15],
    ])
    expect(await refusedRows()).toEqual([[2, 'between_half_hours']])
  })

  it('stand side by side with their own steps', async () => {
    trial = await tryFixtures('odre-both-steps.csv')
    expect(await rows('interval_start_utc', 'vintage_code', 'step_minutes')).toEqual([
      [5, '2026-05-31T22:00:00Z', 'consolidated', 30],
      [1, '2026-05-31T22:00:00Z', 'real-time', 15],
      [2, '2026-05-31T22:15:00Z', 'real-time', 15],
      [6, '2026-05-31T22:30:00Z', 'consolidated', 30],
      [3, '2026-05-31T22:30:00Z', 'real-time', 15],
      [4, '2026-05-31T22:45:00Z', 'real-time', 15],
    ])
  })
})

it('change their step at local midnight, not at midnight UTC', async () => {
  const header = 'Code INSEE région;Nature;Date;Heure;Date - Heure;Consommation (MW)\n'
  const line = (local: string) =>
    `53;Données définitives;${local.slice(0, 10)};${local.slice(11)};${local}:00+01:00;2000\n`
  trial = await openTrial()
  await trial.receiveBytes(
    'definitive.csv',
    header +
      ['2024-12-31T23:00', '2024-12-31T23:30', '2025-01-01T00:00', '2025-01-01T00:15'].map(line).join(''),
  )
  await trial.update()
  expect(await rows('interval_start_utc', 'step_minutes')).toEqual([
    [1, '2024-12-31T22:00:00Z', 30],
    [2, '2024-12-31T22:30:00Z', 30],
    [3, '2024-12-31T23:00:00Z', 15],
    [4, '2024-12-31T23:15:00Z', 15],
  ])
})

describe('instants', () => {
  it('of a year that no calendar knows cost their row, and no other', async () => {
    trial = await openTrial()
    const line = (instant: string) => `53;Bretagne;Données temps réel;${instant};2000\n`
    await trial.receiveBytes(
      'far.csv',
      `Code INSEE région;Région;Nature;Date - Heure;Consommation (MW)\n${['2026-06-01T00:00:00+02:00', '99999-01-01T00:00:00+00:00', '250000-01-01T00:00:00+00:00'].map(line).join('')}`,
    )
    await trial.update()
    expect((await trial.loadOf('far.csv')).error).toBeNull()
    expect(await rows('interval_start_utc')).toEqual([[1, '2026-05-31T22:00:00Z']])
    expect(pick(await trial.quarantine(), 'source_row', 'reason_code', 'interval_start_utc')).toEqual([
      [2, 'implausible_instant', null],
      [3, 'implausible_instant', null],
    ])
  })

  it('come from the offset or from the local time; what is neither, or both and contradictory, is refused', async () => {
    trial = await tryFixtures('odre-instants.csv')
    expect(await rows('interval_start_utc')).toEqual([
      [1, '2026-05-31T22:00:00Z'],
      [2, '2026-05-31T22:15:00Z'],
    ])
    expect(await refusedRows()).toEqual([
      [3, 'unreadable_instant'],
      [4, 'instant_contradicts_local_time'],
      [5, 'not_on_a_quarter_hour'],
      [6, 'implausible_instant'],
      [7, 'implausible_instant'],
      [8, 'unreadable_instant'],
    ])
  })

  it('are read from days first as the specification writes them, and days that do not exist are refused', async () => {
    trial = await tryFixtures('rte-days-first.xls')
    expect(await rows('interval_start_utc')).toEqual([[1, '2017-08-31T21:45:00Z']])
    expect(await refusedRows()).toEqual([
      [2, 'unreadable_instant'],
      [3, 'unreadable_instant'],
      [4, 'implausible_instant'],
      [5, 'unreadable_instant'],
    ])
  })
})

describe('repetitions', () => {
  it('of lost pages count once, and the holes they leave are counted', async () => {
    trial = await tryFixtures('odre-lost-pages.csv')
    expect(await rows('region_code', 'interval_start_utc')).toEqual([
      [1, '32', '2026-05-31T22:00:00Z'],
      [3, '32', '2026-05-31T22:15:00Z'],
      [5, '32', '2026-05-31T22:30:00Z'],
      [2, '53', '2026-05-31T22:00:00Z'],
      [6, '53', '2026-05-31T22:30:00Z'],
    ])
    expect(await trial.loadOf('odre-lost-pages.csv')).toMatchObject({ rows_duplicate: 1, rows_missing: 1 })
  })

  it('that contradict each other are all refused', async () => {
    trial = await tryFixtures('odre-conflicting-rows.csv')
    expect(await rows()).toEqual([[1], [4]])
    expect(await refusedRows()).toEqual([
      [2, 'conflicting_duplicate'],
      [3, 'conflicting_duplicate'],
    ])
  })
})

describe('values', () => {
  it('of an outage are zeros, and none of them is taken for a measure', async () => {
    trial = await tryFixtures('odre-outage.csv')
    expect(await rows('consumption_mw', 'wind_mw', 'nuclear_mw', 'quarantined_measures')).toEqual([
      [1, 5000, 1000, 3300, null],
      [3, null, null, 3300, 'consumption_mw,wind_mw'],
      [4, 5000, 1000, 3300, null],
    ])
    expect(await refusedRows()).toEqual([
      [2, 'outage_of_zeros'],
      [5, 'outage_of_zeros'],
    ])
  })

  it('that are no numbers are refused as they were written, and the row keeps its others', async () => {
    trial = await tryFixtures('odre-no-numbers.csv')
    expect(await rows('consumption_mw', 'thermal_mw')).toEqual([
      [1, null, 400],
      [2, null, 400],
      [3, null, 400],
      [4, null, 400],
      [5, 5000.25, 400],
      [6, 5001, 400],
    ])
    expect(await refusedValues()).toEqual(
      ['12 MW', '5 497', '1,5', 'NaN'].map((text, index) => [
        index + 1,
        'consumption_mw',
        text,
        'not_a_number',
      ]),
    )
  })

  it('that are absurd or of the wrong sign are refused; a plant that draws its auxiliaries is neither', async () => {
    trial = await tryFixtures('odre-absurd.csv')
    expect(await refusedValues()).toEqual([
      [1, 'consumption_mw', '5000000', 'out_of_plausible_range'],
      [2, 'wind_mw', '1000000', 'out_of_plausible_range'],
      [3, 'pumping_mw', '66', 'wrong_sign'],
      [4, 'nuclear_mw', '-3300', 'out_of_plausible_range'],
      [6, 'consumption_mw', '99999999999', 'out_of_plausible_range'],
      [7, 'consumption_mw', '-5000', 'out_of_plausible_range'],
    ])
    expect(await rows('thermal_mw', 'quarantined_measures')).toContainEqual([5, -27, null])
  })

  it('under a header in another unit are not taken for MW: the column is unknown, the measure missing', async () => {
    trial = await tryFixtures('odre-one-column-in-kw.csv')
    expect(await rows('solar_mw', 'missing_measures')).toEqual([[1, null, 'solar_mw']])
    expect((await trial.loadOf('odre-one-column-in-kw.csv')).unknown_columns).toEqual(['Solaire (kW)'])
  })
})
