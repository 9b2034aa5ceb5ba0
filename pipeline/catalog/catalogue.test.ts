import { describe, expect, it } from 'vitest'
import { CHECK_THRESHOLDS, CHECKS, CHECKS_BY_TABLE, checkSeverity } from './checks.ts'
import { columnsOf, DATASETS } from './datasets.ts'
import { ENERGY_TYPES, type EnergyType, energyTypeKey } from './energy-types.ts'
import { FEEDS } from './feeds.ts'
import { foldName } from './fold-name.ts'
import { MEASURES, type Measure, plausibleRange } from './measures.ts'
import { GENERATION_TYPES, REGION_CODE_BY_NAME, REGIONS } from './regions.ts'

const energyTypes = new Map<string, EnergyType>(ENERGY_TYPES.map(type => [type.energy_type_code, type]))
const measures: readonly Measure[] = MEASURES

describe('regions', () => {
  it('are the twelve of the mainland, with the population and area of the register', () => {
    expect(
      REGIONS.map(({ region_code, population, area_km2 }) => [region_code, population, area_km2]),
    ).toEqual([
      ['11', 12_463_067, 12_011],
      ['24', 2_587_031, 39_151],
      ['27', 2_802_670, 47_784],
      ['28', 3_345_842, 29_906],
      ['32', 5_992_194, 31_813],
      ['44', 5_563_378, 57_433],
      ['52', 3_907_156, 32_082],
      ['53', 3_449_370, 27_208],
      ['75', 6_150_451, 84_061],
      ['76', 6_124_653, 72_724],
      ['84', 8_205_557, 69_711],
      ['93', 5_218_960, 31_400],
    ])
  })

  it.each([
    ['Grand-Est', '44'],
    ['Grand Est', '44'],
    ['Alsace, Champagne-Ardenne et Lorraine', '44'],
    ['Languedoc-Roussillon et Midi-Pyrénées', '76'],
    ['PACA', '93'],
    ["Provence-Alpes-Côte d'Azur", '93'],
    ['Provence-Alpes-Côte d’Azur', '93'],
    ['Provence-Alpes-Côte d\u2019Azur'.normalize('NFD'), '93'],
    ['Ile-de-France', '11'],
    ['Île-de-France', '11'],
    ['Île-de-France'.normalize('NFD'), '11'],
    ['Pays-de-la-Loire', '52'],
    ['Pays de la Loire', '52'],
    ['Centre-Val de Loire', '24'],
    ['Centre-Val-de-Loire', '24'],
    ['Auvergne-Rhone-Alpes', '84'],
    ['Auvergne-Rhône-Alpes', '84'],
    ['Bourgogne-Franche-Comte', '27'],
    ['Nouvelle-Aquitaine', '75'],
    ['Hauts-de-France', '32'],
    ['BRETAGNE', '53'],
    ['Brittany', '53'],
    [' Normandie ', '28'],
    ['Normandy', '28'],
    ['Occitanie', '76'],
  ])('recognise « %s » as %s', (name, code) => {
    expect(REGION_CODE_BY_NAME.get(foldName(name))).toBe(code)
  })

  it.each(['France', 'Corse', 'Guadeloupe', ''])('do not recognise « %s »', name => {
    expect(REGION_CODE_BY_NAME.has(foldName(name))).toBe(false)
  })

  it('have no spelling that means two of them, and only folded ones', () => {
    const spellings = REGIONS.flatMap(({ region_name, other_names }) => [
      foldName(region_name),
      ...other_names,
    ])
    expect(new Set(spellings).size).toBe(spellings.length)
    expect(spellings).toEqual(spellings.map(foldName))
  })

  it.each(REGIONS)('$region_name has a capacity above nought or none, and a demand range', region => {
    const capacities = GENERATION_TYPES.map(type => region.capacity_mw[type])
    expect(capacities.every(capacity => capacity === null || capacity > 0)).toBe(true)
    const [lowest, highest] = region.consumption_range_mw
    expect(lowest).toBeGreaterThan(900)
    expect(highest).toBeGreaterThan(2 * lowest)
  })
})

describe('energy types', () => {
  it('have unique keys and codes', () => {
    expect(new Set(ENERGY_TYPES.map(type => type.energy_type_key)).size).toBe(ENERGY_TYPES.length)
    expect(energyTypes.size).toBe(ENERGY_TYPES.length)
  })

  it('hold every generation type a region can have, and no other of that family', () => {
    const generation = ENERGY_TYPES.filter(type => type.family === 'generation')
    expect(generation.map(type => type.energy_type_code).sort()).toEqual([...GENERATION_TYPES].sort())
  })

  it('are found by code, and refused when unknown', () => {
    expect(energyTypeKey('demand')).toBe(1)
    expect(() => energyTypeKey('tidal')).toThrow('energy type tidal: not in the catalogue')
  })
})

