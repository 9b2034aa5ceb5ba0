/** The table of the regions: each at its newest measured interval, sortable by every column. */
import { html } from './dom.js'
import { coverageOf, extent } from './figures.js'
import { DASH, formatInterval, formatMw, formatRatio, formatSignedMw } from './format.js'
import { say, sayCode } from './strings.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {{ region: import('./grid-api.js').RegionRow, row: import('./grid-api.js').BalanceRow | undefined }} Line */
/** @typedef {{ column: string, is_descending: boolean }} Order */

/** @typedef {{ key: import('./strings.js').TextKey, title?: import('./strings.js').TextKey, is_number?: true, is_flagged?: (line: Line, newest: string) => boolean, value: (line: Line) => string | number | null, text: (language: Language, line: Line) => string }} Column */

/** @type {readonly Column[]} */
const COLUMNS = [
  { key: 'region', value: line => line.region.region_name, text: (_, line) => line.region.region_name },
  {
    key: 'demand',
    is_number: true,
    value: ({ row }) => row?.consumption_mw ?? null,
    text: (language, { row }) => formatMw(language, row?.consumption_mw ?? null),
  },
  {
    key: 'production',
    is_number: true,
    value: ({ row }) => row?.production_mw ?? null,
    text: (language, { row }) => formatMw(language, row?.production_mw ?? null),
  },
  {
    key: 'net_exchange',
    title: 'net_exchange_title',
    is_number: true,
    value: ({ row }) => row?.net_exchange_mw ?? null,
    text: (language, { row }) => formatSignedMw(language, row?.net_exchange_mw ?? null),
  },
  {
    key: 'coverage',
    title: 'coverage_title',
    is_number: true,
    value: ({ row }) => (row ? coverageOf(row) : null),
    text: (language, { row }) => formatRatio(language, row ? coverageOf(row) : null),
  },
  {
    key: 'vintage',
    value: ({ row }) => row?.vintage ?? null,
    text: (language, { row }) => (row ? sayCode(language, 'vintage', row.vintage) : DASH),
  },
  {
    key: 'quality',
    is_flagged: ({ row }) => row !== undefined && row.quality !== 'ok',
    value: ({ row }) => row?.quality ?? null,
    text: (language, { row }) => (row ? sayCode(language, 'quality', row.quality) : DASH),
  },
  {
    key: 'interval',
    // A region that lags behind the others.
    is_flagged: ({ row }, newest) => row !== undefined && row.interval_start_utc < newest,
    value: ({ row }) => row?.interval_start_utc ?? null,
    text: (language, { row }) => {
      if (!row) return DASH
      const { start, end } = extent(row)
      return formatInterval(language, start, end)
    },
  },
]

/**
 * Missing values come last, whichever the direction.
 *
 * @type {(lines: readonly Line[], order: Order, language: Language) => Line[]}
 */
export function sortLines(lines, order, language) {
  const value = COLUMNS.find(column => column.key === order.column)?.value ?? (() => null)
  const sign = order.is_descending ? -1 : 1
  return [...lines].sort((a, b) => {
    const [left, right] = [value(a), value(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right)
    return sign * String(left).localeCompare(String(right), language)
  })
}

/** @type {(language: Language, column: Column, order: Order, onSort: (column: string) => void) => HTMLElement} */
function headCell(language, column, order, onSort) {
  const name = say(language, column.key)
  const sorted = column.key === order.column
  const button = html(
    'button',
    {
      type: 'button',
      'data-column': column.key,
      'aria-label': say(language, 'sort_by', { column: name }),
      title: column.title && say(language, column.title),
    },
    name,
    html(
      'span',
      { class: 'sort-mark', 'aria-hidden': 'true' },
      sorted ? (order.is_descending ? '↓' : '↑') : '',
    ),
  )
  button.addEventListener('click', () => onSort(column.key))
  return html(
    'th',
    {
      scope: 'col',
      class: column.is_number && 'number',
      'aria-sort': sorted ? (order.is_descending ? 'descending' : 'ascending') : undefined,
    },
    button,
  )
}

/** @type {(language: Language, column: Column, line: Line, newest: string) => HTMLElement} */
function bodyCell(language, column, line, newest) {
  const text = column.text(language, line)
  const isFlagged = column.is_flagged?.(line, newest) ?? false
  const name = [column.is_number ? 'number' : '', isFlagged ? 'flagged' : ''].join(' ').trim()
  if (text !== DASH) return html('td', { class: name || undefined }, text)
  return html(
    'td',
    { class: name || undefined },
    html('span', { 'aria-hidden': 'true' }, DASH),
    html('span', { class: 'visually-hidden' }, say(language, 'no_value')),
  )
}

/** @type {(language: Language, line: Line, newest: string) => HTMLTableRowElement} */
function bodyRow(language, line, newest) {
  const { region_code, region_name } = line.region
  const link = html('a', { 'data-region': region_code }, region_name)
  const row = html(
    'tr',
    { 'data-row': region_code },
    html('th', { scope: 'row' }, link),
    ...COLUMNS.slice(1).map(column => bodyCell(language, column, line, newest)),
  )
  row.addEventListener('click', event => {
    if (event.target !== link) link.click()
  })
  return row
}

/**
 * @param {Language} language
 * @param {readonly Line[]} lines
 * @param {Order} order
 * @param {(column: string) => void} onSort
 */
export function regionTable(language, lines, order, onSort) {
  const starts = lines.map(({ row }) => row?.interval_start_utc ?? '')
  const newest = starts.sort().at(-1) ?? ''
  return html(
    'table',
    { class: 'regions', 'aria-labelledby': 'regions-title', 'aria-describedby': 'regions-note' },
    html('thead', {}, html('tr', {}, ...COLUMNS.map(column => headCell(language, column, order, onSort)))),
    html('tbody', {}, ...sortLines(lines, order, language).map(line => bodyRow(language, line, newest))),
  )
}
