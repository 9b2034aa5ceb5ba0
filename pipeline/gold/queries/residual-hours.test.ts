import { afterEach, expect, it } from 'vitest'
import { REGION_CODES } from '../../catalog/regions.ts'
import { seedWithCalendar } from './norm-fixture.ts'
import { type ResidualHour, readResidualHours } from './residual-hours.ts'
import { factRows, insert, type SeededWarehouse, type SeedInterval, timeKey } from './seed.ts'

let seeded: SeededWarehouse | undefined
afterEach(() => seeded?.remove())

type Interval = Omit<SeedInterval, 'region'> & { readonly region?: string }
const at = (interval: Interval): SeedInterval => ({ region: '53', ...interval })

async function hoursOf(
  intervals: readonly Interval[],
  request: { areaCodes?: readonly string[]; day?: string; asOf?: number; statements?: string[] } = {},
): Promise<ResidualHour[]> {
  const { areaCodes = ['53'], day = '2024-10-15', asOf, statements = [] } = request
  seeded = await seedWithCalendar({ intervals: intervals.map(at), statements }, [2024, 2024])
  const from = timeKey(`${day}T00:00Z`)
  return seeded.warehouse.read(engine =>
    readResidualHours(engine, { range: { from, to: from + 96 }, areaCodes, asOf }),
  )
}

const MW = { demand: 2000, wind: 300, solar: 10, exchange: 1500, nuclear: 900 }
const halves = (hour: string, first: object = {}, second: object = {}): [Interval, Interval] => [
  { at: `${hour}:00Z`, step: 30, mw: { ...MW, ...first } },
  { at: `${hour}:30Z`, step: 30, mw: { ...MW, ...second } },
]

it('means an hour over its half-hours, with the calendar of Paris', async () => {
  const rows = await hoursOf(halves('2024-10-15T08', {}, { demand: 2101, wind: 250, exchange: -100 }))
  expect(rows).toEqual([
    {
      time_key: timeKey('2024-10-15T08:00Z'),
      area_code: '53',
      local_date: '2024-10-15',
      local_hour: 10,
      day_type: 'working_day',
      consumption_mw: 2050.5,
      wind_mw: 275,
      solar_mw: 10,
      net_exchange_mw: 700,
    },
  ])
})

it('means an hour over its quarters, and over steps that differ', async () => {
  const quarter = (minute: string, demand: number): Interval => ({
    at: `2024-10-15T08:${minute}Z`,
    step: 15,
    mw: { ...MW, demand },
  })
  const [hour] = await hoursOf([quarter('00', 2000), quarter('15', 2004), halves('2024-10-15T08')[1]])
  expect(hour?.consumption_mw).toBe(2001)
})

it.each([
  [
    'a half-hour that was not published',
    halves('2024-10-15T08').slice(0, 1),
    { wind_mw: null, consumption_mw: null },
  ],
  ['wind that was not available', halves('2024-10-15T08', { wind: null }), { wind_mw: null, solar_mw: 10 }],
  [
    'sun that was not available',
    halves('2024-10-15T08', {}, { solar: null }),
    { solar_mw: null, wind_mw: 300 },
  ],
])('knows no hour with %s', async (_, intervals, expected) => {
  const [hour] = await hoursOf(intervals)
  expect(hour).toMatchObject(expected)
})

it('takes wind that draws power as below zero, and never a missing exchange for none', async () => {
  const { exchange: _, ...without } = MW
  const intervals = halves('2024-10-15T08').map(interval => ({ ...interval, mw: { ...without, wind: -4 } }))
  expect(await hoursOf(intervals)).toMatchObject([
    { wind_mw: -4, net_exchange_mw: null, consumption_mw: 2000 },
  ])
})

it('takes a suspect demand for none that was measured', async () => {
  const [first, second] = halves('2024-10-15T08')
  const intervals = [first, { ...second, suspect: true as const }]
  expect(await hoursOf(intervals)).toMatchObject([{ consumption_mw: null }])
})

const everywhere = (lacking: readonly string[] = []): Interval[] =>
  REGION_CODES.filter(code => !lacking.includes(code)).flatMap((region, nth) =>
    halves('2024-10-15T08', { demand: 2000 + nth }, { demand: 2000 + nth }).map(interval => ({
      ...interval,
      region,
    })),
  )

it('sums the country over all twelve regions', async () => {
  const rows = await hoursOf(everywhere(), { areaCodes: ['53', 'FR'] })
  expect(rows.map(({ area_code }) => area_code)).toEqual(['53', 'FR'])
  expect(rows[1]).toMatchObject({
    consumption_mw: 24_066,
    wind_mw: 3600,
    solar_mw: 120,
    net_exchange_mw: 18_000,
    local_hour: 10,
  })
})

it.each([
  ['has no row', everywhere(['11'])],
  ['lacks a half-hour', everywhere().filter(({ region, at }) => region !== '11' || !at.includes(':30'))],
])('does not know the country when a region %s', async (_, intervals) => {
  const rows = await hoursOf(intervals, { areaCodes: ['FR'] })
  expect(rows).toMatchObject([{ consumption_mw: null, wind_mw: null, solar_mw: null, net_exchange_mw: null }])
})

it('keeps the two hours at 02:00 of the autumn day apart, and has none in spring', async () => {
  const autumn = await hoursOf(
    ['00', '01', '02'].flatMap(hour => halves(`2024-10-27T${hour}`)),
    { day: '2024-10-27' },
  )
  expect(autumn.map(({ local_hour, day_type }) => `${local_hour} ${day_type}`)).toEqual([
    '2 sunday',
    '2 sunday',
    '3 sunday',
  ])
  await seeded?.remove()
  const spring = await hoursOf(
    ['00', '01'].flatMap(hour => halves(`2024-03-31T${hour}`)),
    { day: '2024-03-31' },
  )
  expect(spring.map(({ local_hour }) => local_hour)).toEqual([1, 3])
})

it('counts a public holiday as a Sunday', async () => {
  const rows = await hoursOf(halves('2024-11-11T08'), { day: '2024-11-11' })
  expect(rows).toMatchObject([{ day_type: 'sunday', local_date: '2024-11-11' }])
})

it('tells the hour as it was known at an instant', async () => {
  const before = halves('2024-10-15T08', { demand: 1900 }, { demand: 1900 }).flatMap(interval =>
    factRows(at(interval)).map(row => [
      ...row.map((value, index) => (index === 8 ? '2024-10-15 09:00:00' : value)),
      '2024-11-01 06:00:00',
      'consolidated',
      1,
    ]),
  )
  const statements = [insert('fact_energy_flow_revision', before)]
  const asOf = Date.parse('2024-10-20T00:00Z')
  expect(await hoursOf(halves('2024-10-15T08'), { asOf, statements })).toMatchObject([
    { consumption_mw: 1900 },
  ])
})

it('refuses hours of no area', async () => {
  await expect(hoursOf([], { areaCodes: [] })).rejects.toThrow('hours of no area: expected one at least')
})
