/** What the tile of a region shows: its exchange, or its tension. */
import { exchangeClass, exchangeRatio } from './exchange-scale.js'
import { DASH, formatIndex, formatRatio, formatSignedRatio } from './format.js'
import { say, sayCode } from './strings.js'
import { LEVEL_SHAPES, levelClass, levelWord } from './tension-mark.js'
import { lackOf } from './tension-scale.js'

/** @typedef {import('./strings.js').Language} Language */
/**
 * @typedef {object} Face
 * @property {string} name class, which colours it
 * @property {string} label all of it in words
 * @property {string} value
 * @property {string} [word] below the value
 * @property {string} [shape] beside the value: a path in a square of 16
 */

/** @type {(language: Language, region: string, row: import('./grid-api.js').BalanceRow | undefined) => Face} */
export function exchangeFace(language, region, row) {
  const ratio = exchangeRatio(row)
  const name = exchangeClass(ratio)
  const value = formatSignedRatio(language, ratio)
  if (ratio === null) return { name, value, label: say(language, 'tile_unknown', { region }) }
  const key = ratio < 0 ? 'tile_exporting' : 'tile_importing'
  return { name, value, label: say(language, key, { region, ratio: formatRatio(language, Math.abs(ratio)) }) }
}

/**
 * @param {Language} language
 * @param {string} region
 * @param {import('./grid-api.js').TensionRow | undefined} row
 * @param {string} lack why there is no row at all
 * @returns {Face}
 */
export function tensionFace(language, region, row, lack) {
  const level = row?.level ?? null
  const common = { name: levelClass(level), word: levelWord(language, level) }
  if (!row || row.tension_index === null || level === null) {
    const reason = sayCode(language, 'lack', row ? lackOf(row) : lack)
    return { ...common, value: DASH, label: say(language, 'tile_tension_unknown', { region, reason }) }
  }
  const index = formatIndex(language, row.tension_index)
  return {
    ...common,
    value: index,
    shape: LEVEL_SHAPES[level],
    label: say(language, 'tile_tension', { region, level: common.word, index }),
  }
}
