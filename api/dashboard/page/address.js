/** What the page shows, as it stands in the address: `#region=53&range=7d&map=exchange&quantity=wind`. */
import { QUANTITIES } from './quantities.js'
import { RANGES } from './ranges.js'

export const MAP_COLOURS = /** @type {const} */ (['tension', 'exchange'])

/** @typedef {typeof MAP_COLOURS[number]} MapColour */
/**
 * @typedef {object} Address
 * @property {string | null} region null: all of France
 * @property {import('./ranges.js').Range} range
 * @property {MapColour | null} map what colours the map; null: nothing was chosen
 * @property {import('./quantities.js').Quantity} quantity whose forecast is drawn
 */

/**
 * `FR` and anything that is not known mean what holds unless chosen: all France, 24 hours, demand.
 *
 * @param {string} hash
 * @param {readonly string[]} regionCodes
 * @returns {Address}
 */
export function readHash(hash, regionCodes) {
  const asked = new URLSearchParams(hash.replace(/^#/, ''))
  const region = asked.get('region')
  return {
    region: region !== null && regionCodes.includes(region) ? region : null,
    range: RANGES.find(range => range === asked.get('range')) ?? '24h',
    map: MAP_COLOURS.find(colour => colour === asked.get('map')) ?? null,
    quantity: QUANTITIES.find(quantity => quantity === asked.get('quantity')) ?? 'consumption',
  }
}

/** @type {(address: Address) => string} */
export function writeHash({ region, range, map, quantity }) {
  // Never a bare `#`: the browser would scroll to the top.
  return [
    `#region=${region ?? 'FR'}`,
    range === '24h' ? '' : `range=${range}`,
    map === null ? '' : `map=${map}`,
    quantity === 'consumption' ? '' : `quantity=${quantity}`,
  ]
    .filter(part => part !== '')
    .join('&')
}
