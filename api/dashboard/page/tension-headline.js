/** The national tension in one sentence, of which hour it is, and how high it is expected to go. */
import { html } from './dom.js'
import { formatIndex, formatInterval } from './format.js'
import { say, sayCode } from './strings.js'
import { levelSwatch, levelWord } from './tension-mark.js'
import { lackOf } from './tension-scale.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').TensionRow} TensionRow */

const HOUR = 3_600_000

/** @type {(language: Language, startUtc: string) => string} */
function hourOf(language, startUtc) {
  const start = Date.parse(startUtc)
  return formatInterval(language, start, start + HOUR)
}

/**
 * @param {Language} language
 * @param {TensionRow | undefined} row of the country
 * @param {string} lack why there is no row at all
 * @returns {Node[]}
 */
export function tensionHeadline(language, row, lack) {
  if (!row || row.tension_index === null) {
    const reason = sayCode(language, 'lack', row ? lackOf(row) : lack)
    return [
      levelSwatch(null),
      html('strong', {}, say(language, 'tension_headline_unknown')),
      html('span', { class: 'subtitle' }, say(language, 'tension_why', { reason })),
    ]
  }
  return [
    levelSwatch(row.level),
    html(
      'strong',
      {},
      say(language, 'tension_headline', {
        level: levelWord(language, row.level),
        index: formatIndex(language, row.tension_index),
      }),
    ),
    html('span', { class: 'subtitle' }, hourOf(language, row.interval_start_utc)),
  ]
}

/** What to say of the hours ahead; null when nothing is forecast. @type {(language: Language, peak: import('./grid-api.js').TensionAheadRow | null) => string | null} */
export function peakText(language, peak) {
  if (peak === null) return null
  return say(language, 'tension_peak', {
    level: levelWord(language, peak.level),
    index: formatIndex(language, peak.tension_index_p50),
    interval: hourOf(language, peak.interval_start_utc),
  })
}
