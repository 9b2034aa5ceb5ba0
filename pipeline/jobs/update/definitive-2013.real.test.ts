/**
 * Proof on the definitive publications of 2013: nothing is lost, and what gold holds is what the files say.
 * What the files say is worked out here by a few lines that share nothing with the pipeline.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { goldRows, receive, silverRows, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import type { Update } from './update-layers.ts'

const FOLDER = 'rte-files-2013-definitive'
/** Of the measures, in the order of the columns from the fifth on. Exchange goes by its sign. */
const NAMES = ['demand', 'thermal', 'nuclear', 'wind', 'solar', 'hydro', 'pumping', 'bioenergy', 'exchange']
const SPRING_HOUR = '2013-03-31 02:'

interface PublishedRow {
  readonly region: string
  readonly date: string
  readonly time: string
  readonly values: readonly (number | undefined)[]
}

function readPublished(file: string): PublishedRow[] {
  const lines = readFileSync(realPath(FOLDER, file), 'latin1').split('\n').slice(1)
  return lines
    .map(line => line.split('\t'))
    .filter(cells => /^\d{4}-/.test(cells[2] ?? ''))
    .map(([region = '', , date = '', time = '', ...cells]) => ({
      region,
      date,
      time,
      values: cells.slice(0, 9).map(cell => (/^-?\d+$/.test(cell) ? Number(cell) : undefined)),
    }))
}

const holdsValue = ({ values }: PublishedRow) => values.some(value => value !== undefined)
const isInSpringHour = ({ date, time }: PublishedRow) => `${date} ${time}`.startsWith(SPRING_HOUR)

/** `region energy-type` → sum of MW over the rows, what is withdrawn counted negative. */
function sumPublished(rows: readonly PublishedRow[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { region, values } of rows) {
    for (const [index, value] of values.entries()) {
      if (value === undefined) continue
      const name = NAMES[index] === 'exchange' ? (value < 0 ? 'export' : 'import') : NAMES[index]
      const key = `${region} ${name}`
      sums[key] = (sums[key] ?? 0) + (name === 'demand' ? -value : value)
    }
  }
  return sums
}

/** Local days of rows whose demand is more than 20 MW from what is injected; a day ends with 00:00 of the next. */
function brokenDays(rows: readonly PublishedRow[]): string[] {
  const days = new Set<string>()
  for (const { region, date, time, values } of rows) {
    const [demand = 0, ...injected] = values
    if (Math.abs(demand - injected.reduce<number>((sum, value = 0) => sum + value, 0)) <= 20) continue
    const end = new Date(`${date}T00:00Z`).getTime() - (time === '00:00' ? 86_400_000 : 0)
    days.add(`${region} ${new Date(end).toISOString().slice(0, 10)}`)
  }
  return [...days].sort()
}

/** As the files name the regions, to compare like with like. */
const NAME_IN_FILES: Readonly<Record<string, string>> = {
  'Île-de-France': 'Ile-de-France',
  'Grand Est': 'Grand-Est',
  "Provence-Alpes-Côte d'Azur": 'PACA',
  'Pays de la Loire': 'Pays-de-la-Loire',
}
const nameInFiles = (name: unknown) => NAME_IN_FILES[String(name)] ?? String(name)

describeReal('the definitive publications of 2013', [FOLDER], () => {
  const home = temporaryHome()
  let published: readonly PublishedRow[]
  let update: Update

  beforeAll(async () => {
    published = readdirSync(realPath(FOLDER)).flatMap(readPublished).filter(holdsValue)
    await receive(home, [realPath(FOLDER)], '2015-01-01T00:00:00Z')
    update = await bringUpToDate(home)
  }, LOAD_TIMEOUT_MS)

  it('gives twelve regions, each with every half-hour but the one published as not available', async () => {
    const rows = await goldRows(
      home,
      `SELECT region_name, count(DISTINCT time_key) AS intervals FROM fact_energy_flow JOIN dim_region USING (region_key)
       WHERE step_minutes = 30 AND vintage_code = 'definitive' GROUP BY 1`,
    )
    expect(rows).toHaveLength(12)
    // 365 days of 48 half-hours, less the spring hour and 2013-01-01 00:00.
    expect(new Set(rows.map(row => row.intervals))).toEqual(new Set([365 * 48 - 2 - 1]))
  })

  it('loses no row: those with a value are in silver or, with a reason, in quarantine', async () => {
    const [silver] = await silverRows(
      home,
      'eco2mix_regional',
      'SELECT count(*) AS rows FROM eco2mix_regional',
    )
    const quarantined = await goldRows(
      home,
      `SELECT reason_code, count(*) AS rows FROM quarantine WHERE scope = 'row' GROUP BY 1`,
    )
    const inSpringHour = published.filter(isInSpringHour).length
    expect(published).toHaveLength(12 * 17_519)
    expect(inSpringHour).toBe(12 * 2)
    expect(quarantined).toEqual([{ reason_code: 'local_hour_does_not_exist', rows: inSpringHour }])
    expect(silver).toEqual({ rows: published.length - inSpringHour })
  })

  it('accounts for every line that was read', () => {
    const sum = (field: 'rows_read' | 'rows_blank' | 'rows_loaded' | 'rows_duplicate' | 'rows_quarantined') =>
      update.silver.loads.reduce((total, load) => total + load[field], 0)
    expect(sum('rows_read')).toBe(12 * 35_040)
    expect(sum('rows_blank') + sum('rows_loaded') + sum('rows_duplicate') + sum('rows_quarantined')).toBe(
      12 * 35_040,
    )
    expect(sum('rows_loaded') + sum('rows_quarantined')).toBe(published.length)
  })

  it('sums consumption and production of the year, by region and energy type, to what the files sum to', async () => {
    const rows = await goldRows(
      home,
      `SELECT region_name, energy_type_code, CAST(sum(coalesce(production_mw, 0) - coalesce(consumption_mw, 0)) AS DOUBLE) AS net_mw
       FROM fact_energy_flow JOIN dim_region USING (region_key) JOIN dim_energy_type USING (energy_type_key)
       WHERE quality_code <> 'missing' GROUP BY ALL`,
    )
    const found = Object.fromEntries(
      rows.map(row => [`${nameInFiles(row.region_name)} ${row.energy_type_code}`, row.net_mw]),
    )
    expect(found).toEqual(sumPublished(published.filter(row => !isInSpringHour(row))))
    expect(await goldRows(home, `SELECT * FROM quarantine WHERE scope = 'value'`)).toEqual([])
  })

  it('balances but on the four region-days that the files break, which the check reports', async () => {
    const [result] = await goldRows(
      home,
      `SELECT violation_count, sample FROM quality_result WHERE check_name = 'balance_identity'`,
    )
    const findings: { region_code: string; local_date: string; intervals: number }[] = JSON.parse(
      String(result?.sample),
    )
    const names: Readonly<Record<string, string>> = { '24': 'Centre-Val de Loire', '28': 'Normandie' }
    expect(
      findings.map(({ region_code, local_date }) => `${names[region_code]} ${local_date}`).sort(),
    ).toEqual(brokenDays(published))
    expect(brokenDays(published)).toEqual([
      'Centre-Val de Loire 2013-12-01',
      'Centre-Val de Loire 2013-12-27',
      'Normandie 2013-04-01',
      'Normandie 2013-04-14',
    ])
    expect(result?.violation_count).toBe(4)
  })
})
