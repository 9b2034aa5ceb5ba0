/** The legend of the map: seven swatches from exporting to importing. */
import { html } from './dom.js'
import { BOUNDS, EXCHANGE_CLASSES } from './exchange-scale.js'
import { formatRatio } from './format.js'
import { say } from './strings.js'

/** @typedef {import('./strings.js').Language} Language */

/** @type {(language: Language, index: number) => string} */
function classText(language, index) {
  const side = Math.abs(index - 3)
  if (side === 0) return say(language, 'legend_balanced')
  const low = formatRatio(language, BOUNDS[side - 1] ?? null)
  const high = BOUNDS[side]
  const word = say(language, index < 3 ? 'legend_export' : 'legend_import')
  return high === undefined ? `${word} ≥ ${low}` : `${word} ${low} – ${formatRatio(language, high)}`
}

/** @type {(language: Language) => HTMLElement} */
export function mapLegend(language) {
  const swatches = EXCHANGE_CLASSES.map((name, index) =>
    html(
      'li',
      { class: name },
      html('span', { class: 'swatch', 'aria-hidden': 'true' }),
      html('span', { class: 'visually-hidden' }, classText(language, index)),
    ),
  )
  const bounds = [-1, -0.5, -0.1, 0.1, 0.5, 1].map(bound =>
    html('span', {}, `${bound < 0 ? '−' : '+'}${formatRatio(language, Math.abs(bound))}`),
  )
  return html(
    'div',
    { class: 'map-legend' },
    html(
      'div',
      { class: 'legend-sides', 'aria-hidden': 'true' },
      html('span', {}, `← ${say(language, 'legend_export')}`),
      html('span', {}, `${say(language, 'legend_import')} →`),
    ),
    html('ul', { class: 'legend-ramp' }, ...swatches),
    html('div', { class: 'legend-bounds', 'aria-hidden': 'true' }, ...bounds),
  )
}
