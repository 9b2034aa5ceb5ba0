/** How a level of tension is shown without colour: a shape of its own, and its word. */
import { html, svg } from './dom.js'
import { sayCode } from './strings.js'

/** @typedef {import('./tension-scale.js').Level} Level */

/** Drawn in a square of 16: down, level, up, twice up. @type {Record<Level | 'unknown', string>} */
export const LEVEL_SHAPES = {
  relaxed: 'M3 5.5 8 10.5 13 5.5',
  usual: 'M3 6H13M3 10H13',
  raised: 'M3 10.5 8 5.5 13 10.5',
  high: 'M3 8.5 8 3.5 13 8.5M3 13.5 8 8.5 13 13.5',
  unknown: 'M5 6.2A3 3 0 1 1 9.3 8.4C8.4 8.9 8 9.3 8 10.4M8 13.2V13.4',
}

/** @type {(level: Level | null) => SVGElement} */
const levelShape = level =>
  svg(
    'svg',
    { class: 'level-shape', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svg('path', { d: LEVEL_SHAPES[level ?? 'unknown'] }),
  )

/** The shape on the colour of the level. @type {(level: Level | null) => HTMLElement} */
export const levelSwatch = level =>
  html('span', { class: `level-swatch ${levelClass(level)}`, 'aria-hidden': 'true' }, levelShape(level))

/** @type {(level: Level | null) => string} */
export const levelClass = level => (level === null ? 'unknown' : `level-${level}`)

/** @type {(language: import('./strings.js').Language, level: Level | null) => string} */
export const levelWord = (language, level) => sayCode(language, 'level', level ?? 'unknown')
