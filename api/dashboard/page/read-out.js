/** The legend of a chart, which is its read-out too: each name with the value at the cursor. */
import { html } from './dom.js'
import { formatDay, formatInstant, formatInterval } from './format.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {{ name: string, text: string, value: string }} Entry */

/** A day by its date, a shorter interval by its hours. @type {(language: Language, span: { start: number, end: number }) => string} */
export function formatSpan(language, { start, end }) {
  const hours = (end - start) / 3_600_000
  if (hours >= 23) return formatDay(language, start)
  return hours > 1 ? formatInstant(language, start) : formatInterval(language, start, end)
}

/** @type {(time: string, entries: readonly Entry[]) => Node[]} */
export const readOut = (time, entries) => [
  html('p', { class: 'read-out-time' }, time),
  html(
    'ul',
    { class: 'legend' },
    ...entries.map(({ name, text, value }) =>
      html(
        'li',
        {},
        html('span', { class: `key ${name}`, 'aria-hidden': 'true' }),
        html('span', { class: 'legend-name' }, text),
        html('span', { class: 'legend-value' }, value),
      ),
    ),
  ),
]

/** @type {(time: string, entries: readonly Entry[]) => string} */
export const readOutText = (time, entries) =>
  `${time}: ${entries.map(({ text, value }) => `${text} ${value}`).join(', ')}`

/**
 * @param {string} caption
 * @param {readonly string[]} heads the first is the row header's
 * @param {readonly (readonly string[])[]} rows
 */
export const valueTable = (caption, heads, rows) =>
  html(
    'table',
    { class: 'values' },
    html('caption', {}, caption),
    html('thead', {}, html('tr', {}, ...heads.map(head => html('th', { scope: 'col' }, head)))),
    html(
      'tbody',
      {},
      ...rows.map(([first = '', ...others]) =>
        html(
          'tr',
          {},
          html('th', { scope: 'row' }, first),
          ...others.map(text => html('td', { class: 'number' }, text)),
        ),
      ),
    ),
  )
