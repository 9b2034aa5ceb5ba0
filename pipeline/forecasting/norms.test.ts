import { rmSync } from 'node:fs'
import { copyFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { energyTypeKey } from '../catalog/energy-types.ts'
import { AREA_CODES } from '../catalog/forecasting.ts'
import { openDuckDbWarehouse } from '../gold/duckdb-warehouse.ts'
import { type SeededWarehouse, seedWarehouse, timeKey } from '../gold/queries/seed.ts'
import { openLocalDisk } from '../lake/local-disk.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { addHistory, type MeasuredHistory, measuredHistory } from './measured-history.ts'
import { listNormMonths, readNorm } from './norm-ledger.ts'
import { describeNorm, makeNorms, monthsOfNorms, storeNorms } from './norms.ts'

const NOW = new Date('2025-02-10T03:00:00Z')

const BRETAGNE = { from: '2023-12-31T23:00Z', to: '2025-02-10T00:00Z', regionCodes: ['53'] }

/** Made once, and copied for each test that asks for nothing else. */
let usual: SeededWarehouse
beforeAll(async () => {
  usual = await measuredHistory(BRETAGNE)
})
afterAll(() => usual.remove())

let folder: string
let lake: ObjectStore
let seeded: SeededWarehouse
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'norms-'))
  lake = openLocalDisk(folder)
})
afterEach(async () => {
  await seeded.remove()
  rmSync(folder, { recursive: true })
})

/** Bretagne alone, unless a test says otherwise: it spares the engine eleven regions. */
async function measured(history?: Partial<MeasuredHistory>) {
  seeded = history ? await measuredHistory({ ...BRETAGNE, ...history }) : await copyOf(usual)
  return { lake, warehouse: seeded.warehouse }
}

async function copyOf({ warehouse }: SeededWarehouse): Promise<SeededWarehouse> {
  const copy = openDuckDbWarehouse(join(folder, 'warehouse.duckdb'))
  await copyFile(warehouse.path, copy.path)
  return { warehouse: copy, remove: () => copy.close() }
}

const goldRows = (text: string) => seeded.warehouse.read(engine => engine.rows(text, []))
const storedCells = () => goldRows('SELECT * FROM tension_norm ORDER BY ALL')

/** Days of January to March before a day of 2025 that the history has, counted by the engine's own calendar. */
const seasonDays = async (before: string, condition: string) => {
  const [row] = await goldRows(`
    SELECT CAST(COUNT(*) AS INTEGER) AS days FROM (
      SELECT unnest(range(DATE '2024-01-01', DATE '${before}', INTERVAL 1 DAY)) AS day)
    WHERE MONTH(day) IN (1, 2, 3) AND ${condition}`)
  return row?.days
}

it('learns from the season of the years before its month, by local hour and day type', async () => {
  // Demand tells the number of the day, so that the lowest and the highest can be named.
  const places = await measured({ demand: '1000 + (time_key + 4) // 96 - 19723', exchange: '300' })
  const [outcome] = await makeNorms(places, { months: ['2025-02'], now: NOW })
  expect(outcome).toMatchObject({ outcome: 'made', area_codes: ['53'] })
  const { cells, made_at } = await readNorm(lake, '2025-02')
  expect(made_at).toBe('2025-02-10T03:00:00.000Z')
  expect(cells).toHaveLength(3 * 24)
  const cell = cells.find(({ local_hour, day_type }) => local_hour === 10 && day_type === 'working_day')
  // 1 January 2024, day 0, is a holiday; the last working day before February 2025 is 31 January, day 396.
  expect(cell).toMatchObject({ history_from: '2024-01-01', history_to: '2025-02-01', usual_exchange_mw: 300 })
  expect(cell?.percentiles_mw.at(0)).toBe(1_001 - 150 - 300)
  expect(cell?.percentiles_mw.at(-1)).toBe(1_396 - 150 - 300)
  const holidays = `day IN (DATE '2024-01-01', DATE '2024-12-25', DATE '2025-01-01')`
  const counted = (type: string) => cells.find(c => c.day_type === type && c.local_hour === 0)?.day_count
  expect(counted('working_day')).toBe(await seasonDays('2025-02-01', `ISODOW(day) < 6 AND NOT ${holidays}`))
  expect(counted('saturday')).toBe(await seasonDays('2025-02-01', `ISODOW(day) = 6 AND NOT ${holidays}`))
  expect(counted('sunday')).toBe(await seasonDays('2025-02-01', `(ISODOW(day) = 7 OR ${holidays})`))
})