describe('measures', () => {
  it('map both signs to energy types that exist, and every energy type is reached', () => {
    const reached = measures
      .flatMap(({ positive, negative }) => [positive, negative])
      .filter(code => code !== undefined)
    expect(reached.filter(code => !energyTypes.has(code))).toEqual([])
    expect([...new Set(reached)].sort()).toEqual([...energyTypes.keys()].sort())
  })

  it('read every publisher name in one way only, folded', () => {
    const names = measures.flatMap(measure => measure.publisher_names)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(names.map(foldName))
  })

  it.each(measures)('$column has a range in every region that holds what is normal there', measure => {
    for (const region of REGIONS) {
      const [lowest, highest] = plausibleRange(measure, region)
      const type = GENERATION_TYPES.find(name => `${name}_mw` === measure.column)
      const [usualLowest, usualHighest] = type
        ? [0, 1.25 * (region.capacity_mw[type] ?? 0)]
        : measure.column === 'consumption_mw'
          ? region.consumption_range_mw
          : [0, 0]
      expect(lowest).toBeLessThanOrEqual(usualLowest)
      expect(highest).toBeGreaterThanOrEqual(usualHighest)
    }
  })
})

describe('checks', () => {
  it('fail on broken keys, vintages and versions, and warn about all else', () => {
    const failing = CHECKS.filter(check => check.severity === 'fail').map(check => check.check_name)
    expect(failing).toEqual(['key_unique', 'foreign_keys', 'vintage_monotony', 'region_version'])
    expect(checkSeverity('jump')).toBe('warn')
    expect(() => checkSeverity('luck')).toThrow(RangeError)
  })

  it('are each run on a table, and only on tables that exist', () => {
    const tables = new Set(DATASETS.map(dataset => dataset.table_name))
    expect(Object.keys(CHECKS_BY_TABLE).filter(table => !tables.has(table))).toEqual([])
    expect([...new Set(Object.values(CHECKS_BY_TABLE).flat())].sort()).toEqual(
      CHECKS.map(check => check.check_name).sort(),
    )
  })

  it('have thresholds for energy types that exist, each once', () => {
    for (const thresholds of [CHECK_THRESHOLDS.jump.by_energy_type, CHECK_THRESHOLDS.flat_line]) {
      const codes = thresholds.map(threshold => threshold.energy_type_code)
      expect(codes.filter(code => !energyTypes.has(code))).toEqual([])
      expect(new Set(codes).size).toBe(codes.length)
    }
  })

  it('compare with an installed capacity only where there is one', () => {
    const byCapacity = CHECK_THRESHOLDS.jump.by_energy_type.filter(
      ({ reference }) => reference === 'capacity',
    )
    expect(byCapacity.map(({ energy_type_code }) => energy_type_code).sort()).toEqual(
      [...GENERATION_TYPES].sort(),
    )
  })
})

describe('datasets', () => {
  it.each(DATASETS)(
    '$table_name has a key among its columns, each column once, and the checks of its table',
    dataset => {
      const names = dataset.columns.map(column => column.column_name)
      expect(new Set(names).size).toBe(names.length)
      expect(dataset.key.filter(name => !names.includes(name))).toEqual([])
      expect(dataset.checks).toEqual(CHECKS_BY_TABLE[dataset.table_name] ?? [])
    },
  )

  it.each(DATASETS)('$table_name gives each column a unit that its name agrees with', dataset => {
    const units = {
      _mw: 'MW',
      _minutes: 'minutes',
      _km2: 'km²',
      _g_per_kwh: 'g/kWh',
      _celsius: '°C',
      _m_s: 'm/s',
      _w_m2: 'W/m²',
      _percent: '%',
    }
    const wrong = dataset.columns.filter(({ column_name, unit }) =>
      Object.entries(units).some(([suffix, expected]) => column_name.endsWith(suffix) && unit !== expected),
    )
    expect(wrong).toEqual([])
  })

  it('says of every column that may be null what null stands for', () => {
    const silent = DATASETS.flatMap(dataset => dataset.columns).filter(
      column => column.is_nullable && !column.meaning.includes('Null: '),
    )
    expect(silent).toEqual([])
  })

  it('comes from feeds and tables that are declared', () => {
    const known = new Set([
      ...FEEDS.map(feed => feed.feed_id),
      ...DATASETS.map(dataset => dataset.table_name),
    ])
    const named = DATASETS.flatMap(dataset => dataset.lineage)
      .filter(source => /^(feed|silver|gold) \S/.test(source))
      .map(source => source.split(' ')[1] ?? '')
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(name => !known.has(name))).toEqual([])
  })

  it('carries every regional measure in silver', () => {
    const columns = columnsOf('eco2mix_regional').map(column => column.column_name)
    expect(MEASURES.map(measure => measure.column).filter(name => !columns.includes(name))).toEqual([])
    expect(() => columnsOf('nowhere')).toThrow('table nowhere: not in the catalogue')
  })
})
