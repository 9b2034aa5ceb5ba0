import { describe, expect, it } from 'vitest'
import { GENERATION_TYPES, REGIONS } from '../catalog/regions.ts'
import { createGridModel, type RegionalFlows, type Slot, suppliedBy } from './grid-model.ts'

const compute = createGridModel(1)
const known = new Map<number, Slot>()
/** The model, each slot computed once for all tests. */
function model(key: number): Slot {
  const slot = known.get(key) ?? compute(key)
  known.set(key, slot)
  return slot
}

const keyOf = (text: string) => Date.parse(text) / 900_000

/** Every hour (or `step` quarters) of a range. */
function keysOf(from: string, to: string, step = 4): number[] {
  const first = keyOf(from)
  return Array.from({ length: Math.floor((keyOf(to) - first) / step) }, (_, index) => first + index * step)
}

function seriesOf(regionCode: string, keys: readonly number[]): RegionalFlows[] {
  return keys.map(key => {
    const flows = model(key).get(regionCode)
    if (!flows) throw new Error(`region ${regionCode} is missing`)
    return flows
  })
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function bounds(values: readonly number[]): [lowest: number, highest: number] {
  return values.reduce<[number, number]>(
    ([lowest, highest], value) => [Math.min(lowest, value), Math.max(highest, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  const product = mean(a.map((value, index) => (value - meanA) * ((b[index] ?? 0) - meanB)))
  const spread = (values: readonly number[], centre: number) =>
    Math.sqrt(mean(values.map(value => (value - centre) ** 2)))
  return product / (spread(a, meanA) * spread(b, meanB))
}

/** How many equal values there are on end, at most. */
function longestRun(values: readonly number[]): number {
  let [longest, run] = [0, 0]
  for (const [index, value] of values.entries()) {
    run = value === values[index - 1] ? run + 1 : 1
    longest = Math.max(longest, run)
  }
  return longest
}

const year = keysOf('2025-07-01T00:00:00Z', '2026-07-01T00:00:00Z')

/** Level of January and February: 2016–2017 by region, scaled to the national level of 2025. */
const WINTER_MW = {
  '11': 9_552,
  '24': 2_506,
  '27': 2_900,
  '28': 3_752,
  '32': 6_793,
  '44': 6_160,
  '52': 3_637,
  '53': 2_961,
  '75': 5_816,
  '76': 5_014,
  '84': 8_949,
  '93': 5_440,
}

describe('the grid model', () => {
  it('gives the same slot in any order, and another one for another seed', () => {
    const key = keyOf('2026-02-03T17:15:00Z')
    const fresh = createGridModel(1)
    fresh(key + 5_000)
    expect(fresh(key)).toEqual(model(key))
    expect(createGridModel(2)(key)).not.toEqual(model(key))
  })

  it('closes the balance of every region', () => {
    const gaps = year.flatMap(key =>
      [...model(key).values()].map(flows => flows.consumption_mw - suppliedBy(flows) - flows.exchange_mw),
    )
    expect(gaps).toHaveLength(12 * year.length)
    expect(Math.max(...bounds(gaps).map(Math.abs))).toBeLessThan(1e-6)
  })

  it.each(REGIONS.map(region => [region.region_name, region] as const))(
    'has the right signs and stays within the capacity of %s',
    (_, { region_code, capacity_mw, consumption_range_mw }) => {
      const series = seriesOf(region_code, year)
      const rangeOf = (measure: keyof RegionalFlows) => bounds(series.map(flows => flows[measure]))
      expect(series.every(flows => Object.values(flows).every(Number.isFinite))).toBe(true)

      const [lowest, highest] = rangeOf('consumption_mw')
      expect(lowest).toBeGreaterThan(consumption_range_mw[0])
      expect(highest).toBeLessThan(1.25 * consumption_range_mw[1])
      for (const type of GENERATION_TYPES) {
        const [least, most] = rangeOf(`${type}_mw`)
        expect(least, type).toBeGreaterThanOrEqual(0)
        expect(most, type).toBeLessThanOrEqual(1.6 * (capacity_mw[type] ?? 0) + 10)
      }
      expect(rangeOf('wind_mw')[1]).toBeLessThanOrEqual(capacity_mw.wind ?? 0)
      expect(rangeOf('nuclear_mw')[1]).toBeLessThanOrEqual(capacity_mw.nuclear ?? 0)
      expect(rangeOf('pumping_mw')[1]).toBeLessThanOrEqual(0)
      expect(rangeOf('battery_charge_mw')[1]).toBeLessThanOrEqual(0)
      expect(rangeOf('battery_discharge_mw')[0]).toBeGreaterThanOrEqual(0)
    },
  )
})

describe('demand', () => {
  const winter = keysOf('2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z')

  it.each(Object.entries(WINTER_MW))('of region %s is near %i MW in winter', (code, expected) => {
    const level = mean(seriesOf(code, winter).map(flows => flows.consumption_mw))
    expect(Math.abs(level / expected - 1)).toBeLessThan(0.15)
  })

  it('does not stand still on the quietest nights of summer', () => {
    const august = keysOf('2024-08-01T00:00:00Z', '2024-09-01T00:00:00Z', 2)
    for (const { region_code, consumption_range_mw } of REGIONS) {
      const published = seriesOf(region_code, august).map(flows => Math.round(flows.consumption_mw))
      expect(longestRun(published), region_code).toBeLessThanOrEqual(3)
      expect(Math.min(...published), region_code).toBeGreaterThan(consumption_range_mw[0])
    }
  })

  it('is lowest at night, lower on Sundays, and rises by a quarter or more in winter', () => {
    const at = (date: string, hour: string) =>
      [...model(keyOf(`${date}T${hour}:00Z`)).values()].reduce((sum, flows) => sum + flows.consumption_mw, 0)
    expect(at('2026-05-12', '02:00')).toBeLessThan(0.85 * at('2026-05-12', '10:00'))
    expect(at('2026-05-17', '08:00')).toBeLessThan(0.93 * at('2026-05-19', '08:00'))
    expect(at('2026-01-20', '18:00')).toBeGreaterThan(1.25 * at('2026-06-16', '18:00'))
  })
})

describe('wind and sun', () => {
  const loadOf = (code: string, type: 'wind' | 'solar', keys: readonly number[]) => {
    const capacity = REGIONS.find(region => region.region_code === code)?.capacity_mw[type] ?? 0
    return seriesOf(code, keys).map(flows => flows[`${type}_mw`] / capacity)
  }
  const inMonths = (months: readonly number[]) =>
    year.filter(key => months.includes(new Date(key * 900_000).getUTCMonth() + 1))

  it('gives wind a mean load of 15 to 32 % everywhere, more in winter, with calms and storms', () => {
    for (const { region_code } of REGIONS) {
      const load = loadOf(region_code, 'wind', year).toSorted((a, b) => a - b)
      expect(mean(load)).toBeGreaterThan(0.15)
      expect(mean(load)).toBeLessThan(0.32)
      expect(load[Math.floor(0.05 * load.length)]).toBeLessThan(0.03)
      expect(load[Math.floor(0.95 * load.length)]).toBeGreaterThan(0.5)
    }
    const winter = mean(loadOf('32', 'wind', inMonths([11, 12, 1, 2])))
    expect(winter).toBeGreaterThan(1.4 * mean(loadOf('32', 'wind', inMonths([5, 6, 7, 8]))))
  })

  it('lets neighbours share their wind, and the north and the Mediterranean hardly', () => {
    const windOf = (code: string) => loadOf(code, 'wind', year)
    expect(correlation(windOf('11'), windOf('24'))).toBeGreaterThan(0.7)
    expect(correlation(windOf('52'), windOf('53'))).toBeGreaterThan(0.7)
    expect(Math.abs(correlation(windOf('32'), windOf('93')))).toBeLessThan(0.45)
  })

  it('has no sun at night and most of it at noon in June', () => {
    const nights = keysOf('2025-07-01T23:00:00Z', '2026-07-01T00:00:00Z', 96)
    for (const { region_code } of REGIONS) expect(Math.max(...loadOf(region_code, 'solar', nights))).toBe(0)
    expect(mean(loadOf('93', 'solar', year))).toBeGreaterThan(0.11)
    expect(mean(loadOf('32', 'solar', year))).toBeLessThan(0.14)
    expect(mean(loadOf('32', 'solar', inMonths([6])))).toBeGreaterThan(
      4 * mean(loadOf('32', 'solar', inMonths([12]))),
    )
  })
})

describe('plants and exchanges', () => {
  const national = (keys: readonly number[], measure: keyof RegionalFlows) =>
    keys.map(key => [...model(key).values()].reduce((sum, flows) => sum + flows[measure], 0))
  const winter = keysOf('2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z')
  const spring = keysOf('2026-04-01T00:00:00Z', '2026-07-01T00:00:00Z')

  it('runs nuclear flat from hour to hour and lower from spring to autumn', () => {
    const load = mean(national(spring, 'nuclear_mw')) / 1000
    expect(load).toBeGreaterThan(33)
    expect(load).toBeLessThan(46)
    expect(mean(national(winter, 'nuclear_mw')) / 1000).toBeGreaterThan(load + 5)
  })

  it('pumps at night and at noon where there are pumps, and turbines in the evening', () => {
    for (const code of ['84', '76', '44']) {
      const hourly = (hour: number) =>
        seriesOf(
          code,
          keysOf(`2026-04-01T${String(hour).padStart(2, '0')}:00:00Z`, '2026-07-01T00:00:00Z', 96),
        )
      const pumping = (hour: number) => -mean(hourly(hour).map(flows => flows.pumping_mw))
      const hydro = (hour: number) => mean(hourly(hour).map(flows => flows.hydro_mw))
      expect(Math.min(pumping(2), pumping(13))).toBeGreaterThan(4 * pumping(19))
      expect(hydro(19)).toBeGreaterThan(1.4 * hydro(13))
    }
    expect(Math.max(...seriesOf('11', spring).map(flows => Math.abs(flows.pumping_mw)))).toBe(0)
  })

  it('burns gas when it is cold and dark rather than in spring', () => {
    expect(mean(national(winter, 'thermal_mw'))).toBeGreaterThan(1.5 * mean(national(spring, 'thermal_mw')))
  })

  it('exports on most hours, 5 to 20 GW on the mean', () => {
    const exchange = national(year, 'exchange_mw')
    expect(exchange.filter(value => value < 0).length / exchange.length).toBeGreaterThan(0.85)
    expect(mean(exchange)).toBeLessThan(-5_000)
    expect(mean(exchange)).toBeGreaterThan(-20_000)
  })

  it('never sends abroad more than the lines carry, however windy the night', () => {
    expect(bounds(national(year, 'exchange_mw'))[0]).toBeGreaterThan(-21_000)
    const windyNights = keysOf('2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z')
    expect(bounds(national(windyNights, 'exchange_mw'))[0]).toBeGreaterThan(-21_000)
  })
})
