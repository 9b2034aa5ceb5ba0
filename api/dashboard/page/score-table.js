/** The scores of the forecasts: each area's errors, and what was gained on forecasts that anybody can make. */
import { html } from './dom.js'
import { DASH, formatExactRatio, formatMw, formatSignedMw, formatSignedRatio } from './format.js'
import { sortBy, sortHead } from './sort-head.js'
import { say } from './strings.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').ScoreRow} ScoreRow */
/** @typedef {{ place: string, row: ScoreRow }} ScoreLine */
/** @typedef {import('./sort-head.js').Order} Order */
/**
 * @typedef {object} ScoreColumn
 * @property {import('./strings.js').TextKey} key
 * @property {import('./strings.js').TextKey} [title]
 * @property {(row: ScoreRow) => number | null} value
 * @property {(language: Language, value: number) => string} text
 * @property {{ is_so: (value: number) => boolean, sign: string, text: import('./strings.js').TextKey }} [mark]
 */

/** An interval of 80 % is right when it holds 77 to 83 % of the values. */
const COVERAGE = { low: 0.77, high: 0.83 }

const NO_GAIN = {
  is_so: (/** @type {number} */ value) => value <= 0,
  sign: '✕',
  text: /** @type {const} */ ('not_better'),
}

/** @type {readonly ScoreColumn[]} */
const COLUMNS = [
  { key: 'mae', title: 'mae_title', value: row => row.mae_mw, text: formatMw },
  { key: 'mape', title: 'mape_title', value: row => row.mape_ratio, text: formatExactRatio },
  { key: 'wmape', title: 'wmape_title', value: row => row.wmape_ratio, text: formatExactRatio },
  { key: 'bias', title: 'bias_title', value: row => row.bias_mw, text: formatSignedMw },
  {
    key: 'coverage_80',
    title: 'coverage_80_title',
    value: row => row.coverage_ratio,
    text: formatExactRatio,
    mark: {
      is_so: value => value < COVERAGE.low || value > COVERAGE.high,
      sign: '!',
      text: 'coverage_off',
    },
  },
  ...baselines(),
  { key: 'scored_days', value: row => row.day_count, text: (_, days) => String(days) },
]

/** @returns {ScoreColumn[]} */
function baselines() {
  /** @type {Pick<ScoreColumn, 'key' | 'title' | 'value'>[]} */
  const gains = [
    { key: 'skill_d1', title: 'skill_d1_title', value: row => row.skill_vs_d1 },
    { key: 'skill_d7', title: 'skill_d7_title', value: row => row.skill_vs_d7 },
    { key: 'skill_climatology', title: 'skill_climatology_title', value: row => row.skill_vs_climatology },
  ]
  return gains.map(column => ({ ...column, text: formatSignedRatio, mark: NO_GAIN }))
}

/** @type {(language: Language, column: ScoreColumn, row: ScoreRow) => HTMLElement} */
function cell(language, { value, text, mark }, row) {
  const known = value(row)
  if (known === null) {
    return html(
      'td',
      { class: 'number' },
      html('span', { 'aria-hidden': 'true' }, DASH),
      html('span', { class: 'visually-hidden' }, say(language, 'no_value')),
    )
  }
  if (!mark?.is_so(known)) return html('td', { class: 'number' }, text(language, known))
  return html(
    'td',
    { class: 'number flagged' },
    html('span', { class: 'score-mark', 'aria-hidden': 'true' }, mark.sign),
    text(language, known),
    html('span', { class: 'visually-hidden' }, `, ${say(language, mark.text)}`),
  )
}

/** @type {(lines: readonly ScoreLine[], order: Order, language: Language) => ScoreLine[]} */
export function sortScores(lines, order, language) {
  const column = COLUMNS.find(({ key }) => key === order.column)
  return sortBy(lines, line => (column ? column.value(line.row) : line.place), order.is_descending, language)
}

/**
 * @param {Language} language
 * @param {readonly ScoreLine[]} lines
 * @param {Order} order
 * @param {(column: string) => void} onSort
 */
export const scoreTable = (language, lines, order, onSort) =>
  html(
    'table',
    { class: 'sortable scores-table', 'aria-labelledby': 'scores-title', 'aria-describedby': 'scores-note' },
    html(
      'thead',
      {},
      html(
        'tr',
        {},
        sortHead(language, { key: 'region' }, order, onSort),
        ...COLUMNS.map(({ key, title }) =>
          sortHead(language, { key, title, is_number: true }, order, onSort),
        ),
      ),
    ),
    html(
      'tbody',
      {},
      ...sortScores(lines, order, language).map(({ place, row }) =>
        html(
          'tr',
          { 'data-area': row.region_code },
          html('th', { scope: 'row' }, place),
          ...COLUMNS.map(column => cell(language, column, row)),
        ),
      ),
    ),
  )
