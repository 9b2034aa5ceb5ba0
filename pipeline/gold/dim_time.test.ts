import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from 'vitest'
import { dimTimeDays, ensureDimTime } from './dim_time.ts'
import { TABLES } from './schema.ts'

const key = (iso: string) => Date.parse(iso) / 900_000

async function emptyTable(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
  await connection.run(TABLES.dim_time ?? '')
  return connection
}

async function rows(connection: DuckDBConnection, query: string) {
  return (await connection.runAndReadAll(query)).getRowObjectsJson()
}

describe('dim_time of 2024', () => {
  let connection: DuckDBConnection
  const row = async (iso: string) =>
    (await rows(connection, `SELECT * FROM dim_time WHERE time_key = ${key(iso)}`))[0]

  beforeAll(async () => {
    connection = await emptyTable()
    await ensureDimTime(connection, key('2024-06-01T00:00Z'), key('2024-06-01T00:00Z'))
  })

  it('covers the whole local year, and no quarter more', async () => {
    expect(
      await rows(connection, 'SELECT min(time_key) AS a, max(time_key) AS b, count(*) AS n FROM dim_time'),
    ).toEqual([{ a: key('2023-12-31T23:00Z'), b: key('2024-12-31T22:45Z'), n: String(366 * 96) }])
  })

  it('shows the date and time of Paris at every quarter as the JavaScript engine does', {
    timeout: 60_000,
  }, async () => {
    const intl = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/Paris',
      dateStyle: 'short',
      timeStyle: 'short',
    })
    const all = await rows(connection, 'SELECT * FROM dim_time')
    const wrong = all.filter(
      ({ time_key, local_date, local_time }) =>
        `${local_date} ${local_time}` !== intl.format(Number(time_key) * 900_000),
    )
    expect(wrong).toEqual([])
  })

  it('fills every column of an ordinary quarter', async () => {
    expect(await row('2024-02-14T16:45:00Z')).toEqual({
      time_key: key('2024-02-14T16:45:00Z'),
      interval_start_utc: '2024-02-14 16:45:00',
      local_date: '2024-02-14',
      local_time: '17:45',
      local_year: 2024,
      local_month: 2,
      local_day: 14,
      local_hour: 17,
      iso_weekday: 3,
      day_type: 'working_day',
      is_public_holiday: false,
      public_holiday_name: null,
      school_holiday_zones: 'C',
      season: 'winter',
      is_dst: false,
      utc_offset_minutes: 60,
      half_hour_start_key: key('2024-02-14T16:30:00Z'),
      hour_start_key: key('2024-02-14T16:00:00Z'),
      day_start_key: key('2024-02-13T23:00:00Z'),
      month_start_key: key('2024-01-31T23:00:00Z'),
      year_start_key: key('2023-12-31T23:00:00Z'),
    })
  })

  it.each([
    ['2024-03-31T00:45:00Z', '01:45', 60, '2024-03-30T23:00Z'],
    ['2024-03-31T01:00:00Z', '03:00', 120, '2024-03-30T23:00Z'],
    ['2024-10-27T00:00:00Z', '02:00', 120, '2024-10-26T22:00Z'],
    ['2024-10-27T01:00:00Z', '02:00', 60, '2024-10-26T22:00Z'],
  ])('is right around the clock changes: %s is %s', async (iso, local_time, utc_offset_minutes, dayStart) => {
    expect(await row(iso)).toMatchObject({
      local_time,
      utc_offset_minutes,
      is_dst: utc_offset_minutes === 120,
      day_start_key: key(dayStart),
      hour_start_key: key(iso) - (key(iso) % 4),
    })
  })

  it.each([
    ['2024-05-07T22:00:00Z', 'public_holiday', 'Victoire de 1945'],
    ['2024-05-11T10:00:00Z', 'saturday', null],
    ['2024-05-12T10:00:00Z', 'sunday', null],
    ['2024-05-13T10:00:00Z', 'working_day', null],
  ])('gives %s the day type %s', async (iso, day_type, public_holiday_name) => {
    expect(await row(iso)).toMatchObject({
      day_type,
      public_holiday_name,
      is_public_holiday: public_holiday_name !== null,
    })
  })

  it('has a 92-quarter and a 100-quarter day, and 96 on every other', async () => {
    expect(
      await rows(
        connection,
        `SELECT local_date, count(*)::INTEGER AS quarters FROM dim_time GROUP BY day_start_key, local_date
         HAVING count(*) <> 96 ORDER BY local_date`,
      ),
    ).toEqual([
      { local_date: '2024-03-31', quarters: 92 },
      { local_date: '2024-10-27', quarters: 100 },
    ])
  })
})

describe('ensureDimTime', () => {
  it('adds nothing the second time', async () => {
    const connection = await emptyTable()
    const [first, last] = [key('2013-12-31T22:45Z'), key('2013-12-31T23:00Z')]
    expect(await ensureDimTime(connection, first, last)).toBe(2 * 365 * 96)
    expect(await ensureDimTime(connection, first, last)).toBe(0)
  })

  it('holds the years between, whether they come one by one or at once', async () => {
    const ends = [key('2023-07-01T12:00Z'), key('2025-07-01T12:00Z')] as const
    const atOnce = await emptyTable()
    await ensureDimTime(atOnce, ...ends)
    const oneByOne = await emptyTable()
    for (const end of ends.toReversed()) await ensureDimTime(oneByOne, end, end)
    const count = 'SELECT count(*)::INTEGER AS n FROM dim_time'
    expect(await rows(oneByOne, count)).toEqual(await rows(atOnce, count))
  })

  it('completes a year that was cut short and keeps the rows it finds', async () => {
    const connection = await emptyTable()
    const noon = key('2025-07-01T12:00Z')
    await ensureDimTime(connection, noon, noon)
    await connection.run(`DELETE FROM dim_time WHERE time_key % 3 = 0`)
    await connection.run(
      `UPDATE dim_time SET season = 'as found' WHERE time_key = ${noon + (noon % 3 === 0 ? 1 : 0)}`,
    )
    expect(await ensureDimTime(connection, noon, noon)).toBe((365 * 96) / 3)
    expect(await rows(connection, `SELECT count(*)::INTEGER AS n FROM dim_time`)).toEqual([{ n: 365 * 96 }])
    expect(
      await rows(connection, `SELECT count(*)::INTEGER AS n FROM dim_time WHERE season = 'as found'`),
    ).toEqual([{ n: 1 }])
  })

  it.each([
    [2, 1],
    [0.5, 1],
  ])('refuses the range %d to %d', async (first, last) => {
    await expect(ensureDimTime(await emptyTable(), first, last)).rejects.toThrow(RangeError)
  })
})

it('changes season on the first day of March, June, September and December', () => {
  const changes = dimTimeDays(2023).filter(
    (day, index, all) => index > 0 && day.season !== all[index - 1]?.season,
  )
  expect(changes.map(({ local_date, season }) => [local_date, season])).toEqual([
    ['2023-03-01', 'spring'],
    ['2023-06-01', 'summer'],
    ['2023-09-01', 'autumn'],
    ['2023-12-01', 'winter'],
  ])
})
