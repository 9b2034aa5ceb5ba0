/**
 * A report's figures are what the publisher's files add up to: three regions of 2013, one month. What the files say is
 * worked out here by a few lines that share nothing with the pipeline.
 */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { localMonth } from '../../reports/local-month.ts'
import { type MonthReport, readMonthReport } from '../../reports/month-report.ts'
import { reportPage } from '../../reports/report-page.ts'
import { describeReal, LOAD_TIMEOUT_MS, realPath } from '../real-publications.ts'
import { receive, temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'

const FOLDER = 'rte-files-2013-definitive'
const FILES = {
  '11': 'eCO2mix_RTE_Ile-de-France_Annuel-Definitif_2013.xls',
  '24': 'eCO2mix_RTE_Centre-Val-de-Loire_Annuel-Definitif_2013.xls',
  '53': 'eCO2mix_RTE_Bretagne_Annuel-Definitif_2013.xls',
} as const
type Region = keyof typeof FILES
const REGIONS = Object.keys(FILES) as Region[]

/** Columns from the fifth on. */
const COLUMNS = ['demand', 'thermal', 'nuclear', 'wind', 'solar', 'hydro', 'pumping', 'bioenergy', 'exchange']
const TYPES = ['thermal', 'nuclear', 'wind', 'solar', 'hydro', 'bioenergy']

interface HalfHour {
  readonly at: string
  readonly mw: Readonly<Record<string, number>>
}

function halfHours(region: Region, month: string): HalfHour[] {
  return readFileSync(realPath(FOLDER, FILES[region]), 'latin1')
    .split('\n')
    .map(line => line.split('\t'))
    .filter(([, , date = '', time = '']) => date.startsWith(month) && /:[03]0$/.test(time))
    .map(([, , date, time, ...cells]) => ({
      at: `${date} ${time}`,
      mw: Object.fromEntries(
        COLUMNS.map((name, index) => [
          name,
          Number(cells[index]?.replace('-', '') === '' ? 0 : cells[index]),
        ]),
      ),
    }))
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const mwh = (rows: readonly HalfHour[], names: readonly string[]) =>
  sum(rows.flatMap(({ mw }) => names.map(name => mw[name] ?? Number.NaN))) / 2

describeReal('the report of February 2013', [FOLDER], () => {
  const home = temporaryHome()
  const february = Object.fromEntries(
    REGIONS.map(region => [region, halfHours(region, '2013-02')]),
  ) as Record<Region, HalfHour[]>
  let report: MonthReport

  beforeAll(async () => {
    await receive(
      home,
      REGIONS.map(region => realPath(FOLDER, FILES[region])),
      '2015-01-01T00:00:00Z',
    )
    await bringUpToDate(home)
    report = await home.warehouse.read(engine => readMonthReport(engine, localMonth(2013, 2)))
  }, LOAD_TIMEOUT_MS)

  it.each(REGIONS)('adds up to what the file of region %s adds up to', region => {
    const rows = february[region]
    expect(rows).toHaveLength(28 * 48)
    const figures = report.regions.find(({ region_code }) => region_code === region)?.figures
    expect(figures?.consumption.mwh).toBe(mwh(rows, ['demand']))
    expect(figures?.production.mwh).toBe(mwh(rows, TYPES))
    expect(figures?.net_exchange.mwh).toBe(mwh(rows, ['exchange']))
    for (const [type, quantity] of figures?.generation ?? [])
      expect([type, quantity.mwh]).toEqual([type, mwh(rows, [type])])
    expect(figures?.measured_ratio).toBe(1)
  })

  it('adds up the regions, and finds the half-hour of their highest demand', () => {
    expect(report.total.consumption.mwh).toBe(sum(REGIONS.map(region => mwh(february[region], ['demand']))))
    const together = february['11'].map(({ at }, index) => ({
      at,
      mw: sum(REGIONS.map(region => february[region][index]?.mw.demand ?? Number.NaN)),
    }))
    const peak = together.reduce((a, b) => (b.mw > a.mw ? b : a))
    expect(report.peak?.mw).toBe(peak.mw)
    expect(new Date((report.peak?.time_key ?? 0) * 900_000 + 3_600_000).toISOString().slice(0, 16)).toBe(
      peak.at.replace(' ', 'T'),
    )
  })

  it('compares with January, of which the first half-hour was not published', () => {
    const january = REGIONS.flatMap(region =>
      halfHours(region, '2013-01').filter(({ mw }) => !Number.isNaN(mw.demand)),
    )
    const mean = mwh(january, ['demand']) / (31 * 24 - 0.5)
    expect(report.monthBefore.total?.consumption.mw).toBeCloseTo(mean, 2)
  })

  it('says that it is of three regions, and of definitive data', () => {
    expect(report.counted.map(({ region_code }) => region_code)).toEqual(REGIONS)
    expect(report.quality.get('53')?.by_vintage.get('definitive')).toBe(1)
    const page = reportPage(report, { language: 'en', madeAt: new Date(0), apiUrl: '' })
    expect(page).toContain('3 of the twelve regions consumed')
    expect(page).not.toContain('SIMULATED')
  })
})
