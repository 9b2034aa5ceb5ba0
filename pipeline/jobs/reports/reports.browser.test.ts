/** Reports over HTTP and in a real browser, under the policy they are served with. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OPEN_DOOR } from '../../../api/auth/door.ts'
import { dashboard } from '../../../api/dashboard/dashboard.ts'
import { withReports } from '../../../api/dashboard/report-pages.ts'
import { type RunningServer, startServer } from '../../../api/server.ts'
import { type SeededWarehouse, seedWarehouse } from '../../gold/queries/seed.ts'
import { monthFacts } from '../../reports/month-fixture.ts'
import { makeReport, REPORTS } from './make-report.ts'
import { reportsOf } from './report-source.ts'

const BROWSERS = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome']
const executablePath = BROWSERS.find(path => path !== '' && existsSync(path))
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
const OCTOBER = { from: '2026-09-30T22:00:00Z', to: '2026-10-31T23:00:00Z' }
const PAGE = 'trend-2026-10.fr.html'

const home = { path: mkdtempSync(join(tmpdir(), 'reports-')) }
let seeded: SeededWarehouse
let server: RunningServer
let browser: Browser | undefined
/** What went wrong in the open pages, as the browser told. */
let faults: string[] = []

beforeAll(async () => {
  seeded = await seedWarehouse({ intervals: [], years: [2026], statements: [monthFacts(OCTOBER)] })
  server = await startServer({
    config: { GRID_HOST: '127.0.0.1', GRID_PORT: 0 },
    warehouse: seeded.warehouse,
    door: OPEN_DOOR,
    now: () => new Date('2026-11-03T09:00:00Z'),
    log: pino({ level: 'silent' }),
    pages: withReports(dashboard(), reportsOf(home)),
    drainMs: 500,
  })
})
afterAll(async () => {
  await browser?.close()
  await server.close()
  await seeded.remove()
  rmSync(home.path, { recursive: true, force: true })
})

const get = (path: string, options: RequestInit = {}) => fetch(server.url + path, options)

describe('the reports over HTTP', () => {
  it('say that there is none yet, until one is made', async () => {
    const answer = await get('/reports/')
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining('There is no report yet'),
    ])
    await makeReport(seeded.warehouse, {
      languages: ['fr', 'en'],
      folder: join(home.path, REPORTS),
      apiUrl: server.url,
      now: new Date('2026-11-03T08:00:00Z'),
    })
    const index = await (await get('/reports/')).text()
    expect(index).toContain(`<a href="${PAGE}"`)
    expect(index).toContain('October 2026')
    expect((await get('/reports', { redirect: 'manual' })).headers.get('location')).toBe('/reports/')
  })

  it('are asked for again each time, and answer 304 while they have not changed', async () => {
    const first = await get(`/reports/${PAGE}`)
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const again = await get(`/reports/${PAGE}`, {
      // Without the second one, fetch asks for no cache.
      headers: { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
    })
    expect(again.status).toBe(304)
  })

  it.each(['trend-2026-11.fr.html', '..%2fhome.json', '%2e%2e/home.json', 'trend-2026-10.fr.html/', 'index'])(
    'have nothing at %s',
    async name => {
      expect((await get(`/reports/${name}`)).status).toBe(404)
    },
  )

  it('refuse to be written', async () => {
    const answer = await get(`/reports/${PAGE}`, { method: 'POST' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  it('link to queries that answer with the figures they tell', async () => {
    const page = await (await get(`/reports/${PAGE}`)).text()
    const links = [
      ...new Set(
        [...page.matchAll(/class="query" href="([^"]+)"/g)].map(([, link = '']) =>
          link.replaceAll('&amp;', '&'),
        ),
      ),
    ]
    expect(links.length).toBeGreaterThan(15)
    for (const link of links) expect([link, (await fetch(link)).status]).toEqual([link, 200])
    const ofMonth =
      links.find(link => /balance\?step=P1M&from=2026-10-01&to=2026-11-01&asOf/.test(link)) ?? ''
    const { data } = (await (await fetch(ofMonth)).json()) as {
      data: { region_code: string; consumption_mwh: number }[]
    }
    const bretagne = data.find(row => row.region_code === '53')?.consumption_mwh ?? Number.NaN
    expect(page).toContain(`${(bretagne / 1e6).toFixed(2).replace('.', ',')}\u00a0TWh`)
  })
})

describe('a report in a browser', () => {
  beforeAll(async () => {
    if (!executablePath) {
      if (process.env.CI) throw new Error(`no browser at ${BROWSERS.join(', ')}: CI needs one`)
      return
    }
    browser = await chromium.launch({ executablePath, args: FLAGS })
  })

  beforeEach(({ skip }) => {
    skip(!executablePath, `no browser at ${BROWSERS.join(', ')}: set CHROMIUM to look at a report`)
  })

  async function open(address: string, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    faults = []
    const context = await (browser as Browser).newContext({ viewport: { width, height: 800 }, colorScheme })
    const page = await context.newPage()
    page.on('console', message => faults.push(message.text()))
    page.on('request', request => {
      if (request.url() !== address && request.url() !== 'data:,') faults.push(`asked for ${request.url()}`)
    })
    await page.goto(address)
    return page
  }

  it.each([
    ['served', 1280, 'light'],
    ['served', 390, 'dark'],
    ['from disk', 390, 'light'],
  ] as const)(
    '%s, at %d pixels in %s, has its style, asks for nothing and fits',
    async (place, width, scheme) => {
      const file = pathToFileURL(join(home.path, REPORTS, PAGE)).href
      const page = await open(place === 'served' ? `${server.url}/reports/${PAGE}` : file, width, scheme)
      const look = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        background: getComputedStyle(document.body).backgroundColor,
        charts: [...document.querySelectorAll('.chart')].filter(
          chart => chart.getBoundingClientRect().width > 0,
        ).length,
      }))
      expect(look).toEqual({
        width,
        background: scheme === 'dark' ? 'rgb(18, 21, 24)' : 'rgb(246, 246, 243)',
        charts: 2,
      })
      expect(faults).toEqual([])
      await page.context().close()
    },
  )
})
