/** The figures of a month, over seeded warehouses; what they must be is added up here by itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REGION_CODES } from '../catalog/regions.ts'
import { storeFeedRuns } from '../gold/feed_run.ts'
import { feedRun } from '../gold/queries/runs-fixture.ts'
import { type SeededWarehouse, seedWarehouse } from '../gold/queries/seed.ts'
import { LANGUAGES } from './format.ts'
import { localMonth } from './local-month.ts'
import { demandMw, monthFacts, nuclearMw, solarMw, windMw } from './month-fixture.ts'
import { type MonthReport, NoReportError, readMonthReport } from './month-report.ts'
import { reportPage } from './report-page.ts'

const OPTIONS = { madeAt: new Date('2026-11-03T08:00:00Z'), apiUrl: 'https://grid.example' }
const OCTOBER = { from: '2026-09-30T22:00:00Z', to: '2026-10-31T23:00:00Z' }
const SEPTEMBER = { from: '2026-08-31T22:00:00Z', to: '2026-09-30T22:00:00Z' }
const OCTOBER_2025 = { from: '2025-09-30T22:00:00Z', to: '2025-10-31T23:00:00Z' }
const october = localMonth(2026, 10)

const seeded: SeededWarehouse[] = []
afterAll(async () => {
  for (const { remove } of seeded) await remove()
})

async function seed(statements: readonly string[], simulated = false): Promise<SeededWarehouse> {
  const warehouse = await seedWarehouse({ intervals: [], years: [2025, 2026], statements, simulated })
  seeded.push(warehouse)
  return warehouse
}

const reportOf = async (home: SeededWarehouse, month?: ReturnType<typeof localMonth>): Promise<MonthReport> =>
  home.warehouse.read(engine => readMonthReport(engine, month))

/** Of the half-hours of a range, MWh. */
function demandMwh(regions: readonly string[], { from, to }: typeof OCTOBER, more = 0): number {
  let sum = 0
  for (let key = Date.parse(from) / 900_000; key < Date.parse(to) / 900_000; key += 2) {
    for (const region of regions) sum += demandMw(region, key, more) / 2
  }
  return sum
}

