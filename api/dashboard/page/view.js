/** The balance and the mix of the chosen region and period: two charts that share their cursor. */
import { balanceSeries } from './balance-series.js'
import { balanceReadOut, balanceSpec, balanceTable } from './balance-view.js'
import { createChart } from './chart.js'
import { byId, html } from './dom.js'
import { formatDay, formatInstant, formatList } from './format.js'
import { mixSeries } from './mix-series.js'
import { mixReadOut, mixSpec, mixTable } from './mix-view.js'
import { say, sayCode } from './strings.js'
import { offerTable } from './value-table.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').RegionRow} RegionRow */
/**
 * @typedef {object} View
 * @property {Language} language
 * @property {RegionRow | undefined} region undefined: all regions
 * @property {readonly RegionRow[]} regions
 * @property {import('./ranges.js').Range} range
 * @property {import('./ranges.js').RangeQuery} query
 * @property {import('./grid-api.js').Answer<import('./grid-api.js').BalanceRow>} balance
 * @property {import('./grid-api.js').Answer<import('./grid-api.js').MixRow>} mix
 */

/** @type {(view: View, domain: readonly [number, number]) => string} */
function rangeText({ language, query }, [from, to]) {
  const step = sayCode(language, 'step', query.step)
  // Days are named whole: the last one is the day before the end.
  const texts =
    query.step === 'P1D'
      ? { from: formatDay(language, from), to: formatDay(language, to - 1) }
      : { from: formatInstant(language, from), to: formatInstant(language, to) }
  return say(language, 'range_shown', { ...texts, step })
}

/** @type {(view: View, absent: readonly string[], unavailable: readonly string[], hasGaps: boolean) => string[]} */
function notes({ language, regions, region, balance }, absent, unavailable, hasGaps) {
  const names = regions.filter(({ region_code }) => absent.includes(region_code)).map(row => row.region_name)
  const types = unavailable.map(type => sayCode(language, 'type', type))
  return [
    balance.data.length === 0 ? say(language, 'no_rows') : '',
    !region && absent.length > 0 && absent.length < regions.length
      ? say(language, 'without_regions', { missing: formatList(language, names) })
      : '',
    types.length > 0 ? say(language, 'types_unavailable', { types: formatList(language, types) }) : '',
    hasGaps ? say(language, 'gap_note') : '',
  ].filter(text => text !== '')
}

/** @type {(points: readonly { start: number, end: number, consumption_mw: number | null, production_mw: number | null }[], domain: readonly [number, number]) => boolean} */
function hasGaps(points, [from, to]) {
  if (points.length === 0) return false
  const isBroken = points.some(({ start }, index) => start > (points[index - 1]?.end ?? from))
  const isUnknown = points.some(point => point.consumption_mw === null || point.production_mw === null)
  return isBroken || isUnknown || (points.at(-1)?.end ?? to) < to
}

export function createView() {
  /** @type {(start: number | null) => void} */
  let showAt = () => {}
  /** @type {readonly { start: number }[]} */
  let balancePoints = []
  /** @type {readonly { start: number }[]} */
  let mixPoints = []
  const startAt = (/** @type {readonly { start: number }[]} */ points, /** @type {number | null} */ index) =>
    index === null ? null : (points[index]?.start ?? null)
  const balanceChart = createChart(byId('balance-chart'), index => showAt(startAt(balancePoints, index)))
  const mixChart = createChart(byId('mix-chart'), index => showAt(startAt(mixPoints, index)))

  /** @param {View} view */
  return function draw(view) {
    const { language, region, regions, range, balance, mix } = view
    const codes = region ? [region.region_code] : regions.map(row => row.region_code)
    const place = region?.region_name ?? say(language, 'all_france')
    const domain = /** @type {const} */ ([
      Date.parse(balance.interval?.from ?? view.query.from),
      Date.parse(balance.interval?.to ?? view.query.to),
    ])
    const { points, absent } = balanceSeries(balance.data, codes)
    const { points: stacked, unavailable } = mixSeries(mix.data)
    const demand = new Map(points.map(point => [point.start, point.consumption_mw]))
    const balanceView = { language, place, range, domain, points }
    const mixView = { language, place, range, domain, points: stacked, demand }
    balancePoints = points
    mixPoints = stacked

    byId('view-title').textContent = `${say(language, 'balance_title')}, ${place}`
    byId('mix-title').textContent = `${say(language, 'mix_title')}, ${place}`
    byId('view-range').textContent = rangeText(view, domain)
    byId('mix-note').textContent =
      say(language, 'mix_note') + (region ? '' : ` ${say(language, 'mix_note_france')}`)
    const isBroken = hasGaps(points, domain) || stacked.some(point => !point.is_complete)
    const texts = notes(view, absent, unavailable, isBroken)
    byId('view-notes').replaceChildren(...texts.map(text => html('li', {}, text)))

    showAt = start => {
      const indexIn = (/** @type {readonly { start: number }[]} */ among) => {
        const index = among.findIndex(point => point.start === start)
        return index < 0 ? null : index
      }
      balanceChart.setCursor(indexIn(points))
      mixChart.setCursor(indexIn(stacked))
      byId('balance-read-out').replaceChildren(...balanceReadOut(balanceView, indexIn(points)))
      byId('mix-read-out').replaceChildren(...mixReadOut(mixView, indexIn(stacked)))
    }
    balanceChart.draw(balanceSpec(balanceView))
    mixChart.draw(mixSpec(mixView))
    showAt(null)
    offerTable('balance', () => balanceTable(balanceView))
    offerTable('mix', () => mixTable(mixView))
  }
}
