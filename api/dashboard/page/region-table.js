/** The table of the regions: each at its newest measured interval, sortable by every column. */
import { html } from './dom.js'
import { coverageOf, extent } from './figures.js'
import { DASH, formatIndex, formatMw, formatRatio, formatShortInterval, formatSignedMw } from './format.js'
import { sortBy, sortHead } from './sort-head.js'
import { say, sayCode } from './strings.js'
import { levelSwatch, levelWord } from './tension-mark.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {{ region: import('./grid-api.js').RegionRow, row: import('./grid-api.js').BalanceRow | undefined, tension?: import('./grid-api.js').TensionRow | undefined }} Line */
/** @typedef {import('./sort-head.js').Order} Order */

/** @typedef {{ key: import('./strings.js').TextKey, title?: import('./strings.js').TextKey, is_number?: true, is_flagged?: (line: Line, newest: string) => boolean, value: (line: Line) => string | number | null, text: (language: Language, line: Line) => string, mark?: (line: Line) => Node[], why?: (language: Language, line: Line) => string | null }} Column */

/** @type {(language: Language, tension: Line['tension']) => string} */
function tensionText(language, tension) {
  const word = levelWord(language, tension?.level ?? null)
  const index = tension?.tension_index ?? null
  return index === null ? word : `${formatIndex(language, index)}\u00a0${word}`
}

/** @type {readonly Column[]} */
const COLUMNS = [
  { key: 'region', value: line => line.region.region_name, text: (_, line) => line.region.region_name },
  {
    key: 'tension',
    title: 'tension_note',
    is_flagged: ({ tension }) => (tension?.tension_index ?? null) === null,
    value: ({ tension }) => tension?.tension_index ?? null,
    text: (language, { tension }) => tensionText(language, tension),
    mark: ({ tension }) => [levelSwatch(tension?.level ?? null)],
    why: (language, { tension }) =>
      tension?.unknown_reason ? sayCode(language, 'lack', tension.unknown_reason) : null,
  },
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
      return formatShortInterval(language, start, end)
    },
  },
]

/** @type {(lines: readonly Line[], order: Order, language: Language) => Line[]} */
export function sortLines(lines, order, language) {
  const value = COLUMNS.find(column => column.key === order.column)?.value ?? (() => null)
  return sortBy(lines, value, order.is_descending, language)
}

/** @type {(language: Language, column: Column, line: Line, newest: string) => HTMLElement} */
function bodyCell(language, column, line, newest) {
  const text = column.text(language, line)
  const isFlagged = column.is_flagged?.(line, newest) ?? false
  const name = [column.is_number ? 'number' : '', isFlagged ? 'flagged' : ''].join(' ').trim()
  const mark = column.mark?.(line) ?? []
  const why = column.why?.(language, line) ?? null
  const reason = why === null ? [] : [html('span', { class: 'visually-hidden' }, `: ${why}`)]
  if (text !== DASH) {
    return html('td', { class: name || undefined, title: why ?? undefined }, ...mark, text, ...reason)
  }
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
    { class: 'sortable regions', 'aria-labelledby': 'regions-title', 'aria-describedby': 'regions-note' },
    html('thead', {}, html('tr', {}, ...COLUMNS.map(column => sortHead(language, column, order, onSort)))),
    html('tbody', {}, ...sortLines(lines, order, language).map(line => bodyRow(language, line, newest))),
  )
}