/** A page as a reader sees it: without markup, in one line with plain spaces. */
const textOf = (page: string) =>
  page
    .replace(/<style>[\s\S]*<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
const pageOf = (report: MonthReport, language: 'en' | 'fr' = 'en') =>
  reportPage(report, { ...OPTIONS, language })

describe('a whole month with a year before it', () => {
  let report: MonthReport
  beforeAll(async () => {
    const home = await seed([
      monthFacts({ ...OCTOBER_2025, more_mw: 100 }),
      monthFacts(SEPTEMBER),
      monthFacts({ ...OCTOBER, temperature_celsius: 12.5 }),
      // Suspect: neither a peak nor a lowest value.
      `UPDATE fact_energy_flow SET quality_code = 'suspect', consumption_mw = 1
       WHERE energy_type_key = 1 AND region_key = 11 AND time_key = ${Date.parse('2026-10-09T10:00:00Z') / 900_000}`,
    ])
    report = await reportOf(home)
  })

  it('is the last one that is whole', () => {
    expect(report.month.local_month).toBe('2026-10')
    expect([report.span.isWhole, report.without, report.counted.length]).toEqual([true, [], 12])
  })

  it('adds up what was consumed, made and exchanged', () => {
    const suspect = (demandMw('11', Date.parse('2026-10-09T10:00:00Z') / 900_000) - 1) / 2
    const consumed = demandMwh(REGION_CODES, OCTOBER) - suspect
    const hours = 31 * 24 + 1
    const produced = hours * (12 * (windMw + solarMw) + nuclearMw('24'))
    expect(report.total.consumption.mwh).toBeCloseTo(consumed, 3)
    expect(report.total.production.mwh).toBeCloseTo(produced, 3)
    expect(report.total.net_exchange.mwh).toBeCloseTo(consumed + suspect - produced, 3)
    expect(report.total.storage).toBeNull()
    expect(report.total.generation.get('nuclear')?.mwh).toBeCloseTo(hours * nuclearMw('24'), 3)
    expect(report.regions.find(region => region.rank === 1)?.region_code).toBe('93')
  })

  it('compares mean power with the month before and the year before', () => {
    const mean = (mwh: number, hours: number) => mwh / hours
    const year = mean(demandMwh(REGION_CODES, OCTOBER_2025, 100), 745)
    const month = mean(demandMwh(REGION_CODES, SEPTEMBER), 720)
    expect(report.yearBefore.total?.consumption.mw).toBeCloseTo(year, 1)
    expect(report.monthBefore.total?.consumption.mw).toBeCloseTo(month, 1)
    expect([report.yearBefore.isSameLength, report.monthBefore.isSameLength]).toEqual([true, false])
  })

  it('finds peak and lowest where every region is known', () => {
    const top = REGION_CODES.reduce((sum, region) => sum + demandMw(region, 94), 0)
    expect(report.peak?.mw).toBe(top)
    expect(report.lowest?.mw).toBe(top - 12 * 94)
    expect(report.regions[0]?.lowest?.mw).toBeGreaterThan(1000)
    expect(report.peakDay?.hours).toHaveLength(24)
    expect(report.days).toHaveLength(31)
    expect(report.days.every(({ demand }) => demand !== null)).toBe(true)
  })

  it('tells the mean temperature', () => {
    expect(new Set(report.regions.map(({ temperatures }) => temperatures.now))).toEqual(new Set([12.5]))
    expect(textOf(pageOf(report))).toContain('Mean temperature 12.5 °C')
  })

  it('says so in words, in both languages', () => {
    const [english, french] = [textOf(pageOf(report, 'en')), textOf(pageOf(report, 'fr'))]
    expect(english).toMatch(
      /In October 2026, the twelve regions consumed \d\d\.\d TWh: \d\.\d% less than in October 2025/,
    )
    expect(french).toMatch(
      /En octobre 2026, les douze régions ont consommé \d\d,\d TWh : \d,\d % de moins qu’en octobre 2025/,
    )
    expect(french).toContain('Plus forte consommation : Provence-Alpes-Côte d&#39;Azur')
    expect(english).not.toMatch(/undefined|NaN|null|\{/)
    expect(french).not.toMatch(/undefined|NaN|null|\{/)
  })

  it('is the same bytes for the same state of the data', async () => {
    for (const language of LANGUAGES) {
      const again = await reportOf(seeded[0] as SeededWarehouse)
      expect(pageOf(again, language)).toBe(pageOf(report, language))
    }
  })

  it('asks nothing of anywhere, and has no script and no inline style', () => {
    const page = pageOf(report)
    expect(page).not.toMatch(/<script|\sstyle=|\son\w+=|@import|url\(/)
    const addresses = [...page.matchAll(/(?:src|href)="([^"#][^"]*)"/g)].map(([, address = '']) => address)
    const asked = addresses.filter(address => !address.startsWith('https://grid.example/v1/'))
    expect(new Set(asked)).toEqual(new Set(['data:,', 'trend-2026-10.fr.html', 'index.html']))
  })

  it('has a caption for each table, a description for each chart, and each id once', () => {
    const page = pageOf(report)
    const count = (pattern: RegExp) => [...page.matchAll(pattern)].length
    expect(count(/<table/g)).toBe(count(/<caption/g))
    expect(count(/class="chart/g)).toBe(count(/<desc/g))
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(ids.length).toBe(new Set(ids).size)
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(targets.filter(id => !ids.includes(id))).toEqual([])
  })
})

describe('a month that is not over', () => {
  it('is told up to where it reaches, and compared over the same days and hours', async () => {
    const home = await seed([monthFacts({ from: '2026-08-31T22:00:00Z', to: '2026-10-17T12:30:00Z' })])
    const report = await reportOf(home, october)
    expect(report.span.isWhole).toBe(false)
    expect(report.total.consumption.mwh).toBeCloseTo(
      demandMwh(REGION_CODES, { ...OCTOBER, to: '2026-10-17T12:30:00Z' }),
      3,
    )
    expect(report.monthBefore.total?.consumption.mwh).toBeCloseTo(
      demandMwh(REGION_CODES, { ...SEPTEMBER, to: '2026-09-17T12:30:00Z' }),
      3,
    )
    const text = textOf(pageOf(report))
    expect(text).toContain('October 2026, up to 17 October, 14:30')
    expect(text).toContain('From 1 October to 17 October 2026, 14:30, the twelve regions consumed')
    expect(text).toContain(
      'No comparison with October 2025: the data is of 1 September 2026 to 17 October 2026.',
    )
    expect((await reportOf(home)).month.local_month).toBe('2026-09')
  })
})

describe('a month without some regions', () => {
  const others = REGION_CODES.filter(region => region !== '53')
  const half = { from: OCTOBER.from, to: '2026-10-16T22:00:00Z' }

  it.each([
    ['absent', []],
    ['measured half of the time', [monthFacts({ ...half, regions: ['53'] })]],
  ])('tells the sum of the others and names the one that is %s', async (_, more) => {
    const home = await seed([monthFacts({ ...OCTOBER, regions: others }), monthFacts(SEPTEMBER), ...more])
    const report = await reportOf(home, october)
    expect(report.without.map(({ region_name }) => region_name)).toEqual(['Bretagne'])
    expect(report.total.consumption.mwh).toBeCloseTo(demandMwh(others, OCTOBER), 3)
    expect(report.monthBefore.total?.consumption.mwh).toBeCloseTo(demandMwh(others, SEPTEMBER), 3)
    const text = textOf(pageOf(report))
    expect(text).toContain('Totals are without Bretagne, measured for less than 95% of the time.')
    expect(text).toContain('11 of the twelve regions consumed')
  })

  it('does not compare with a month in which one of them was not measured', async () => {
    const home = await seed([monthFacts(OCTOBER), monthFacts({ ...SEPTEMBER, regions: others })])
    const report = await reportOf(home, october)
    expect(report.monthBefore.total).toBeNull()
    expect(textOf(pageOf(report))).toContain(
      'No comparison with September 2026: it was not measured enough in Bretagne.',
    )
  })

  it('tells no total when no region was measured enough', async () => {
    const home = await seed([
      monthFacts({ from: OCTOBER.from, to: '2026-10-10T22:00:00Z' }),
      monthFacts({ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' }),
    ])
    const text = textOf(pageOf(await reportOf(home, october)))
    expect(text).toContain('What the regions consumed together in October 2026 is not known.')
    expect(text).toContain('Not ranked: measured for')
  })

  it('tells energy as a lower bound where a little is missing, and a type that was not published as unknown', async () => {
    const home = await seed([
      monthFacts({ from: OCTOBER.from, to: '2026-10-30T23:00:00Z' }),
      monthFacts({ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' }),
      `UPDATE fact_energy_flow SET production_mw = NULL, quality_code = 'missing' WHERE region_key = 24 AND energy_type_key = 2 AND time_key % 8 = 0`,
    ])
    const report = await reportOf(home, october)
    const text = textOf(pageOf(report))
    expect(text).toMatch(/the twelve regions consumed at least \d\d\.\d TWh/)
    expect(text).toContain('Their production is not known: not published whole for Centre-Val de Loire.')
    expect(report.total.generation.get('wind')?.mw).toBe(12 * windMw)
    expect(report.total.generation.get('nuclear')?.mw).toBeNull()
  })
})

describe('what surrounds the figures', () => {
  it('says that they are simulated, and escapes names as the warehouse has them', async () => {
    const home = await seed(
      [
        monthFacts(OCTOBER),
        `UPDATE dim_region SET region_name = 'Bretagne <b>&"' WHERE region_code = '53'`,
        `INSERT INTO quality_result VALUES ('jump', 'fact_energy_flow', 'warn', FALSE, 10, 1,
           '[{"region_code":"53","local_date":"2026-10-05","found":"<i>5 MW","expected":"less"}]', NULL)`,
      ],
      true,
    )
    const page = pageOf(await reportOf(home))
    expect(page).toContain('SIMULATED DATA / DONNÉES SIMULÉES')
    expect(page).toContain('This report is of simulated data and is not to be cited.')
    expect(page).not.toContain('Bretagne <b>')
    expect(page).toContain('Bretagne &lt;b&gt;&amp;&quot;')
    expect(page).toContain('&lt;i&gt;5 MW; expected less')
  })

  it('counts the runs of feeds that failed during the month, and tells why', async () => {
    const home = await seed([monthFacts(OCTOBER)])
    const failed = { outcome: 'failed', error_code: 'server-error', error_message: '503' } as const
    const run = (at: string, more = {}) => feedRun({ started_at: at, finished_at: at, ...more })
    await storeFeedRuns(home.warehouse, [
      run('2026-09-30T21:59:00.000Z', failed),
      run('2026-09-30T22:05:00.000Z'),
      run('2026-10-12T10:05:00.000Z', failed),
      run('2026-10-12T10:06:00.000Z', { ...failed, trigger: 'backfill' }),
      run('2026-10-31T23:05:00.000Z', failed),
    ])
    const report = await reportOf(home, october)
    expect(
      report.feeds.map(({ feed, run_count, failed_count }) => [feed.feed_id, run_count, failed_count]),
    ).toEqual([['eco2mix-regional-realtime', 2, 1]])
    expect(textOf(pageOf(report, 'fr'))).toContain('Le serveur du producteur est en erreur (5xx) (1)')
  })

  it('refuses a month that the data does not reach, and the last whole one where there is none', async () => {
    const home = await seed([monthFacts({ from: OCTOBER.from, to: '2026-10-03T22:00:00Z' })])
    await expect(reportOf(home, localMonth(2026, 12))).rejects.toThrow(
      new NoReportError('no report of 2026-12: the data is of 2026-10 to 2026-10'),
    )
    await expect(reportOf(home)).rejects.toThrow(/holds no whole month; --month/)
  })

  it('refuses a warehouse in which nothing was measured', async () => {
    await expect(reportOf(await seed([]))).rejects.toThrow('no interval has been measured yet')
  })
})
