/**
 * The page: reads the API, draws, and asks again each minute. What is shown is chosen by the address
 * (`#region=53&range=7d`), so that the back button and a shared link work.
 */
import { MAP_COLOURS, readHash, writeHash } from './address.js'
import { byId, replaceContent } from './dom.js'
import { createFeedPanel } from './feed-panel.js'
import { newestByRegion } from './figures.js'
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
import { drawMap } from './map-view.js'
import { createOutlookPanel } from './outlook-panel.js'
import { QUANTITIES } from './quantities.js'
import { RANGES, rangeQuery } from './ranges.js'
import { regionTable } from './region-table.js'
import { createScorePanel } from './score-panel.js'
import { isSameSnapshot, newestSpan, readSnapshot } from './snapshot.js'
import { nextOrder } from './sort-head.js'
import { chooseLanguage, say } from './strings.js'
import { peakText, tensionHeadline } from './tension-headline.js'
import { newestTension } from './tension-scale.js'
import { createView } from './view.js'

const REFRESH_SECONDS = 60
const NATIONAL = 'FR'
const LANGUAGE_KEY = 'grid-power-stream.language'

/** @typedef {import('./view.js').View} View */
/** @typedef {import('./snapshot.js').Snapshot} Snapshot */

function start() {
  const api = gridApi(window.fetch.bind(window))
  const drawView = createView()
  let language = chooseLanguage(localStorage.getItem(LANGUAGE_KEY), navigator.languages)
  const feedPanel = createFeedPanel(api, () => language)
  const outlookPanel = createOutlookPanel(
    api,
    () => language,
    code => placeOf(code),
  )
  const scorePanel = createScorePanel(
    api,
    () => language,
    code => placeOf(code),
  )
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
  const placeOf = (/** @type {string} */ code) =>
    code === NATIONAL
      ? say(language, 'all_france')
      : (regionRows().find(row => row.region_code === code)?.region_name ?? code)
  const tensionNow = () => newestTension(snapshot?.tension?.data ?? [])
  /** Tension, as soon as there is any, unless something else is chosen. */
  const mapColour = () => {
    const isKnown = [...tensionNow().values()].some(row => row.tension_index !== null)
    return asked().map ?? (isKnown ? 'tension' : 'exchange')
  }
  const newest = () => newestSpan(snapshot?.latest.data ?? [])

  function drawSelection() {
    const address = asked()
    markSelection(address.region, region => writeHash({ ...address, region }))
    writeRegionChoice(language, regionRows(), address.region)
    press('range', address.range)
    press('quantity', address.quantity)
    press('map', mapColour())
  }

  function drawTension() {
    if (!snapshot) return
    const lack = snapshot.tension === null ? 'not_read' : 'no_rows'
    const tension = tensionNow()
    byId('tension-headline').replaceChildren(...tensionHeadline(language, tension.get(NATIONAL), lack))
    const { regions, latest } = snapshot
    drawMap({
      language,
      colour: mapColour(),
      regions: regions.data,
      balance: latest.data,
      tension,
      lack,
    })
    drawSelection()
  }

  function drawOutlook() {
    outlookPanel.draw()
    drawOutlookAge()
  }

  function drawOutlookAge() {
    outlookPanel.drawNotes()
    showText('tension-peak', peakText(language, outlookPanel.peak(Date.now())))
  }

  function drawTable() {
    if (!snapshot) return
    const rows = newestByRegion(snapshot.latest.data)
    const tension = tensionNow()
    const lines = regionRows().map(region => ({
      region,
      row: rows.get(region.region_code),
      tension: tension.get(region.region_code),
    }))
    replaceContent(
      byId('region-table'),
      regionTable(language, lines, order, column => {
        order = nextOrder(order, column)
        drawTable()
        drawSelection()
        /** @type {HTMLElement | null} */
        const button = byId('region-table').querySelector(`button[data-column="${column}"]`)
        button?.focus()
      }),
    )
  }

  function drawAge() {
    const span = newest()
    if (!span) return
    byId('freshness').replaceChildren(...freshnessLine(language, span, Date.now()))
    showText('age-note', ageNote(language, span.end, Date.now()))
  }

  function drawSnapshot() {
    if (!snapshot) return
    const { latest, regions } = snapshot
    const { interval, cards } = nationalFigures(language, regions.data, latest.data)
    byId('content').hidden = !newest()
    byId('simulated').hidden = !latest.meta.is_simulated
    byId('attribution').textContent = say(
      language,
      latest.meta.is_simulated ? 'attribution_simulated' : 'attribution',
    )
    byId('now-interval').textContent = interval
    byId('cards').replaceChildren(...cards)
    drawTable()
    drawTension()
    scorePanel.draw()
    drawAge()
    drawTrouble()
  }

  function drawTrouble() {
    const hasData = newest() !== undefined
    showTrouble(language, trouble, hasData)
    byId('loading').hidden = trouble !== null || hasData
  }

  function drawEverything() {
    writeTexts(language)
    drawSnapshot()
    if (view) drawView({ ...view, language })
    drawOutlook()
    scorePanel.draw()
    feedPanel.draw()
    drawTrouble()
  }

  /** @type {(signal: AbortSignal) => Promise<void>} */
  async function readOutlook(signal) {
    const { region, quantity } = asked()
    const question = { area: region ?? NATIONAL, quantity, dataEnd: newest()?.end ?? 0 }
    if (await outlookPanel.read(question, signal)) drawOutlook()
    else drawOutlookAge()
  }

  /** @type {(signal: AbortSignal) => Promise<void>} */
  async function readAll(signal) {
    const before = snapshot
    snapshot = await readSnapshot(api, signal)
    if (isSameSnapshot(before, snapshot)) drawAge()
    else drawSnapshot()
    // Regions are known, but no value yet.
    if (!newest()) throw new GridApiError(503, say(language, 'empty_title'))
  }

  /** @type {(signal: AbortSignal) => Promise<void>} */
  async function readView(signal) {
    const { region: code, range } = asked()
    const query = rangeQuery(range, newest()?.end ?? 0, code === null)
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
      if (what === 'all' || !snapshot) await readAll(signal)
      await Promise.all([readView(signal), readOutlook(signal)])
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
    location.hash = writeHash({ ...asked(), range })
  })
  onPress('map', value => {
    const map = MAP_COLOURS.find(name => name === value) ?? null
    location.hash = writeHash({ ...asked(), map })
  })
  onPress('quantity', value => {
    const quantity = QUANTITIES.find(name => name === value) ?? 'consumption'
    location.hash = writeHash({ ...asked(), quantity })
  })
  byId('choose-region').addEventListener('change', event => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target)
    location.hash = writeHash({ ...asked(), region: value === NATIONAL ? null : value })
  })
  byId('skip').addEventListener('click', event => {
    // The address holds what is shown: the link must not replace it.
    event.preventDefault()
    byId('main').focus()
  })
  byId('retry').addEventListener('click', () => update('all'))
  window.addEventListener('hashchange', () => {
    drawTension()
    update('view')
  })
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return
    update('all')
    feedPanel.update()
    scorePanel.update()
  })

  drawEverything()
  update('all')
  feedPanel.update()
  scorePanel.update()
}

start()
