/** The page in a real browser, over a real server and a seeded warehouse. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { REGIONS } from '../../pipeline/catalog/regions.ts'
import { openDuckDbWarehouse } from '../../pipeline/gold/duckdb-warehouse.ts'
import {
  type SeededWarehouse,
  type SeedInterval,
  seedWarehouse,
  writeSeed,
} from '../../pipeline/gold/queries/seed.ts'
import type { Warehouse } from '../../pipeline/gold/warehouse.ts'
import { type RunningServer, startServer } from '../server.ts'
import { dashboard } from './dashboard.ts'

const BROWSERS = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome']
const executablePath = BROWSERS.find(path => path !== '' && existsSync(path))
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
const OFFLINE = ['--disable-background-networking', '--disable-component-update']

/** The seed ends at 12:00 UTC, 13:00 in Paris. */
const END = Date.parse('2024-11-20T12:00:00Z')
const QUARTER = 900_000
const QUARTERS = 100

/** Bretagne imports, Centre-Val de Loire exports five times its demand; Normandie misses two hours. */
function seedIntervals(): SeedInterval[] {
  const ofRegion = (region: string, demand: number) =>
    Array.from({ length: QUARTERS }, (_, index): SeedInterval => {
      const nuclear = region === '24' ? 6 * demand : demand / 2
      const wind = 50 + 40 * Math.round(10 * Math.sin(index / 9)) * 0.1
      const exchange = demand - nuclear - wind
      return {
        region,
        at: new Date(END - (QUARTERS - index) * QUARTER).toISOString(),
        step: 15,
        mw: {
          demand,
          nuclear,
          wind,
          ...(exchange >= 0 ? { import: exchange } : { export: -exchange }),
        },
      }
    })
  const inHole = ({ region, at }: SeedInterval) =>
    region === '28' && Date.parse(at) >= END - 40 * QUARTER && Date.parse(at) < END - 32 * QUARTER
  return REGIONS.flatMap(({ region_code }, index) => ofRegion(region_code, 1000 + 100 * index)).filter(
    interval => !inHole(interval),
  )
}

let browser: Browser
let seeded: SeededWarehouse
let server: RunningServer
/** What went wrong in the open pages, as the browser told. */
let faults: string[] = []
const closing: (() => Promise<void>)[] = []

/** What the servers answered, from their own log. */
let answered: { url: string; status: number }[] = []
const log = pino({}, { write: line => void answered.push(JSON.parse(line)) })

const serve = (warehouse: Warehouse) =>
  startServer({
    config: { GRID_HOST: '127.0.0.1', GRID_PORT: 0 },
    warehouse,
    now: () => new Date(END),
    log,
    pages: dashboard(),
    drainMs: 500,
  })

beforeAll(async () => {
  if (!executablePath) {
    if (process.env.CI) throw new Error(`no browser at ${BROWSERS.join(', ')}: CI needs one`)
    return
  }
  seeded = await seedWarehouse({ intervals: seedIntervals(), simulated: true })
  server = await serve(seeded.warehouse)
  browser = await chromium.launch({ executablePath, args: [...QUIET, ...OFFLINE] })
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await seeded?.remove()
})
beforeEach(({ skip }) => {
  skip(!executablePath, `no browser at ${BROWSERS.join(', ')}: set CHROMIUM to test the page`)
  faults = []
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Visit extends BrowserContextOptions {
  readonly url?: string
  /** What the browser's clock says; by default 40 minutes after the newest interval. */
  readonly clock?: number
  readonly hash?: string
}

/** Opens the page and waits for its data, or for the message that there is none. */
async function open({ url = server.url, clock = END + 40 * 60_000, hash = '', ...options }: Visit = {}) {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 900 },
    ...options,
  })
  closing.push(() => context.close())
  const page = await context.newPage()
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', error => faults.push(error.message))
  page.on('request', request => {
    if (new URL(request.url()).origin !== url) faults.push(`another host: ${request.url()}`)
  })
  await page.clock.install({ time: clock })
  await page.goto(`${url}/${hash}`)
  await page.waitForSelector('#balance-chart svg, #trouble:not([hidden])')
  return page
}

const texts = (page: Page, selector: string) => page.locator(selector).allTextContents()
/** Of the first that matches, as one line with plain spaces. */
const text = async (page: Page, selector: string) =>
  ((await texts(page, selector))[0] ?? '').replace(/\s+/g, ' ').trim()
const curve = (page: Page) => page.locator('#balance-chart .line.demand').getAttribute('d')