it('looks back no further than three years, and not into its own month', async () => {
  const places = await measured({
    from: '2020-12-31T23:00Z',
    demand: '1000 + (time_key + 4) // 96 - 18627',
  })
  await makeNorms(places, { months: ['2024-12'], now: NOW })
  const { cells } = await readNorm(lake, '2024-12')
  const cell = cells.find(({ local_hour, day_type }) => local_hour === 9 && day_type === 'working_day')
  expect(cell).toMatchObject({ history_from: '2021-12-01', history_to: '2024-12-01' })
  // 1 December 2021 is day 335; the last working day before December 2024 is 29 November, day 1,429.
  expect(cell?.percentiles_mw.at(0)).toBe(1_000 + 335 - 450)
  expect(cell?.percentiles_mw.at(-1)).toBe(1_000 + 1_429 - 450)
})

it('is never made again: not by a second call, not once more is known', async () => {
  const places = await measured({ to: '2025-02-05T00:00Z' })
  await makeNorms(places, { months: ['2025-01', '2025-02'], now: NOW })
  const [ledger, gold] = [await readNorm(lake, '2025-02'), await storedCells()]
  await seeded.warehouse.write(connection =>
    connection.run(
      'UPDATE fact_energy_flow SET consumption_mw = consumption_mw * 2 WHERE consumption_mw IS NOT NULL',
    ),
  )
  const again = await makeNorms(places, {
    months: ['2025-02', '2025-01'],
    now: new Date('2025-03-01T00:00Z'),
  })
  expect(again.map(({ norm_month, outcome }) => [norm_month, outcome])).toEqual([
    ['2025-01', 'kept'],
    ['2025-02', 'kept'],
  ])
  expect(await readNorm(lake, '2025-02')).toEqual(ledger)
  expect(await storedCells()).toEqual(gold)
})

it('is stored again from the ledger in a warehouse that lost it', async () => {
  const places = await measured()
  await makeNorms(places, { months: ['2025-01', '2025-02'], now: NOW })
  const before = await storedCells()
  await seeded.warehouse.write(connection =>
    connection.run(`DELETE FROM tension_norm WHERE norm_month = '2025-02'`),
  )
  expect(await storeNorms(places)).toBe(before.length / 2)
  expect(await storedCells()).toEqual(before)
  expect(await storeNorms(places)).toBe(0)
})

it('is stored by the next call when the one before was killed between ledger and gold', async () => {
  const places = await measured()
  await makeNorms(places, { months: ['2025-02'], now: NOW })
  const before = await storedCells()
  await seeded.warehouse.write(connection => connection.run('DROP TABLE tension_norm'))
  expect(await makeNorms(places, { months: ['2025-02'], now: NOW })).toMatchObject([{ outcome: 'kept' }])
  expect(await storedCells()).toEqual(before)
})

it('is the same whichever months are made with it', async () => {
  const places = await measured()
  await makeNorms(places, { months: ['2025-02'], now: NOW })
  const alone = await readNorm(lake, '2025-02')
  const other = openLocalDisk(join(folder, 'other'))
  await makeNorms({ ...places, lake: other }, { months: ['2025-01', '2025-02', '2024-12'], now: NOW })
  expect(await readNorm(other, '2025-02')).toEqual(alone)
  expect(await listNormMonths(other)).toEqual(['2025-01', '2025-02'])
})

