/** The top of the page: how old the data is, and the national figures of the newest interval. */
import { html } from './dom.js'
import { newestCompleteInterval, sumOf } from './figures.js'
import {
  DASH,
  formatAge,
  formatDuration,
  formatInstant,
  formatInterval,
  formatList,
  formatMw,
  formatRatio,
  formatSignedMw,
  parisOffset,
} from './format.js'
import { freshnessOf } from './freshness.js'
import { say } from './strings.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').BalanceRow} BalanceRow */
/** @typedef {import('./grid-api.js').RegionRow} RegionRow */

/** @type {(language: Language, newest: { start: number, end: number }, now: number) => Node[]} */
export function freshnessLine(language, newest, now) {
  const freshness = freshnessOf(newest.end, now)
  const zone = say(language, 'paris_time', { offset: parisOffset(newest.start) })
  return [
    html('span', { class: `badge ${freshness}` }, say(language, freshness)),
    html(
      'span',
      {},
      `${say(language, 'newest_data')}${language === 'fr' ? '\u00a0' : ''}: `,
      html(
        'time',
        { datetime: new Date(newest.start).toISOString() },
        formatInterval(language, newest.start, newest.end),
      ),
      ` (${zone}), `,
      html('strong', {}, formatAge(language, now - newest.end)),
    ),
  ]
}

/** What to say about data that is not fresh; null when there is nothing to say. @type {(language: Language, dataEnd: number, now: number) => string | null} */
export function ageNote(language, dataEnd, now) {
  const freshness = freshnessOf(dataEnd, now)
  const end = formatInstant(language, dataEnd)
  if (freshness === 'stale') {
    return say(language, 'stale_note', { end, age: formatDuration(language, now - dataEnd) })
  }
  if (freshness === 'historic') {
    return say(language, 'historic_note', { end, age: formatAge(language, now - dataEnd) })
  }
  return null
}

/** @type {(language: Language, regions: readonly RegionRow[], sum: ReturnType<typeof sumOf>) => string | null} */
function missingNote(language, regions, { total, known_sum, missing }) {
  if (total !== null) return null
  if (missing.length === regions.length) return say(language, 'unknown_sum')
  const names = regions
    .filter(({ region_code }) => missing.includes(region_code))
    .map(region => region.region_name)
  return say(language, 'incomplete_sum', {
    missing: formatList(language, names),
    known: regions.length - missing.length,
    sum: `${formatMw(language, known_sum)} MW`,
  })
}

/** @type {(name: string, title: string, value: string, note: string, isUnknown: boolean) => HTMLElement} */
const card = (name, title, value, note, isUnknown) =>
  html(
    'div',
    { class: `card ${name}` },
    html('dt', {}, html('span', { class: `key ${name}`, 'aria-hidden': 'true' }), title),
    html(
      'dd',
      { class: 'figure' },
      value,
      ...(value === DASH ? [] : [html('span', { class: 'unit' }, ' MW')]),
    ),
    html('dd', { class: isUnknown ? 'note flagged' : 'note' }, note),
  )

/** @type {(language: Language, mw: number | null) => string} */
function exchangeNote(language, mw) {
  const direction = Math.sign(mw ?? 0)
  return say(language, direction === 0 ? 'balanced' : direction > 0 ? 'importing' : 'exporting')
}

/**
 * @param {Language} language
 * @param {readonly RegionRow[]} regions
 * @param {readonly BalanceRow[]} rows the last 24 hours
 */
export function nationalFigures(language, regions, rows) {
  const codes = regions.map(({ region_code }) => region_code)
  const interval = newestCompleteInterval(rows, codes)
  if (!interval) return { interval: '', cards: [] }
  const demand = sumOf(interval.rows, codes, 'consumption_mw')
  const production = sumOf(interval.rows, codes, 'production_mw')
  const exchange = sumOf(interval.rows, codes, 'net_exchange_mw')
  const share = production.total === null || !demand.total ? null : production.total / demand.total
  const productionNote =
    share === null
      ? say(language, 'production_note_plain')
      : say(language, 'production_note', { ratio: formatRatio(language, share) })
  /** @type {(name: string, key: import('./strings.js').TextKey, sum: typeof demand, value: string, note: string) => HTMLElement} */
  const figure = (name, key, sum, value, note) =>
    card(name, say(language, key), value, missingNote(language, regions, sum) ?? note, sum.total === null)
  return {
    interval: say(language, 'now_interval', {
      interval: formatInterval(language, interval.start, interval.end),
    }),
    cards: [
      figure('demand', 'demand', demand, formatMw(language, demand.total), say(language, 'demand_note')),
      figure('production', 'production', production, formatMw(language, production.total), productionNote),
      figure(
        'exchange',
        'net_exchange',
        exchange,
        formatSignedMw(language, exchange.total),
        exchangeNote(language, exchange.total),
      ),
    ],
  }
}
