/** The page in a real browser, over a real server and a seeded warehouse. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FEEDS } from '../../pipeline/catalog/feeds.ts'
import { REGIONS } from '../../pipeline/catalog/regions.ts'
import { openDuckDbWarehouse } from '../../pipeline/gold/duckdb-warehouse.ts'
import { type FeedRunRow, storeFeedRuns } from '../../pipeline/gold/feed_run.ts'
import { feedRun } from '../../pipeline/gold/queries/runs-fixture.ts'
import {
  type SeededWarehouse,
  type SeedInterval,
  seedWarehouse,
  writeSeed,
} from '../../pipeline/gold/queries/seed.ts'
import type { Warehouse } from '../../pipeline/gold/warehouse.ts'
import { OPEN_DOOR } from '../auth/door.ts'
import { type RunningServer, startServer } from '../server.ts'
import { dashboard } from './dashboard.ts'
import { seedOutlook } from './outlook-fixture.ts'

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

const utc = (epochMs: number) => new Date(epochMs).toISOString()
const MINUTE = 60_000
/** A run that began some minutes after the end of the seed and found everything up to there. */
const runAfter = (minutes: number, run: Partial<FeedRunRow> = {}) =>
  feedRun({
    started_at: utc(END + minutes * MINUTE),
    finished_at: utc(END + minutes * MINUTE + 5000),
    publisher_newest_utc: utc(END - QUARTER),
    our_newest_utc: utc(END - QUARTER),
    is_simulated: true,
    ...run,
  })
