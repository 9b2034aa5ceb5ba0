/** The map: one hexagon per region, laid out so that neighbours touch and the whole resembles France. */
import { svg } from './dom.js'
import { exchangeClass, exchangeRatio } from './exchange-scale.js'
import { formatRatio, formatSignedRatio } from './format.js'
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

/** @type {(language: import('./strings.js').Language, region: string, ratio: number | null) => string} */
function tileText(language, region, ratio) {
  if (ratio === null) return say(language, 'tile_unknown', { region })
  const key = ratio < 0 ? 'tile_exporting' : 'tile_importing'
  return say(language, key, { region, ratio: formatRatio(language, Math.abs(ratio)) })
}

/** @type {(language: import('./strings.js').Language, region: import('./grid-api.js').RegionRow, row: import('./grid-api.js').BalanceRow | undefined) => SVGElement[]} */
function tile(language, region, row) {
  const place = TILES[/** @type {keyof typeof TILES} */ (Number(region.region_code))]
  if (!place) return []
  const x = MARGIN + WIDTH * (place.column + 0.5)
  const y = MARGIN + RADIUS * (1.5 * place.row + 1)
  const ratio = exchangeRatio(row)
  const label = tileText(language, region.region_name, ratio)
  return [
    svg(
      'a',
      { class: `tile ${exchangeClass(ratio)}`, 'data-region': region.region_code, 'aria-label': label },
      svg('title', {}, label),
      svg('polygon', { points: hexagon(x, y, RADIUS - 2.5) }),
      svg('text', { class: 'tile-name', x, y: y - 6, 'aria-hidden': 'true' }, place.short),
      svg(
        'text',
        { class: 'tile-value', x, y: y + 17, 'aria-hidden': 'true' },
        formatSignedRatio(language, ratio),
      ),
    ),
  ]
}

/**
 * @param {import('./strings.js').Language} language
 * @param {readonly import('./grid-api.js').RegionRow[]} regions
 * @param {ReadonlyMap<string, import('./grid-api.js').BalanceRow>} newest row of each region
 */
export function tileMap(language, regions, newest) {
  return svg(
    'svg',
    {
      viewBox: `0 0 ${VIEW.join(' ')}`,
      class: 'tiles',
      role: 'group',
      'aria-label': say(language, 'map_label'),
    },
    ...regions.flatMap(region => tile(language, region, newest.get(region.region_code))),
  )
}
