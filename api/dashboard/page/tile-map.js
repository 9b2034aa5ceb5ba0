/** The map: one hexagon per region, laid out so that neighbours touch and the whole resembles France. */
import { svg } from './dom.js'
import { say } from './strings.js'

/** Column and row of each region; odd rows are half a hexagon apart from even ones. */
export const TILES = /** @type {const} */ ({
  32: { short: 'HDF', column: 3, row: 0 },
  28: { short: 'NOR', column: 1.5, row: 1 },
  11: { short: 'IDF', column: 2.5, row: 1 },
  44: { short: 'GES', column: 3.5, row: 1 },
  53: { short: 'BRE', column: 0, row: 2 },
  52: { short: 'PDL', column: 1, row: 2 },
  24: { short: 'CVL', column: 2, row: 2 },
  27: { short: 'BFC', column: 3, row: 2 },
  75: { short: 'NAQ', column: 1.5, row: 3 },
  84: { short: 'ARA', column: 2.5, row: 3 },
  76: { short: 'OCC', column: 2, row: 4 },
  93: { short: 'PAC', column: 3, row: 4 },
})

const WIDTH = 100
const RADIUS = WIDTH / Math.sqrt(3)
const MARGIN = 6
const VIEW = [4.5 * WIDTH + 2 * MARGIN, 8 * RADIUS + 2 * MARGIN]

/** @type {(x: number, y: number, radius: number) => string} */
function hexagon(x, y, radius) {
  const corners = [0, 1, 2, 3, 4, 5].map(corner => {
    const angle = (Math.PI / 3) * corner - Math.PI / 2
    return `${(x + radius * Math.cos(angle)).toFixed(1)},${(y + radius * Math.sin(angle)).toFixed(1)}`
  })
  return corners.join(' ')
}

/** The value, with the shape before it and the word below it where there are such. @type {(face: import('./map-faces.js').Face, x: number, y: number) => SVGElement[]} */
function faceMarks({ value, word, shape }, x, y) {
  const line = word === undefined ? y + 17 : y + 8
  return [
    ...(shape === undefined
      ? []
      : [svg('path', { class: 'tile-shape', d: shape, transform: `translate(${x - 26} ${line - 15})` })]),
    svg(
      'text',
      { class: 'tile-value', x: shape === undefined ? x : x + 10, y: line, 'aria-hidden': 'true' },
      value,
    ),
    ...(word === undefined
      ? []
      : [svg('text', { class: 'tile-word', x, y: y + 27, 'aria-hidden': 'true' }, word)]),
  ]
}

/** @type {(region: import('./grid-api.js').RegionRow, face: import('./map-faces.js').Face) => SVGElement[]} */
function tile({ region_code }, face) {
  const place = TILES[/** @type {keyof typeof TILES} */ (Number(region_code))]
  if (!place) return []
  const x = MARGIN + WIDTH * (place.column + 0.5)
  const y = MARGIN + RADIUS * (1.5 * place.row + 1)
  return [
    svg(
      'a',
      { class: `tile ${face.name}`, 'data-region': region_code, 'aria-label': face.label },
      svg('title', {}, face.label),
      svg('polygon', { points: hexagon(x, y, RADIUS - 2.5) }),
      svg(
        'text',
        { class: 'tile-name', x, y: face.word === undefined ? y - 6 : y - 15, 'aria-hidden': 'true' },
        place.short,
      ),
      ...faceMarks(face, x, y),
    ),
  ]
}

/**
 * @param {import('./strings.js').Language} language
 * @param {readonly import('./grid-api.js').RegionRow[]} regions
 * @param {(region: import('./grid-api.js').RegionRow) => import('./map-faces.js').Face} faceOf
 */
export function tileMap(language, regions, faceOf) {
  return svg(
    'svg',
    {
      viewBox: `0 0 ${VIEW.join(' ')}`,
      class: 'tiles',
      role: 'group',
      'aria-label': say(language, 'map_label'),
    },
    ...regions.flatMap(region => tile(region, faceOf(region))),
  )
}
