import { afterAll, beforeAll, expect, it } from 'vitest'
import { energyTypeKey } from '../../catalog/energy-types.ts'
import { readLineage } from './lineage.ts'
import {
  factRows,
  insert,
  insertBatch,
  type SeededWarehouse,
  type SeedInterval,
  seedWarehouse,
  timeKey,
} from './seed.ts'

const at = '2024-06-01T10:00:00Z'
const current: SeedInterval = {
  region: '53',
  at,
  step: 30,
  mw: { demand: 2000, wind: null },
  vintage: 'consolidated',
  batch: 3,
}
/** The two quarter-hours that the half-hour replaced. */
const earlier: SeedInterval[] = [
  { region: '53', at, step: 15, mw: { demand: 1990 }, batch: 11 },
  { region: '53', at: '2024-06-01T10:15:00Z', step: 15, mw: { demand: 2015 }, batch: 12 },
]
const revision = (interval: SeedInterval, replacedAt: string) =>
  factRows(interval).map(row => [...row, replacedAt, 'consolidated', 3])

let seeded: SeededWarehouse
beforeAll(async () => {
  seeded = await seedWarehouse({
    intervals: [current, { ...current, region: '11' }],
    statements: [
      insert('fact_energy_flow_revision', revision(earlier[0] as SeedInterval, '2024-12-01 07:00:00')),
      insert('fact_energy_flow_revision', revision(earlier[1] as SeedInterval, '2024-12-01 07:00:01')),
      ...[1, 2].map(name =>
        insertBatch(10 + name, {
          bronze_sha256: `sha-${name}`,
          bronze_path: `b/${name}`,
          file_name: `${name}.xls`,
        }),
      ),
      `UPDATE fact_energy_flow SET quality_code = 'quarantined' WHERE energy_type_key = ${energyTypeKey('wind')} AND region_key = 53`,
      insert('quarantine', [
        [3, 7, 'value', '53', '2024-06-01 10:00:00', 'wind_mw', '99999', 'out_of_range'],
        [3, 7, 'value', '53', '2024-06-01 10:00:00', 'solar_mw', '-5', 'out_of_range'],
      ]),
    ],
  })
})
afterAll(() => seeded.remove())

const ask = (energyTypeCode: string, instantText: string, regionCode = '53') =>
  seeded.warehouse.read(engine =>
    readLineage(engine, {
      regionCode,
      energyTypeKey: energyTypeKey(energyTypeCode),
      energyTypeCode,
      timeKey: Math.floor(timeKey(instantText)),
    }),
  )

it('shows the current value, then the ones it replaced, newest first', async () => {
  const rows = await ask('demand', at)
  expect(
    rows.map(row => [row.interval_start_utc, row.consumption_mw, row.file_name, row.replaced_at]),
  ).toEqual([
    ['2024-06-01T10:00:00.000Z', 2000, 'eCO2mix_RTE_3.xls', null],
    ['2024-06-01T10:15:00.000Z', 2015, '2.xls', '2024-12-01T07:00:01.000Z'],
    ['2024-06-01T10:00:00.000Z', 1990, '1.xls', '2024-12-01T07:00:00.000Z'],
  ])
  expect(rows[1]).toMatchObject({
    bronze_sha256: 'sha-2',
    bronze_path: 'b/2',
    replaced_by_vintage: 'consolidated',
    replaced_by_sha256: '3'.padStart(64, '0'),
    source_row: 7,
  })
})

it.each(['2024-06-01T10:00:00Z', '2024-06-01T10:16:40Z', '2024-06-01T10:29:59Z'])(
  'finds the half-hour that holds %s',
  async instantText => {
    expect((await ask('demand', instantText))[0]).toMatchObject({
      interval_start_utc: '2024-06-01T10:00:00.000Z',
      step_minutes: 30,
    })
  },
)

it('shows what was refused and why', async () => {
  expect(await ask('wind', at)).toMatchObject([
    { production_mw: null, quality: 'quarantined', refused_value: '99999', refused_reason: 'out_of_range' },
  ])
  expect(await ask('wind', at, '11')).toMatchObject([{ quality: 'missing', refused_value: null }])
})

it.each([
  ['just before the interval', 'demand', '2024-06-01T09:59:59Z'],
  ['at the end of the interval', 'demand', '2024-06-01T10:30:00Z'],
  ['of another energy type', 'nuclear', at],
])('has nothing %s', async (_, energyType, instantText) => {
  expect(await ask(energyType, instantText)).toEqual([])
})