describe('a month has no norm', () => {
  const reasonFor = async (month: string, areaCode = '53', now = NOW) => {
    const [outcome] = await makeNorms({ lake, warehouse: seeded.warehouse }, { months: [month], now })
    expect(await listNormMonths(lake)).toEqual([])
    expect(outcome?.outcome).toBe('none')
    return outcome?.lacks.find(({ area_code }) => ['all', areaCode].includes(area_code))?.reason
  }

  it.each([
    ['2024-12', 'measured from 2024-01-01 on: expected 365 days before 2024-12-01'],
    ['2024-01', 'no demand was measured from 2021-01-01 to 2024-01-01'],
    ['2025-03', 'too early on 2025-02-10: expected 2025-02-26 or later'],
  ])('where history does not suffice, %s', async (month, reason) => {
    await measured()
    expect(await reasonFor(month)).toBe(reason)
  })

  it('when the country lacks a region', async () => {
    await measured()
    expect(await reasonFor('2024-12', 'FR')).toBe(
      'no demand of a region was measured from 2021-12-01 to 2024-12-01',
    )
  })

  it('when most of the last year is not there yet', async () => {
    await measured({ to: '2024-02-15T00:00Z' })
    await addHistory(seeded, { from: '2025-02-01T00:00Z', to: '2025-02-02T00:00Z', regionCodes: ['53'] })
    expect(await reasonFor('2025-02')).toBe(
      '313 of the 2160 hours of the season from 2024-02-02 to 2025-02-01 are known: expected 95 %',
    )
  })

  it('when a twentieth of the season is not known, and for less it has one', async () => {
    const without = (first: string, end: string) =>
      seeded.warehouse.write(connection =>
        connection.run(
          `DELETE FROM fact_energy_flow WHERE time_key >= ${timeKey(first)} AND time_key < ${timeKey(end)}`,
        ),
      )
    await measured()
    await without('2025-01-10T00:00Z', '2025-01-15T00:00Z')
    expect(await reasonFor('2025-02')).toBe(
      '2039 of the 2160 hours of the season from 2024-02-02 to 2025-02-01 are known: expected 95 %',
    )
    await addHistory(seeded, { from: '2025-01-14T00:00Z', to: '2025-01-15T00:00Z', regionCodes: ['53'] })
    const [outcome] = await makeNorms(
      { lake, warehouse: seeded.warehouse },
      { months: ['2025-02'], now: NOW },
    )
    expect(outcome?.outcome).toBe('made')
  })

  it('when no net exchange is published', async () => {
    await measured({ exchange: null })
    expect(await reasonFor('2025-02')).toBe('fewer than half of its hours have a known net exchange')
  })

  it('and is told in words', async () => {
    const places = await measured()
    const [outcome] = await makeNorms(places, { months: ['2024-12'], now: NOW })
    expect(outcome && describeNorm(outcome)).toMatch(
      /^norm of 2024-12: none; 11, 24, .*: no demand was measured from 2021-12-01 to 2024-12-01; 53: measured from 2024-01-01 on/,
    )
  })

  it('that is none', async () => {
    await measured()
    await expect(
      makeNorms({ lake, warehouse: seeded.warehouse }, { months: ['2025-13'], now: NOW }),
    ).rejects.toThrow('month "2025-13": expected YYYY-MM')
  })
})

