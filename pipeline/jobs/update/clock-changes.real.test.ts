/** Proof on days of 23 and 25 hours as published: 2024-03-31 and 2024-10-27 in a file, 2026-03-29 in captures. */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { goldRows, receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'

const YEAR_2024 = 'odre-exports/eco2mix-regional-cons-def_HDF_2024.csv'
const CAPTURES = 'odre-regional-tr-2026/raw-captures'

/** Local hour → demand, as the file has it for a day. */
function readDay(date: string): Map<string, number> {
  const lines = readFileSync(realPath(YEAR_2024), 'utf8').split('\n')
  const cells = lines.map(line => line.split(';')).filter(line => line[3] === date && line[6] !== '')
  return new Map(cells.map(line => [line[4] ?? '', Number(line[6])]))
}

/** UTC `HH:MM` and demand of the intervals from one instant to another. */
async function demandOf(home: ReturnType<typeof temporaryHome>, code: string, from: string, to: string) {
  const rows = await goldRows(
    home,
    `SELECT strftime(interval_start_utc, '%H:%M') AS at, CAST(consumption_mw AS DOUBLE) AS mw
     FROM fact_energy_flow JOIN dim_time USING (time_key) JOIN dim_region USING (region_key) JOIN dim_energy_type USING (energy_type_key)
     WHERE region_code = '${code}' AND energy_type_code = 'demand' AND interval_start_utc >= '${from}' AND interval_start_utc < '${to}'
     ORDER BY time_key`,
  )
  return rows.map(row => [row.at, row.mw])
}

/** `HH:MM` of every half-hour from the first to the last. */
const halfHours = (first: number, end: number): string[] =>
  Array.from(
    { length: (end - first) * 2 },
    (_, index) => `${String(first + Math.floor(index / 2)).padStart(2, '0')}:${index % 2 ? '30' : '00'}`,
  )

describeReal('the consolidated year 2024 of Hauts-de-France', [YEAR_2024], () => {
  const home = temporaryHome()
  beforeAll(async () => {
    await receive(home, [realPath(YEAR_2024)], '2025-12-01T00:00:00Z')
    await bringUpToDate(home)
  }, LOAD_TIMEOUT_MS)

  it('has 46 half-hours on 2024-03-31, those of the hour that does not exist dropped', async () => {
    const published = readDay('2024-03-31')
    const local = [...halfHours(0, 2), ...halfHours(3, 24)]
    const demand = await demandOf(home, '32', '2024-03-30 23:00', '2024-03-31 22:00')
    expect(published.size).toBe(48)
    const utc = ['23:00', '23:30', ...halfHours(0, 22)]
    expect(demand).toEqual(utc.map((at, index) => [at, published.get(local[index] ?? '')]))
    expect(await goldRows(home, 'SELECT reason_code, count(*) AS rows FROM quarantine GROUP BY 1')).toEqual([
      { reason_code: 'local_hour_does_not_exist', rows: 2 },
    ])
  })

  it('has 48 half-hours on 2024-10-27, the first 02:00 to 02:59 a hole that nothing fills or alarms', async () => {
    const published = readDay('2024-10-27')
    const demand = await demandOf(home, '32', '2024-10-26 22:00', '2024-10-27 23:00')
    const utc = ['22:00', '22:30', '23:00', '23:30', ...halfHours(1, 23)]
    expect(demand).toEqual(utc.map((at, index) => [at, published.get(halfHours(0, 24)[index] ?? '')]))
    const [day] = await goldRows(
      home,
      `SELECT count(*) AS quarters FROM dim_time WHERE local_date = '2024-10-27'`,
    )
    expect(day).toEqual({ quarters: 25 * 4 })
    const [check] = await goldRows(
      home,
      `SELECT passed, rows_checked FROM quality_result WHERE check_name = 'completeness'`,
    )
    expect(check).toEqual({ passed: true, rows_checked: 366 })
  })
})

describeReal('captures of 2026-03-29', [CAPTURES], () => {
  const home = temporaryHome()
  beforeAll(async () => {
    await receive(home, [realPath(CAPTURES, '2026-03-29T02-03-19Z.json')], '2026-03-29T02:03:19Z')
    await bringUpToDate(home)
  }, LOAD_TIMEOUT_MS)

  const spring = () => demandOf(home, '11', '2026-03-29 00:45', '2026-03-29 02:15')

  const springRegions = () =>
    goldRows(
      home,
      `SELECT count(DISTINCT region_key) AS regions, count(*) AS rows
       FROM fact_energy_flow JOIN dim_time USING (time_key) JOIN dim_energy_type USING (energy_type_key)
       WHERE energy_type_code = 'demand' AND local_date = '2026-03-29' AND local_hour = 3`,
    )

  it('keep the value of each quarter and drop the copy of the hour before, before or after it', async () => {
    const measured = [
      ['00:45', 7704],
      ['01:00', 7609], // published after its copy, 7940
      ['01:15', 7535],
      ['01:30', 7469],
      ['01:45', 7361], // published before its copy, 7704
    ]
    expect(await spring()).toEqual(measured)
    // Six regions are measured at that moment; of five others only the copies have values.
    expect(await springRegions()).toEqual([{ regions: 6, rows: 6 * 4 }])
    await receive(home, [realPath(CAPTURES, '2026-03-29T06-58-51Z.json')], '2026-03-29T06:58:51Z')
    await bringUpToDate(home)
    expect(await spring()).toEqual([...measured, ['02:00', 7314]])
    expect(await goldRows(home, 'SELECT * FROM fact_energy_flow_revision')).toEqual([])
    expect(await goldRows(home, 'SELECT reason_code, count(*) AS rows FROM quarantine GROUP BY 1')).toEqual([
      { reason_code: 'local_hour_does_not_exist', rows: 4 * (11 + 12) },
    ])
    expect(await springRegions()).toEqual([{ regions: 12, rows: 12 * 4 }])
  })

  it('have 92 quarters on that day in the end', async () => {
    const [day] = await goldRows(
      home,
      `SELECT count(*) AS quarters FROM dim_time WHERE local_date = '2026-03-29'`,
    )
    expect(day).toEqual({ quarters: 92 })
  })
})
