/** The head of a column that sorts its table: a button, with the direction as arrow and as attribute. */
import { html } from './dom.js'
import { say } from './strings.js'

/** @typedef {{ column: string, is_descending: boolean }} Order */
/** @typedef {{ key: import('./strings.js').TextKey, title?: import('./strings.js').TextKey | undefined, is_number?: boolean | undefined }} Head */

/** Sorts by the column or, pressed again, the other way round. @type {(order: Order, column: string) => Order} */
export const nextOrder = (order, column) => ({
  column,
  is_descending: column === order.column && !order.is_descending,
})

/**
 * Missing values come last, whichever the direction.
 *
 * @template Line
 * @param {readonly Line[]} lines
 * @param {(line: Line) => string | number | null} value
 * @param {boolean} isDescending
 * @param {import('./strings.js').Language} language
 * @returns {Line[]}
 */
export function sortBy(lines, value, isDescending, language) {
  const sign = isDescending ? -1 : 1
  return [...lines].sort((a, b) => {
    const [left, right] = [value(a), value(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right)
    return sign * String(left).localeCompare(String(right), language)
  })
}

/** @type {(language: import('./strings.js').Language, head: Head, order: Order, onSort: (column: string) => void) => HTMLElement} */
export function sortHead(language, { key, title, is_number }, order, onSort) {
  const name = say(language, key)
  const sorted = key === order.column
  const button = html(
    'button',
    {
      type: 'button',
      'data-column': key,
      'aria-label': say(language, 'sort_by', { column: name }),
      title: title && say(language, title),
    },
    name,
    html(
      'span',
      { class: 'sort-mark', 'aria-hidden': 'true' },
      sorted ? (order.is_descending ? '↓' : '↑') : '',
    ),
  )
  button.addEventListener('click', () => onSort(key))
  return html(
    'th',
    {
      scope: 'col',
      class: is_number ? 'number' : undefined,
      'aria-sort': sorted ? (order.is_descending ? 'descending' : 'ascending') : undefined,
    },
    button,
  )
}