describe('the page', () => {
  it('shows regions, figures and curves without one error or refused resource', async () => {
    const page = await open()
    expect(await page.locator('#map a.tile').count()).toBe(12)
    expect(await page.locator('#region-table tbody tr').count()).toBe(12)
    // 1000 + 1100 + … + 2100.
    expect(await text(page, '#cards .figure')).toBe('18,600 MW')
    expect(await page.locator('#balance-chart .line').count()).toBe(3)
    expect(await page.locator('#mix-chart .band').count()).toBeGreaterThanOrEqual(3)
    expect(faults).toEqual([])
  })

  it('says that the data is simulated, how old it is and in which zone', async () => {
    const page = await open()
    expect(await page.locator('#simulated').isVisible()).toBe(true)
    expect(await text(page, '#freshness')).toContain(
      'Newest data: Wed, 20 Nov 2024, 12:45–13:00 (Paris time, UTC+1), 40 minutes ago',
    )
    expect(await page.locator('#age-note').isVisible()).toBe(false)
  })

  it('breaks the national curve where one region is missing', async () => {
    const page = await open()
    const pieces = ((await curve(page)) ?? '').split('M').length - 1
    expect(pieces).toBe(2)
    expect(await texts(page, '#view-notes li')).toEqual([
      'Gaps in the curves are intervals that were not published completely.',
    ])
  })

  it('shows a region when its tile is clicked, and goes back', async () => {
    const page = await open()
    const national = await curve(page)
    await page.locator('#map a[data-region="53"]').click()
    await page.waitForFunction(
      () => document.getElementById('view-title')?.textContent === 'Balance, Bretagne',
    )
    expect(new URL(page.url()).hash).toBe('#region=53')
    expect(await curve(page)).not.toBe(national)
    expect(await text(page, '#region-table tr.selected')).toContain('Bretagne')
    await page.goBack()
    await page.waitForFunction(
      () => document.getElementById('view-title')?.textContent === 'Balance, Mainland France',
    )
    expect(await curve(page)).toBe(national)
    expect(faults).toEqual([])
  })

  it('shows a region when its row is clicked, and the period that is asked for', async () => {
    const page = await open()
    await page.locator('#region-table tr[data-row="24"] td').first().click()
    await page.getByRole('button', { name: '7 days' }).click()
    await page.waitForFunction(() =>
      document.getElementById('view-range')?.textContent?.includes('hourly means'),
    )
    expect(new URL(page.url()).hash).toBe('#region=24&range=7d')
    expect(await text(page, '#view-title')).toBe('Balance, Centre-Val de Loire')
    expect(await page.locator('#choose-region').inputValue()).toBe('24')
  })

  it('speaks the other language at once, and remembers it', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Français' }).click()
    expect(await text(page, 'h1')).toBe('L’équilibre électrique des régions françaises')
    expect(await text(page, '#cards dt')).toBe('Consommation')
    await page.reload()
    await page.waitForSelector('#balance-chart svg')
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
  })

  it('begins in the language of the browser', async () => {
    const page = await open({ locale: 'fr-FR' })
    expect(await text(page, '#simulated strong')).toBe('DONNÉES SIMULÉES / SIMULATED DATA')
  })

  it.each([
    [360, 'fr-FR', 'light'],
    [360, 'en-GB', 'dark'],
    [1280, 'fr-FR', 'dark'],
  ] as const)('fits %d pixels in %s, %s', async (width, locale, colorScheme) => {
    const page = await open({ viewport: { width, height: 800 }, locale, colorScheme, hash: '#region=93' })
    await page.locator('#mix-details summary').click()
    await page.waitForSelector('#mix-table td')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    expect(faults).toEqual([])
  })

  it('reads the values out to the keyboard, and offers them as a table', async () => {
    const page = await open({ hash: '#region=53' })
    const chart = page.getByRole('slider', { name: /Balance curve, Bretagne/ })
    await chart.focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    expect(await chart.getAttribute('aria-valuetext')).toMatch(
      /^Wed, 20 Nov 2024, 12:30–12:45: Demand 1,700, /,
    )
    expect(await text(page, '#mix-read-out .read-out-time')).toBe('Wed, 20 Nov 2024, 12:30–12:45')
    await page.locator('#balance-details summary').click()
    expect(await page.locator('#balance-table tbody tr').count()).toBe(96)
  })

  it('sorts the table by the column that is pressed, and keeps the focus there', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Sort by Net exchange' }).press('Enter')
    expect((await texts(page, '#region-table tbody th'))[0]).toBe('Centre-Val de Loire')
    await page.keyboard.press('Enter')
    expect((await texts(page, '#region-table tbody th')).at(-1)).toBe('Centre-Val de Loire')
    expect(await text(page, 'th[aria-sort="descending"]')).toContain('Net exchange')
  })

  it('says plainly that old data is old, and ends the periods there', async () => {
    const page = await open({ clock: Date.parse('2026-11-22T12:00:00Z') })
    expect(await text(page, '#age-note')).toContain('Historic data')
    expect(await text(page, '#view-range')).toContain('to Wed, 20 Nov 2024, 13:00')
  })

  it('asks again each minute by conditional request, and draws nothing when nothing changed', async () => {
    const page = await open()
    await page.locator('#balance-chart svg').evaluate(drawn => drawn.setAttribute('data-mark', 'same'))
    answered = []
    await page.clock.fastForward(61_000)
    await expect.poll(() => answered.map(({ status }) => status)).toEqual([304, 304, 304, 304])
    expect(answered.map(({ url }) => url.split('?')[0]).sort()).toEqual([
      '/v1/balance',
      '/v1/balance',
      '/v1/mix',
      '/v1/regions',
    ])
    expect(await page.locator('#balance-chart svg').getAttribute('data-mark')).toBe('same')
    await expect.poll(() => text(page, '#freshness')).toContain('41 minutes ago')
  })

  it('says that there is no data yet, and shows it once there is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-'))
    const warehouse = openDuckDbWarehouse(join(folder, 'warehouse.duckdb'), { waitMs: 200 })
    const empty = await serve(warehouse)
    closing.push(async () => {
      await empty.close()
      await warehouse.close()
      rmSync(folder, { recursive: true })
    })
    const page = await open({ url: empty.url })
    expect(await text(page, '#trouble-title')).toBe('No data yet')
    expect(await page.locator('#content').isVisible()).toBe(false)
    await warehouse.write(connection => writeSeed(connection, { intervals: seedIntervals() }))
    await page.getByRole('button', { name: 'Try again now' }).click()
    await page.waitForSelector('#balance-chart svg')
    expect(await page.locator('#trouble').isVisible()).toBe(false)
    expect(await page.locator('#simulated').isVisible()).toBe(false)
    expect(await text(page, '#attribution')).toBe('Data: RTE – éCO2mix, Licence Ouverte / Etalab 2.0')
  })
})
