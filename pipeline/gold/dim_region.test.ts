import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  type DimRegionRow,
  loadDimRegion,
  nextRegionVersions,
  type RegionEntry,
  type RegionFigure,
} from './dim_region.ts'
import { TABLES } from './schema.ts'

const bretagne: RegionEntry = {
  region_code: '53',
  region_name: 'Bretagne',
  population: 3_449_370,
  area_km2: 27_208,
  source: 'catalogue',
}
const occitanie: RegionEntry = {
  region_code: '76',
  region_name: 'Occitanie',
  population: 6_124_653,
  area_km2: 72_724,
  source: 'catalogue',
}
const first = nextRegionVersions([], [bretagne, occitanie], '2026-01-01')

describe('nextRegionVersions', () => {
  it('opens one version per region, valid for every day there is data of', () => {
    expect(first).toEqual([
      { region_key: 53, ...bretagne, valid_from: '1900-01-01', valid_to: null, is_current: true },
      { region_key: 76, ...occitanie, valid_from: '1900-01-01', valid_to: null, is_current: true },
    ])
  })

  it('gives back the same versions when nothing changed', () => {
    expect(nextRegionVersions(first, [occitanie, bretagne], '2027-01-01')).toEqual(first)
  })

  it.each([
    ['name', { region_name: 'Breizh' }],
    ['population', { population: 3_500_000 }],
    ['area', { area_km2: 27_209 }],
  ])('closes and opens a version when the %s changes', (_, change) => {
    const next = nextRegionVersions(first, [{ ...bretagne, ...change }, occitanie], '2027-01-01')
    expect(next).toEqual([
      { ...first[0], valid_to: '2027-01-01', is_current: false },
      first[1],
      { ...first[0], ...change, region_key: 153, valid_from: '2027-01-01' },
    ])
  })

  it('closes a region that left the register and opens it again when it returns', () => {
    const without = nextRegionVersions(first, [occitanie], '2027-01-01')
    expect(without.find(version => version.region_code === '53')).toMatchObject({
      valid_to: '2027-01-01',
      is_current: false,
    })
    const back = nextRegionVersions(without, [bretagne, occitanie], '2028-01-01')
    expect(back.at(-1)).toMatchObject({ region_key: 153, valid_from: '2028-01-01', is_current: true })
  })

  it('corrects a version in place on the day it began, and refuses an earlier day', () => {
    const changed = nextRegionVersions(first, [{ ...bretagne, population: 1 }, occitanie], '2027-01-01')
    const corrected = nextRegionVersions(changed, [{ ...bretagne, population: 2 }, occitanie], '2027-01-01')
    expect(corrected.filter(({ region_code }) => region_code === '53').map(row => row.population)).toEqual([
      3_449_370, 2,
    ])
    expect(() => nextRegionVersions(changed, [bretagne, occitanie], '2026-12-31')).toThrow(
      'region 53: changed on 2026-12-31, but its version began on 2027-01-01',
    )
  })

  it('keeps versions of a region apart in time: one current, none overlapping', () => {
    const register = (population: number) => [{ ...bretagne, population }, occitanie]
    const history = ['2027-01-01', '2028-01-01', '2029-01-01'].reduce<readonly DimRegionRow[]>(
      (versions, day, index) => nextRegionVersions(versions, register(index + 1), day),
      first,
    )
    const own = history.filter(({ region_code }) => region_code === '53')
    expect(own.map(({ valid_from, valid_to }) => [valid_from, valid_to])).toEqual([
      ['1900-01-01', '2027-01-01'],
      ['2027-01-01', '2028-01-01'],
      ['2028-01-01', '2029-01-01'],
      ['2029-01-01', null],
    ])
    expect(new Set(own.map(({ region_key }) => region_key)).size).toBe(4)
  })
})

describe('loadDimRegion', () => {
  let connection: DuckDBConnection

  beforeEach(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(TABLES.dim_region ?? '')
    await loadDimRegion(connection)
  })

  const count = async (where: string) =>
    Number((await connection.runAndReadAll(`SELECT count(*) FROM dim_region WHERE ${where}`)).value(0, 0))

  it('loads the twelve regions with population and area, and changes nothing the second time', async () => {
    expect(await count('is_current AND population > 2000000 AND area_km2 > 12000')).toBe(12)
    expect(await count(`region_code = '53' AND region_key = 53 AND area_km2 = 27208`)).toBe(1)
    expect(await loadDimRegion(connection)).toBe(0)
  })

  it('corrects a wrong figure in place when no day of change is given', async () => {
    await connection.run(`UPDATE dim_region SET area_km2 = 34023 WHERE region_code = '53'`)
    expect(await loadDimRegion(connection)).toBe(1)
    expect(await count(`area_km2 = 27208 AND valid_from = '1900-01-01' AND valid_to IS NULL`)).toBe(1)
    expect(await count('true')).toBe(12)
  })

  it('opens a version for a figure that publications tell otherwise, and none for one they repeat', async () => {
    const told = [figure('76', 'population', 6_124_653, '2026-10-01'), figure('53', 'population', 3_500_000)]
    expect(await loadDimRegion(connection, told)).toBe(2)
    expect(await count(`population = 3449370 AND valid_to = '2026-11-01' AND NOT is_current`)).toBe(1)
    expect(
      await count(
        `region_key = 153 AND population = 3500000 AND area_km2 = 27208 AND is_current AND valid_from = '2026-11-01' AND source = 'region-register'`,
      ),
    ).toBe(1)
    expect(await loadDimRegion(connection, told)).toBe(0)
  })

  it('gives later versions their numbers again when an earlier one turns up', async () => {
    const later = figure('53', 'area_km2', 27_300, '2026-12-01')
    await loadDimRegion(connection, [later])
    await loadDimRegion(connection, [figure('53', 'population', 3_500_000), later])
    expect(await count(`region_key = 153 AND population = 3500000 AND valid_to = '2026-12-01'`)).toBe(1)
    expect(
      await count(
        `region_key = 253 AND population = 3500000 AND area_km2 = 27300 AND source = 'region-areas, region-register'`,
      ),
    ).toBe(1)
  })
})

function figure(
  region_code: string,
  column: RegionFigure['column'],
  value: number,
  local_date = '2026-11-01',
): RegionFigure {
  const feed_id = column === 'population' ? 'region-register' : 'region-areas'
  return { region_code, column, value, local_date, feed_id }
}
