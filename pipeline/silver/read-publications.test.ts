/** Publications that say the same in different forms: the same rows come out. */
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { literal, withEngine } from './engine.ts'
import { openTrial, pick, type Trial, type TrialRow, tryFixtures } from './trial.ts'

/** In the order of the publications. */
const measures =
  `consumption thermal nuclear wind solar hydro pumping bioenergy battery_charge battery_discharge exchange`
    .split(' ')
    .map(name => `${name}_mw`)
const valuesOf = (rows: readonly TrialRow[]) =>
  pick(rows, 'region_code', 'interval_start_utc', 'step_minutes', 'vintage_code', ...measures)

let trial: Trial
afterEach(() => trial.close())

describe('ODRÉ CSV', () => {
  const expected = [
    ['32', '2023-12-31T23:00:00Z', 30, 'consolidated', 5497, 398, 3349, 5445, 0, 2, 0, 126, -4, 1, -3820],
    ['32', '2023-12-31T23:30:00Z', 30, 'consolidated', 5416, 337, 3125, 5459, 0, 2, 0, 122, 0, 0, -3631],
  ]

  it.each(['bom-column-30', 'no-bom-crlf', 'quoted', 'commas'])('is read: %s', async form => {
    trial = await tryFixtures(`odre-cons-${form}.csv`)
    expect(valuesOf(await trial.rows())).toEqual(expected)
  })

  it('is read by the names of its columns, whatever their order and number', async () => {
    trial = await tryFixtures('odre-cons-other-order-15-columns.csv')
    expect(valuesOf(await trial.rows())).toEqual(
      expected.map(row => [...row.slice(0, 12), null, null, row.at(-1)]),
    )
  })

  it('of 2020 with 38 flows between regions gives the thirteen columns we keep, in order of time', async () => {
    trial = await tryFixtures('odre-tr-2020-65-columns.csv')
    expect(valuesOf(await trial.rows())).toEqual([
      ['93', '2020-05-01T00:00:00Z', 15, 'real-time', 3458, 137, null, 6, 0, 703, 0, 108, null, null, 2504],
      ['93', '2020-05-01T03:30:00Z', 15, 'real-time', 2914, 137, null, 1, 0, 613, 0, 112, null, null, 2052],
    ])
  })
})

describe('ODRÉ JSON', () => {
  const expected = [
    ['75', '2026-08-27T07:45:00Z', 15, 'real-time', 4230, 20, 4823, 82, 1014, 31, 0, 50, -12, 0, -1789],
    [
      '75',
      '2026-08-27T08:00:00Z',
      15,
      'real-time',
      4250,
      20,
      4823,
      82,
      1014,
      31,
      null,
      50,
      null,
      null,
      -1789,
    ],
  ]

  it.each(['odre-v2.1-envelope.json', 'odre-export-array.json', 'odre-v1.0-records.json'])(
    'is read, numbers in text and tokens for no value included: %s',
    async fixture => {
      trial = await tryFixtures(fixture)
      expect(valuesOf(await trial.rows())).toEqual(expected)
    },
  )

  it('with records that are none keeps what they are, and the records around them', async () => {
    trial = await tryFixtures('odre-stray-records.json')
    expect(pick(await trial.quarantine(), 'source_row', 'reason_code', 'column_name', 'raw_value')).toEqual([
      [2, 'malformed_row', null, 'null'],
      [3, 'malformed_row', null, '5'],
      [4, 'malformed_row', null, '"Streaming interrupted"'],
      [5, 'malformed_row', null, '{\n  "error": true\n }'],
      [7, 'not_a_number', 'consumption_mw', '{"value":4300}'],
      [8, 'not_a_number', 'consumption_mw', 'true'],
    ])
    expect(pick(await trial.rows(), 'source_row', 'consumption_mw', 'nuclear_mw')).toEqual([
      [1, 4230, 4823],
      [6, 4250, 4823],
      [7, null, 4823],
      [8, null, 4823],
    ])
  })
})