describe('of a month that is over', () => {
  const outcomes = async (months: readonly string[]) =>
    (await makeNorms({ lake, warehouse: seeded.warehouse }, { months, now: NOW })).map(
      ({ outcome, area_codes }) => [outcome, area_codes],
    )
  const without = (where: string) =>
    seeded.warehouse.write(connection => connection.run(`DELETE FROM fact_energy_flow WHERE ${where}`))
  const between = (from: string, to: string) =>
    `region_key = 24 AND time_key >= ${timeKey(from)} AND time_key < ${timeKey(to)}`

  it.each([
    ['a month of the season', ['2024-01-31T23:00Z', '2024-02-29T23:00Z']],
    ['all but what came last', ['2023-12-31T23:00Z', '2025-02-09T00:00Z']],
  ])('waits for a region that lacks %s, while the month in course has its norm', async (_, [from, to]) => {
    await measured({ regionCodes: ['24', '53'] })
    await without(between(from as string, to as string))
    expect(await outcomes(['2025-01', '2025-02'])).toEqual([
      ['waits', []],
      ['made', ['53']],
    ])
    const months = { from: from as string, to: to as string, regionCodes: ['24'] }
    await addHistory(seeded, months)
    expect(await outcomes(['2025-01', '2025-02'])).toEqual([
      ['made', ['24', '53']],
      ['kept', []],
    ])
  })

  it('waits for none that has a gap in each month, no net exchange, or was never measured', async () => {
    await measured({ regionCodes: ['24', '53', '84'] })
    await without(`region_key = 24 AND (time_key // 96) % 5 = 0`)
    await without(`region_key = 84 AND energy_type_key = ${energyTypeKey('import')}`)
    expect(await outcomes(['2025-01'])).toEqual([['made', ['53']]])
  })
})

it('is made in the last days before its month, of whole days', async () => {
  const places = await measured({ to: '2025-02-26T15:00Z' })
  const [outcome] = await makeNorms(places, { months: ['2025-03'], now: new Date('2025-02-26T15:30:00Z') })
  expect(outcome).toMatchObject({ outcome: 'made' })
  expect((await readNorm(lake, '2025-03')).cells[0]).toMatchObject({ history_to: '2025-02-26' })
})

it('keeps a cell of few days, with its count', async () => {
  // Between 01:00 and 02:00 in Paris, every third Saturday was measured, and nothing else: 20 January, 10 February, 2 and 23 March, 11 January.
  const places = await measured({ where: `NOT (time_key % 96 < 4 AND (time_key // 96) % 21 <> 2)` })
  await makeNorms(places, { months: ['2025-02'], now: NOW })
  const { cells } = await readNorm(lake, '2025-02')
  expect(cells).toHaveLength(3 * 24 - 2)
  expect(cells.filter(({ local_hour }) => local_hour === 1)).toMatchObject([
    { day_type: 'saturday', day_count: 5 },
  ])
})

describe('months that should have a norm', () => {
  it.each([
    ['from a year after the first measured day on', '2025-02-10T03:00:00Z', ['2025-01', '2025-02']],
    ['none while history is short', '2024-11-10T03:00:00Z', []],
  ])('are those %s', async (_, now, months) => {
    const places = await measured()
    expect(await monthsOfNorms(places, new Date(now))).toEqual(months)
  })

  it('are the next one, too, in the last days of a month', async () => {
    const places = await measured({ to: '2025-02-26T03:00Z' })
    const months = await monthsOfNorms(places, new Date('2025-02-26T03:00:00Z'))
    expect(months).toEqual(['2025-01', '2025-02', '2025-03'])
  })

  it('end with what was measured, however long ago that was', async () => {
    const places = await measured({ to: '2025-01-20T00:00Z' })
    expect(await monthsOfNorms(places, new Date('2031-06-01T03:00:00Z'))).toEqual(['2025-01'])
  })

  it('are none where nothing was measured', async () => {
    seeded = await seedWarehouse({ intervals: [] })
    expect(await monthsOfNorms(seeded, NOW)).toEqual([])
  })
})

it('is made for twelve regions and the country', async () => {
  const places = await measured({ regionCodes: AREA_CODES.filter(code => code !== 'FR') })
  const [outcome] = await makeNorms(places, { months: ['2025-02'], now: NOW })
  expect(outcome).toMatchObject({ outcome: 'made', area_codes: AREA_CODES, lacks: [] })
  const sum = (await readNorm(lake, '2025-02')).cells.filter(({ area_code }) => area_code === 'FR')
  expect(sum).toHaveLength(72)
  expect(sum.every(({ usual_exchange_mw }) => usual_exchange_mw === 3_600)).toBe(true)
})
