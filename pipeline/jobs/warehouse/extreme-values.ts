/** For tests: rows at the ends of what gold can hold: decimals, instants, flags, whole numbers, texts. */
import { columnsOf } from '../../catalog/datasets.ts'
import { feedRun } from '../../gold/queries/runs-fixture.ts'

/** The ends of what a column can hold, its smallest step, and what is easily taken for something else. */
const NUMBERS = [
  '999999999.999',
  '-999999999.999',
  '0.001',
  '-0.001',
  '0.000',
  null,
  '123456789.125',
  '-100000000.001',
  '0.100',
] as const

/** Hours: the two changes of the clock in Paris, the ends of the year there and in UTC, a leap day, before 1970. */
const HOURS = [
  '2026-03-29T00:00:00.000Z',
  '2026-03-29T01:00:00.000Z',
  '2026-10-25T00:00:00.000Z',
  '2026-10-25T01:00:00.000Z',
  '2026-12-31T23:00:00.000Z',
  '2027-01-01T00:00:00.000Z',
  '2028-02-29T23:00:00.000Z',
  '1969-12-31T23:00:00.000Z',
  '2026-07-01T00:00:00.000Z',
] as const

/** A millisecond before, at and after an hour, in turn. */
const SEEN = HOURS.map((hour, index) => new Date(Date.parse(hour) + ((index % 3) - 1)).toISOString())

export const EXTREME_WEATHER = HOURS.map((hour, index) => {
  const number = (turn: number) => NUMBERS[(index + turn) % NUMBERS.length] ?? null
  const strength = (turn: number) => number(turn)?.replace('-', '') ?? null
  return {
    region_key: index === 0 ? 2 ** 31 - 1 : index,
    time_key: Date.parse(hour) / 900_000,
    kind_code: index % 2 === 0 ? 'forecast' : 'analysis',
    first_seen_at: SEEN[index],
    temperature_celsius: number(0),
    wind_speed_10m_m_s: strength(1),
    wind_speed_100m_m_s: strength(2),
    solar_irradiance_w_m2: strength(3),
    cloud_cover_percent: index % 2 === 0 ? '100.000' : '0.001',
    point_count: 1,
    batch_key: Number.MAX_SAFE_INTEGER - index,
  }
})

export const EXTREME_WEATHER_QUERY = EXTREME_WEATHER.map(row => {
  const values = columnsOf('weather').map(({ column_name, type }) => {
    const value = Object.entries(row).find(([name]) => name === column_name)?.[1] ?? null
    return `CAST(${value === null ? 'NULL' : `'${String(value).replace('Z', '')}'`} AS ${type}) AS ${column_name}`
  })
  return `SELECT ${values.join(', ')}`
}).join(' UNION ALL ')

/** SQL text: one value of the weather that can't be. */
export const IMPOSSIBLE_WEATHER = [
  ...['wind_speed_10m_m_s', 'wind_speed_100m_m_s', 'solar_irradiance_w_m2', 'cloud_cover_percent'].map(
    column => `CAST(-0.001 AS DECIMAL(12,3)) AS ${column}`,
  ),
  'CAST(100.001 AS DECIMAL(12,3)) AS cloud_cover_percent',
  '0 AS point_count',
  'time_key + 1 AS time_key',
]

const TEXTS = ['', ' ', 'a ', 'a', 'A', 'é', 'e', 'É ', "l'été", '"', '😀 𝄞', 'a\tb\nc', null] as const

/** Runs with texts that are easily changed on the way. */
export const EXTREME_RUNS = TEXTS.map((error_message, index) =>
  feedRun({
    feed_id: `feed-${index}`,
    started_at: SEEN[index % SEEN.length] ?? '',
    finished_at: SEEN[index % SEEN.length] ?? '',
    window_from: HOURS[index % HOURS.length] ?? null,
    error_message,
    bytes: index % 2 === 0 ? Number.MAX_SAFE_INTEGER : 0,
    is_simulated: index % 2 === 0,
    quota_used: index === 1 ? 2 ** 31 - 1 : index === 2 ? 0 : null,
  }),
)

/** What is held against what was written. */
export const WRITTEN = [
  'feed_id',
  'started_at',
  'finished_at',
  'window_from',
  'error_message',
  'bytes',
  'is_simulated',
  'quota_used',
] as const
