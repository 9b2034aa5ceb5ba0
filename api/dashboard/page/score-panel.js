/** The panel of the scores: reads them by itself, seldom, as they change once a night. */
import { byId, html, replaceContent } from './dom.js'
import { formatDay } from './format.js'
import { onPress, press, showText } from './frame.js'
import { settled } from './grid-api.js'
import { errorText } from './outlook-notes.js'
import { QUANTITIES } from './quantities.js'
import { scoreTable } from './score-table.js'
import { nextOrder } from './sort-head.js'
import { say, sayCode } from './strings.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').ScoreRow} ScoreRow */

const REFRESH_SECONDS = 900
const HORIZONS = ['h00_06', 'h06_24', 'h24_48']

/** Over which days the rows were scored, in words. @type {(language: Language, rows: readonly ScoreRow[]) => string} */
function daysText(language, rows) {
  const day = (/** @type {string | undefined} */ date) => formatDay(language, Date.parse(`${date}T12:00:00Z`))
  const from = day(rows.map(row => row.first_day).sort()[0])
  const to = day(
    rows
      .map(row => row.last_day)
      .sort()
      .at(-1),
  )
  const days = Math.max(...rows.map(row => row.day_count))
  return days === 1
    ? say(language, 'scores_day_note', { from })
    : say(language, 'scores_note', { days, from, to })
}

/**
 * @param {Pick<ReturnType<typeof import('./grid-api.js').gridApi>, 'scores'>} api
 * @param {() => Language} language
 * @param {(area: string) => string} placeOf the name of an area
 */
export function createScorePanel(api, language, placeOf) {
  /** @type {{ rows: readonly ScoreRow[] | null, error: import('./grid-api.js').GridApiError | null }} */
  let read = { rows: null, error: null }
  let order = { column: 'wmape', is_descending: false }
  let chosen = { horizon: HORIZONS[1] ?? '', quantity: /** @type {string} */ (QUANTITIES[0]) }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  let reading = new AbortController()

  function drawTable(/** @type {readonly ScoreRow[]} */ rows) {
    const lines = rows.map(row => ({ place: placeOf(row.region_code), row }))
    const table = scoreTable(language(), lines, order, column => {
      order = nextOrder(order, column)
      drawTable(rows)
      /** @type {HTMLElement | null} */
      const button = byId('score-table').querySelector(`button[data-column="${column}"]`)
      button?.focus()
    })
    replaceContent(byId('score-table'), ...(rows.length === 0 ? [] : [table]))
  }

  /** @type {(rows: readonly ScoreRow[]) => string} */
  function noteOf(rows) {
    if (rows.length > 0) return daysText(language(), rows)
    return say(language(), read.rows?.length === 0 ? 'scores_none' : 'scores_none_here')
  }

  function draw() {
    byId('scores').hidden = read.rows === null && read.error === null
    const rows = (read.rows ?? []).filter(
      row => row.horizon === chosen.horizon && row.quantity === chosen.quantity,
    )
    showText('scores-trouble', read.error && errorText(language(), read.error))
    showText('scores-note', read.rows && noteOf(rows))
    byId('scores-legend').hidden = rows.length === 0
    byId('score-controls').hidden = (read.rows ?? []).length === 0
    byId('choose-score-quantity').replaceChildren(
      ...QUANTITIES.map(quantity =>
        html(
          'option',
          { value: quantity, selected: quantity === chosen.quantity ? '' : undefined },
          sayCode(language(), 'quantity', quantity),
        ),
      ),
    )
    press('horizon', chosen.horizon)
    drawTable(rows)
  }

  /** What was read last stays when the server does not answer. */
  async function update() {
    clearTimeout(timer)
    reading.abort()
    reading = new AbortController()
    const { signal } = reading
    try {
      const { answer, error } = await settled(api.scores(signal), signal)
      if (answer === null || answer.data !== read.rows || read.error !== error) {
        read = { rows: answer?.data ?? read.rows, error }
        draw()
      }
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    timer = setTimeout(update, 1000 * (read.error ? 60 : REFRESH_SECONDS))
  }

  onPress('horizon', horizon => {
    chosen = { ...chosen, horizon }
    draw()
  })
  byId('choose-score-quantity').addEventListener('change', event => {
    const { value } = /** @type {HTMLSelectElement} */ (event.target)
    chosen = { ...chosen, quantity: value }
    draw()
  })
  return { draw, update }
}