describe('ODRÉ Parquet', () => {
  const records = `SELECT '75' AS code_insee_region, 'Nouvelle-Aquitaine' AS libelle_region, 'Données temps réel' AS nature,
    DATE '2026-08-27' AS date, '09:45' AS heure, TIMESTAMPTZ '2026-08-27 07:45:00+00' AS date_heure,
    4230 AS consommation, 20.0::DOUBLE AS thermique, '-' AS pompage, NULL::INTEGER AS eolien, 1 AS column_68, 2 AS hydrogene`

  async function receiveParquet(fileName: string): Promise<void> {
    trial = await openTrial()
    const path = join(trial.home, 'written.parquet')
    await withEngine(connection => connection.run(`COPY (${records}) TO ${literal(path)} (FORMAT parquet)`))
    await trial.receive(path, undefined, fileName)
    await trial.update()
  }

  it.each(['export.parquet', 'a-name-that-tells-nothing'])('is read by its content: %s', async fileName => {
    await receiveParquet(fileName)
    expect((await trial.loadOf(fileName)).unknown_columns).toEqual(['hydrogene'])
    expect(
      pick(await trial.rows(), 'interval_start_utc', 'consumption_mw', 'thermal_mw', 'pumping_mw', 'wind_mw'),
    ).toEqual([['2026-08-27T07:45:00Z', 4230, 20, null, null]])
  })
})

describe('RTE files', () => {
  it.each(['rte-13-columns.xls', 'rte.zip'])(
    'are read, unpacked or not, with half of the rows blank: %s',
    async fixture => {
      trial = await tryFixtures(fixture)
      expect(valuesOf(await trial.rows())).toEqual([
        [
          '93',
          '2012-12-31T23:30:00Z',
          30,
          'definitive',
          5210,
          820,
          null,
          12,
          0,
          640,
          -130,
          75,
          null,
          null,
          3793,
        ],
        [
          '93',
          '2013-01-01T00:00:00Z',
          30,
          'definitive',
          5105,
          815,
          null,
          10,
          0,
          622,
          null,
          75,
          null,
          null,
          3583,
        ],
      ])
    },
  )

  it.each([
    ['rte-2019-two-unnamed-columns.xls', [9035, null, null, 8434], [8970, null, null, 8375]],
    ['rte-2020-65-columns.xls', [10462, -3, 1, 10002], [10301, null, null, 9848]],
    ['rte-resaved-utf8-crlf.xls', [4324, null, null, 2066], [4280, null, null, 2035]],
  ])('of every header are read: %s', async (fixture, first, second) => {
    trial = await tryFixtures(fixture)
    const rows = await trial.rows()
    expect(pick(rows, 'consumption_mw', 'battery_charge_mw', 'battery_discharge_mw', 'exchange_mw')).toEqual([
      first,
      second,
    ])
    expect((await trial.loadOf(fixture)).unknown_columns).toEqual([])
  })

  it('of the whole of France stay apart, forecasts of tomorrow included', async () => {
    trial = await tryFixtures(
      'rte-national-36-columns.xls',
      'rte-national-40-columns.xls',
      'odre-national-v1.0.json',
    )
    expect(await trial.rows()).toEqual([])
    const rows = await trial.rows('eco2mix_national')
    const columns = [
      'interval_start_utc',
      'consumption_mw',
      'forecast_day_ahead_mw',
      'co2_intensity_g_per_kwh',
      'battery_charge_mw',
    ]
    expect(pick(rows, ...columns)).toEqual([
      ['2016-05-31T22:00:00Z', 48635, 48100, 31, null],
      ['2016-05-31T22:15:00Z', 48110, 47600, 31, null],
      ['2016-06-01T22:00:00Z', null, 47000, null, null],
      ['2023-09-21T00:45:00Z', 35683, 35900, 13, 0],
      ['2026-01-31T23:00:00Z', 58568, 60400, 37, -52],
    ])
  })
})
