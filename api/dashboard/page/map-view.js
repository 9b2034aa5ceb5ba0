/** The map with its title, its legend and what it cannot show: by tension, or by exchange. */
import { byId, html, replaceContent } from './dom.js'
import { newestByRegion } from './figures.js'
import { formatList } from './format.js'
import { exchangeFace, tensionFace } from './map-faces.js'
import { mapLegend } from './map-legend.js'
import { say, sayCode } from './strings.js'
import { tensionLegend } from './tension-legend.js'
import { lackOf } from './tension-scale.js'
import { tileMap } from './tile-map.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').RegionRow} RegionRow */
/** @typedef {import('./grid-api.js').TensionRow} TensionRow */
/**
 * @typedef {object} MapView
 * @property {Language} language
 * @property {import('./address.js').MapColour} colour
 * @property {readonly RegionRow[]} regions
 * @property {readonly import('./grid-api.js').BalanceRow[]} balance the last 24 hours
 * @property {ReadonlyMap<string, TensionRow>} tension the newest hour of each area
 * @property {string} lack why an area has no hour
 */

/**
 * Regions whose tension is not known, by the reason, in the order of the regions.
 *
 * @type {(regions: readonly RegionRow[], tension: ReadonlyMap<string, TensionRow>, lack: string) => Map<string, string[]>}
 */
export function unknownByReason(regions, tension, lack) {
  /** @type {Map<string, string[]>} */
  const names = new Map()
  for (const { region_code, region_name } of regions) {
    const row = tension.get(region_code)
    if ((row?.tension_index ?? null) !== null) continue
    const reason = row ? lackOf(row) : lack
    names.set(reason, [...(names.get(reason) ?? []), region_name])
  }
  return names
}

/** @type {(view: MapView) => string[]} */
function unknownNotes({ language, regions, tension, lack }) {
  return [...unknownByReason(regions, tension, lack)].map(([code, names]) => {
    const reason = sayCode(language, 'lack', code)
    return names.length === regions.length
      ? say(language, 'tension_unknown_all', { reason })
      : say(language, 'tension_unknown_of', { regions: formatList(language, names), reason })
  })
}

/** @param {MapView} view */
export function drawMap(view) {
  const { language, colour, regions, balance, tension, lack } = view
  const isTension = colour === 'tension'
  const newest = newestByRegion(balance)
  const faceOf = (/** @type {RegionRow} */ { region_code: code, region_name: name }) =>
    isTension
      ? tensionFace(language, name, tension.get(code), lack)
      : exchangeFace(language, name, newest.get(code))
  byId('map-title').textContent = say(language, isTension ? 'map_tension_caption' : 'map_caption')
  replaceContent(byId('map'), tileMap(language, regions, faceOf))
  byId('map-legend').replaceChildren(isTension ? tensionLegend(language) : mapLegend(language))
  byId('map-notes').replaceChildren(
    ...(isTension ? unknownNotes(view) : []).map(text => html('li', {}, text)),
  )
}