const FAILED = {
  outcome: 'failed',
  error_code: 'server-error',
  error_message: `503 Service Unavailable after 3 tries of ${'a long address '.repeat(20)}`,
  publisher_newest_utc: null,
} as const
const NATIONAL = { feed_id: 'eco2mix-national-realtime' }
const CONSOLIDATED = {
  feed_id: 'eco2mix-regional-consolidated',
  publisher_newest_utc: '2024-09-30T21:30:00.000Z',
  our_newest_utc: '2024-09-30T21:30:00.000Z',
}
/** Real time is well, the national feed fails once, the register three times. */
const RUNS = [
  runAfter(20),
  runAfter(10, NATIONAL),
  runAfter(25, { ...NATIONAL, ...FAILED }),
  runAfter(-400, CONSOLIDATED),
  ...[5, 15, 30].map(minutes =>
    runAfter(minutes, {
      ...FAILED,
      feed_id: 'region-register',
      error_code: 'not-the-data',
      our_newest_utc: null,
    }),
  ),
]

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
    door: OPEN_DOOR,
    now: () => new Date(END + 40 * MINUTE),
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
  await storeFeedRuns(seeded.warehouse, RUNS)
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
    await expect.poll(() => page.locator('#balance-table tbody tr').count()).toBe(96)
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
    // What it asks when it is opened has been answered by then.
    await page.waitForLoadState('networkidle')
    await page.locator('#balance-chart svg').evaluate(drawn => drawn.setAttribute('data-mark', 'same'))
    answered = []
    const ofData = () => answered.filter(({ url }) => url !== '/v1/feeds')
    await page.clock.fastForward(61_000)
    const asked = [
      '/v1/balance',
      '/v1/balance',
      '/v1/forecasts',
      '/v1/mix',
      '/v1/regions',
      '/v1/tension',
      '/v1/tension',
      '/v1/tension/forecast',
    ]
    const paths = () =>
      ofData()
        .map(({ url }) => url.split('?')[0])
        .sort()
    await expect.poll(paths).toEqual(asked)
    expect(ofData().map(({ status }) => status)).toEqual(asked.map(() => 304))
    expect(await page.locator('#balance-chart svg').getAttribute('data-mark')).toBe('same')
    await expect.poll(() => text(page, '#freshness')).toContain('41 minutes ago')
  })

  describe('tension and forecasts', () => {
    let known: SeededWarehouse
    let own: RunningServer
    const scored_days = ['2024-11-18', '2024-11-19']
    beforeAll(async () => {
      if (!executablePath) return
      known = await seedOutlook({ end: END, hours: 30, scored_days }, true)
      own = await serve(known.warehouse)
    })
    afterAll(async () => {
      await own?.close()
      await known?.remove()
    })
    const drawn = async (page: Page) => {
      await page.waitForSelector('#forecast-chart svg')
      await page.waitForSelector('#score-table tbody tr')
    }

    it('colour the map and say each level in words, the unknown one with its reason', async () => {
      const page = await open({ url: own.url })
      await drawn(page)
      const tile = (region: string) => page.locator(`#map a[data-region="${region}"]`)
      expect(await tile('75').getAttribute('class')).toBe('tile level-raised')
      expect(await tile('75').getAttribute('aria-label')).toBe(
        'Nouvelle-Aquitaine: tension raised, 84 of 100',
      )
      expect(await text(page, '#map a[data-region="75"] .tile-word')).toBe('raised')
      expect(await tile('11').getAttribute('class')).toBe('tile unknown')
      expect(await texts(page, '#map-notes li')).toEqual([
        'Tension unknown for Île-de-France: wind was not measured over the whole hour.',
      ])
      expect(await text(page, '#tension-headline')).toContain(
        'Tension of the country: unknownWhy: a region lacks values of the hour',
      )
      expect(await text(page, '#tension-peak')).toMatch(
        /^Highest expected .*: raised, \d+ of 100, on Thu, 21 Nov/,
      )
      expect(await text(page, '#region-table tr[data-row="75"] td')).toBe('84 raised')
      expect(await text(page, '#region-table tr[data-row="11"] td.flagged')).toBe(
        'unknown: wind was not measured over the whole hour',
      )
      await page.getByRole('button', { name: 'Exchange', exact: true }).press('Enter')
      await page.waitForSelector('#map .tile.import-1')
      expect(new URL(page.url()).hash).toBe('#region=FR&map=exchange')
      expect(await text(page, '#map-title')).toBe('Net exchange as a share of demand')
      expect(faults).toEqual([])
    })

    it('draw the measured line, the expected one and its band, of the quantity that is chosen', async () => {
      const page = await open({ url: own.url, hash: '#region=53' })
      await drawn(page)
      for (const mark of ['.line.measured', '.line.expected', '.interval-band', '.instant']) {
        expect([mark, await page.locator(`#forecast-chart ${mark}`).count()]).toEqual([mark, 1])
        expect([mark, await page.locator(`#tension-chart ${mark}`).count()]).toEqual([mark, 1])
      }
      expect(await text(page, '#forecast-notes')).toMatch(
        /^Forecast issued on Wed, 20 Nov 2024, 13:27, 13 minutes ago/,
      )
      await page.getByRole('button', { name: 'Solar', exact: true }).click()
      await page.waitForFunction(() => document.getElementById('forecast-title')?.textContent === 'Solar')
      expect(await text(page, '#forecast-notes')).toContain(
        'How: the usual value, as no model beats it here.',
      )
      await page.locator('#forecast-details summary').click()
      // 30 hours that were measured, 96 half-hours ahead.
      await expect.poll(() => page.locator('#forecast-table tbody tr').count()).toBe(126)
      const chart = page.getByRole('slider', { name: /Tension curve, Bretagne/ })
      await chart.focus()
      await page.keyboard.press('End')
      expect(await chart.getAttribute('aria-valuetext')).toMatch(
        /^Fri, 22 Nov 2024, 12:00–13:00: Measured –, Expected/,
      )
      expect(await text(page, '#forecast-read-out .read-out-time')).toBe('Fri, 22 Nov 2024, 12:00–12:30')
      expect(faults).toEqual([])
    })

    it('tell how good the forecasts were, and mark where a naive one was as good', async () => {
      const page = await open({ url: own.url })
      await drawn(page)
      expect(await page.locator('#score-table tbody tr').count()).toBe(13)
      expect(await text(page, '#scores-note')).toContain(
        'Scored over 2 days, Mon, 18 Nov 2024 to Tue, 19 Nov 2024',
      )
      expect(await page.locator('#score-table .flagged').count()).toBe(1)
      await page.locator('#choose-score-quantity').selectOption('solar')
      await page.getByRole('button', { name: 'up to 6 h' }).click()
      expect(await texts(page, '#score-table .flagged')).toEqual([
        '✕−4%, no better than this',
        '!70.0%, not the 80% it should be',
      ])
    })

    it('fit a phone, in the dark and in French', async () => {
      const options = { viewport: { width: 390, height: 800 }, locale: 'fr-FR', colorScheme: 'dark' } as const
      const page = await open({ url: own.url, ...options })
      await drawn(page)
      await page.locator('#tension-details summary').click()
      await page.waitForSelector('#tension-table td')
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      expect(faults).toEqual([])
    })

    it('are said to be missing, with the reason, and nothing is drawn', async () => {
      const page = await open({ hash: '#region=53' })
      await expect.poll(() => text(page, '#forecast-notes')).toMatch(/^No forecast yet/)
      expect(await text(page, '#tension-notes')).toMatch(
        /^The index of these three days is unknown: solar was not/,
      )
      for (const id of ['forecast', 'tension']) expect(await page.locator(`#${id}`).isVisible()).toBe(false)
      await expect.poll(() => text(page, '#scores-note')).toMatch(/^Nothing is scored yet/)
      expect(await text(page, '#map-title')).toBe('Net exchange as a share of demand')
    })

    it('leave the rest of the page alone when they cannot be read', async () => {
      const page = await open({ url: own.url, hash: '#region=53' })
      await drawn(page)
      await page.route(/\/v1\/(forecasts|tension)/, route => route.fulfill({ status: 500, body: 'broken' }))
      await page.locator('#choose-region').selectOption('24')
      await expect
        .poll(() => text(page, '#forecast-notes'))
        .toMatch(/^Could not be read: the server answered 500/)
      expect(await page.locator('#forecast').isVisible()).toBe(false)
      await expect.poll(() => text(page, '#view-title')).toBe('Balance, Centre-Val de Loire')
      expect(await page.locator('#trouble').isVisible()).toBe(false)
    })
  })

  describe('the feeds', () => {
    const row = (feed: string) => `#feed-table tr[data-feed="${feed}"]`
    const states = (page: Page) => texts(page, '#feed-table .feed-state')

    it('are each told with their state, age, lag of both sides, and last error', async () => {
      const page = await open()
      await page.waitForSelector('#feed-table tbody tr')
      expect(await page.locator('#feed-table tbody tr').count()).toBe(FEEDS.length)
      expect((await states(page)).slice(0, 4)).toEqual(['ok', 'ok', 'degraded', 'broken'])
      expect(await text(page, `${row('eco2mix-regional-realtime')} .newest`)).toContain('55 minutes ago')
      expect(await text(page, `${row('eco2mix-regional-realtime')} .lag`)).toContain('35 min / 0 min')
      expect(await text(page, `${row(NATIONAL.feed_id)} .sentence p`)).toBe(
        'The publisher’s server fails (5xx): the run of 20 Nov, 13:25 (Paris) failed. It is tried again within minutes, and what was missed is fetched then.',
      )
      expect(await text(page, `${row(NATIONAL.feed_id)} .feed-error`)).toMatch(
        /^Last error, 14 minutes ago: 503 Service Unavailable after 3 tries of (a long address )+.{0,14}…$/,
      )
      expect(await page.locator('#feed-table .feed-state svg').count()).toBe(FEEDS.length)
      expect(faults).toEqual([])
    })

    it('are told in French', async () => {
      const page = await open({ locale: 'fr-FR' })
      await page.waitForSelector('#feed-table tbody tr')
      expect((await states(page)).slice(0, 4)).toEqual(['en ordre', 'en ordre', 'dégradé', 'en panne'])
      expect(await text(page, `${row(NATIONAL.feed_id)} .sentence p`)).toMatch(
        /^Le serveur du producteur est en erreur/,
      )
      expect(await text(page, `${row('region-register')} th`)).toMatch(/^Registre des communes/)
    })

    it('turn broken and back on the open page by themselves', async () => {
      const home = await seedWarehouse({ intervals: seedIntervals(), simulated: true })
      const own = await serve(home.warehouse)
      closing.push(async () => {
        await own.close()
        await home.remove()
      })
      await storeFeedRuns(home.warehouse, [runAfter(10)])
      const page = await open({ url: own.url })
      const shown = (state: string) =>
        expect.poll(async () => (await states(page))[0], { timeout: 20_000 }).toBe(state)
      await shown('ok')
      await storeFeedRuns(
        home.warehouse,
        [25, 27, 31].map(minutes => runAfter(minutes, FAILED)),
      )
      await page.clock.fastForward(31_000)
      await shown('broken')
      await storeFeedRuns(home.warehouse, [runAfter(35, { trigger: 'retry' })])
      await page.clock.fastForward(31_000)
      await shown('ok')
    })

    it.each([
      ['fr-FR', 'light'],
      ['en-GB', 'dark'],
    ] as const)('are read without scrolling sideways on a phone in %s, %s', async (locale, colorScheme) => {
      const page = await open({ viewport: { width: 390, height: 844 }, locale, colorScheme })
      await page.waitForSelector('#feed-table tbody tr')
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      const widths = await page
        .locator('#feed-table .sentence')
        .evaluateAll(cells => cells.map(cell => cell.getBoundingClientRect().right))
      expect(Math.max(...widths)).toBeLessThanOrEqual(390)
    })
  })

  it('says that there is no data yet, and shows it once there is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-'))
    const warehouse = openDuckDbWarehouse(join(folder, 'warehouse.duckdb'), { waitMs: 10_000 })
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
    await expect.poll(() => page.locator('#trouble').isVisible()).toBe(false)
    expect(await page.locator('#simulated').isVisible()).toBe(false)
    expect(await text(page, '#attribution')).toBe('Data: RTE – éCO2mix, Licence Ouverte / Etalab 2.0')
  })
})
