/** The last three days and the next two of an area: forecast and tension, two charts that share their cursor. */
import { createChart } from './chart.js'
import { byId, html } from './dom.js'
import { forecastReadOut, forecastSpec, forecastTable, forecastTicks } from './forecast-view.js'
import { forecastNotes, tensionNotes } from './outlook-notes.js'
import { powerPoints, tensionPoints } from './outlook-series.js'
import { say, sayCode } from './strings.js'
import { tensionReadOut, tensionSpec, tensionTable } from './tension-view.js'
import { offerTable } from './value-table.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').TensionRow} TensionRow */
/** @typedef {import('./grid-api.js').TensionAheadRow} TensionAheadRow */
/** @typedef {import('./grid-api.js').ForecastRow} ForecastRow */
/**
 * @template Row
 * @typedef {{ answer: import('./grid-api.js').Answer<Row> | null, error: import('./grid-api.js').GridApiError | null }} Reading
 */
/**
 * @typedef {object} Outlook
 * @property {string} area INSEE code, or FR
 * @property {import('./quantities.js').Quantity} quantity
 * @property {number} from where what was measured begins, epoch ms
 * @property {number} to where it ends
 * @property {Reading<TensionRow>} tension of the area
 * @property {Reading<TensionAheadRow>} ahead of the area and of the country
 * @property {Reading<ForecastRow>} forecast of the area and quantity
 */

/** @typedef {{ start: number, end: number }} Span */

/** @type {(points: readonly Span[], at: number | null) => number | null} */
function indexAt(points, at) {
  const index = at === null ? -1 : points.findLastIndex(({ start, end }) => start <= at && at < end)
  return index < 0 ? null : index
}

/** What a chart shows: what was measured, and as far ahead as anything is told. @type {(outlook: Outlook, points: readonly Span[]) => readonly [number, number]} */
const domainOf = ({ from, to }, points) => [from, Math.max(to, ...points.map(point => point.end))]

/** @type {(language: Language, place: string, outlook: Outlook) => void} */
function writeHeads(language, place, { area, quantity, from }) {
  const name = sayCode(language, 'quantity', quantity)
  byId('outlook-title').textContent = `${say(language, 'outlook_title')}, ${place}`
  byId('forecast-title').textContent = name
  const query = new URLSearchParams({ region: area })
  byId('forecast-api').setAttribute('href', `/v1/forecasts?${query}&quantity=${quantity}`)
  byId('tension-api').setAttribute('href', `/v1/tension?${query}&from=${new Date(from).toISOString()}`)
}

/** @type {(id: string, notes: readonly import('./outlook-notes.js').Note[]) => void} */
const writeNotes = (id, notes) =>
  byId(id).replaceChildren(
    ...notes.map(({ text, is_trouble }) =>
      html('li', { class: is_trouble ? 'trouble-note' : 'plain' }, text),
    ),
  )

export function createOutlookView() {
  /** @type {(at: number | null) => void} */
  let showAt = () => {}
  /** What the charts show. @type {{ power: readonly Span[], hours: readonly Span[] }} */
  let drawn = { power: [], hours: [] }
  const charts = {
    forecast: createChart(byId('forecast-chart'), index => showAt(startAt(drawn.power, index))),
    tension: createChart(byId('tension-chart'), index => showAt(startAt(drawn.hours, index))),
  }
  const startAt = (/** @type {readonly Span[]} */ points, /** @type {number | null} */ index) =>
    index === null ? null : (points[index]?.start ?? null)

  /** @type {(language: Language, place: string, outlook: Outlook) => { power: import('./forecast-view.js').ForecastView, hours: import('./tension-view.js').TensionView }} */
  function viewsOf(language, place, outlook) {
    const { area, quantity } = outlook
    const measured = outlook.tension.answer?.data ?? []
    const ahead = (outlook.ahead.answer?.data ?? []).filter(row => row.area_code === area)
    const power = powerPoints(quantity, measured, outlook.forecast.answer?.data ?? [], ahead)
    const hours = tensionPoints(measured, ahead)
    const domain = domainOf(outlook, [...power, ...hours])
    const common = { language, place, domain, now: Date.now() }
    return { power: { ...common, quantity, points: power }, hours: { ...common, points: hours } }
  }

  /** What is said beside the charts: it grows older by itself. @type {(language: Language, place: string, outlook: Outlook) => void} */
  function drawNotes(language, place, outlook) {
    const { power, hours } = viewsOf(language, place, outlook)
    const isDrawn = power.points.some(point => point.p50_mw !== null)
    const isCut = isDrawn && (forecastTicks(power)[0] ?? 0) > 0
    writeNotes('forecast-notes', forecastNotes(language, place, outlook, isCut, power.now))
    writeNotes('tension-notes', tensionNotes(language, outlook, hours.points))
  }

  /** @type {(language: Language, place: string, outlook: Outlook) => void} */
  function draw(language, place, outlook) {
    const { power, hours } = viewsOf(language, place, outlook)
    drawn = { power: power.points, hours: hours.points }
    writeHeads(language, place, outlook)
    drawNotes(language, place, outlook)
    byId('forecast').hidden = power.points.every(point => point.p50_mw === null)
    byId('tension').hidden = hours.points.every(point => point.index === null)
    showAt = at => {
      const [powerIndex, hourIndex] = [indexAt(power.points, at), indexAt(hours.points, at)]
      charts.forecast.setCursor(powerIndex)
      charts.tension.setCursor(hourIndex)
      byId('forecast-read-out').replaceChildren(...forecastReadOut(power, powerIndex))
      byId('tension-read-out').replaceChildren(...tensionReadOut(hours, hourIndex))
    }
    charts.forecast.draw(forecastSpec(power))
    charts.tension.draw(tensionSpec(hours))
    showAt(null)
    offerTable('forecast', () => forecastTable(power))
    offerTable('tension', () => tensionTable(hours))
  }

  return { draw, drawNotes }
}
