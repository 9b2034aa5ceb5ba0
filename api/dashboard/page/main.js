/**
 * The page: reads the API, draws, and asks again each minute. What is shown is chosen by the address
 * (`#region=53&range=7d`), so that the back button and a shared link work.
 */
import { byId, replaceContent } from './dom.js'
import { createFeedPanel } from './feed-panel.js'
import { extent, newestByRegion } from './figures.js'
import {
  markSelection,
  onPress,
  press,
  showText,
  showTrouble,
  writeRegionChoice,
  writeTexts,
} from './frame.js'
import { GridApiError, gridApi } from './grid-api.js'
import { ageNote, freshnessLine, nationalFigures } from './headline.js'
import { mapLegend } from './map-legend.js'
import { RANGES, rangeQuery, readHash, writeHash } from './ranges.js'
import { regionTable } from './region-table.js'
import { chooseLanguage, say } from './strings.js'
import { tileMap } from './tile-map.js'
import { createView } from './view.js'

const REFRESH_SECONDS = 60
const LANGUAGE_KEY = 'grid-power-stream.language'

/** @typedef {import('./view.js').View} View */
/** @typedef {{ regions: import('./grid-api.js').Answer<import('./grid-api.js').RegionRow>, latest: import('./grid-api.js').Answer<import('./grid-api.js').BalanceRow> }} Snapshot */

function start() {
  const api = gridApi(window.fetch.bind(window))
  const drawView = createView()
  let language = chooseLanguage(localStorage.getItem(LANGUAGE_KEY), navigator.languages)
  const feedPanel = createFeedPanel(api, () => language)
  let order = { column: 'region', is_descending: false }
  /** @type {Snapshot | null} */
  let snapshot = null
  /** @type {Omit<View, 'language'> | null} */
  let view = null
  /** @type {GridApiError | null} */
  let trouble = null
  let loading = new AbortController()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  const regionRows = () => snapshot?.regions.data ?? []
  const asked = () =>
    readHash(
      location.hash,
      regionRows().map(row => row.region_code),
    )
  const newestSpan = () => {
    const spans = [...newestByRegion(snapshot?.latest.data ?? []).values()].map(extent)
    return spans.sort((a, b) => a.end - b.end).at(-1)
  }

  function drawSelection() {
    const { region, range } = asked()
    markSelection(region, code => writeHash(code, range))
    writeRegionChoice(language, regionRows(), region)
    press('range', range)
  }

  function drawTable() {
    if (!snapshot) return
    const newest = newestByRegion(snapshot.latest.data)
    const lines = regionRows().map(region => ({ region, row: newest.get(region.region_code) }))
    replaceContent(
      byId('region-table'),
      regionTable(language, lines, order, column => {
        order = { column, is_descending: column === order.column && !order.is_descending }
        drawTable()
        drawSelection()
        /** @type {HTMLElement | null} */
        const button = byId('region-table').querySelector(`button[data-column="${column}"]`)
        button?.focus()
      }),
    )
  }

  function drawAge() {
    const newest = newestSpan()
    if (!newest) return
    byId('freshness').replaceChildren(...freshnessLine(language, newest, Date.now()))
    showText('age-note', ageNote(language, newest.end, Date.now()))
  }

  function drawSnapshot() {
    if (!snapshot) return
    const { latest, regions } = snapshot
    const { interval, cards } = nationalFigures(language, regions.data, latest.data)
    byId('content').hidden = !newestSpan()
    byId('simulated').hidden = !latest.meta.is_simulated
    byId('attribution').textContent = say(
      language,
      latest.meta.is_simulated ? 'attribution_simulated' : 'attribution',
    )
    byId('now-interval').textContent = interval
    byId('cards').replaceChildren(...cards)
    replaceContent(byId('map'), tileMap(language, regions.data, newestByRegion(latest.data)))
    byId('map-legend').replaceChildren(mapLegend(language))
    drawTable()
    drawSelection()
    drawAge()
    drawTrouble()
  }

  function drawTrouble() {
    const hasData = newestSpan() !== undefined
    showTrouble(language, trouble, hasData)
    byId('loading').hidden = trouble !== null || hasData
  }

  function drawEverything() {
    writeTexts(language)
    drawSnapshot()
    if (view) drawView({ ...view, language })
    feedPanel.draw()
    drawTrouble()
  }

  /** @type {(signal: AbortSignal) => Promise<void>} */
  async function readSnapshot(signal) {
    const [regions, latest] = await Promise.all([api.regions(signal), api.latest(signal)])
    if (regions === snapshot?.regions && latest === snapshot.latest) drawAge()
    else {
      snapshot = { regions, latest }
      drawSnapshot()
    }
    // Regions are known, but no value yet.
    if (!newestSpan()) throw new GridApiError(503, say(language, 'empty_title'))
  }

  /** @type {(signal: AbortSignal) => Promise<void>} */
  async function readView(signal) {
    const { region: code, range } = asked()
    const query = rangeQuery(range, newestSpan()?.end ?? 0, code === null)
    const parameters = { ...query, ...(code === null ? {} : { region: code }) }
    const [balance, mix] = await Promise.all([api.balance(parameters, signal), api.mix(parameters, signal)])
    const region = regionRows().find(row => row.region_code === code)
    if (view && balance === view.balance && mix === view.mix && region === view.region) return
    view = { region, regions: regionRows(), range, query, balance, mix }
    drawView({ ...view, language })
  }

  /** One reading at a time: a newer one, after a click, ends the one before. @type {(what: 'all' | 'view') => Promise<void>} */
  async function update(what) {
    loading.abort()
    loading = new AbortController()
    const { signal } = loading
    clearTimeout(timer)
    byId('content').setAttribute('aria-busy', 'true')
    try {
      if (what === 'all' || !snapshot) await readSnapshot(signal)
      await readView(signal)
      trouble = null
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof GridApiError)) throw error
      trouble = error
    }
    byId('content').removeAttribute('aria-busy')
    drawTrouble()
    timer = setTimeout(() => update('all'), 1000 * (trouble?.retrySeconds ?? REFRESH_SECONDS))
  }

  onPress('language', value => {
    language = chooseLanguage(value, [])
    localStorage.setItem(LANGUAGE_KEY, language)
    drawEverything()
  })
  onPress('range', value => {
    const range = RANGES.find(name => name === value) ?? '24h'
    location.hash = writeHash(asked().region, range)
  })
  byId('choose-region').addEventListener('change', event => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target)
    location.hash = writeHash(value === 'FR' ? null : value, asked().range)
  })
  byId('skip').addEventListener('click', event => {
    // The address holds what is shown: the link must not replace it.
    event.preventDefault()
    byId('main').focus()
  })
  byId('retry').addEventListener('click', () => update('all'))
  window.addEventListener('hashchange', () => {
    drawSelection()
    update('view')
  })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return
    update('all')
    feedPanel.update()
  })

  drawEverything()
  update('all')
  feedPanel.update()
}

start()
