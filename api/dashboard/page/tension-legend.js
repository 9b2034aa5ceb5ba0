/** The legend of the map by tension: each level with its shape, its word and the indices it holds for. */
import { html } from './dom.js'
import { levelSwatch, levelWord } from './tension-mark.js'
import { LEVELS } from './tension-scale.js'

/** Whole numbers, as the tiles show them. @type {(level: typeof LEVELS[number]) => string} */
const span = ({ from, to }) => `${from}–${to === 100 ? to : to - 1}`

/** @type {(language: import('./strings.js').Language) => HTMLElement} */
export const tensionLegend = language =>
  html(
    'ul',
    { class: 'level-legend' },
    ...LEVELS.map(level =>
      html(
        'li',
        {},
        levelSwatch(level.level),
        html('span', {}, levelWord(language, level.level)),
        html('span', { class: 'level-span' }, span(level)),
      ),
    ),
    html('li', {}, levelSwatch(null), html('span', {}, levelWord(language, null))),
  )
