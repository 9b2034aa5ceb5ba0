/** The ticks of the time axis, on the clock and calendar of Paris. */
import { formatShortDay, formatTime } from './format.js'
import { parisTicks } from './paris-calendar.js'

/** @type {(language: import('./strings.js').Language, epochMs: number) => string} */
const dayAndMonth = (language, epochMs) => formatShortDay(language, epochMs).replace(/^\S+\s/, '')

/**
 * @param {import('./strings.js').Language} language
 * @param {import('./ranges.js').Range} range
 * @param {readonly [from: number, to: number]} domain epoch ms
 * @param {boolean} narrow few ticks: a phone
 */
export function timeTicks(language, range, [from, to], narrow) {
  if (range === '24h') {
    return parisTicks(from, to, { hours: narrow ? 6 : 3 }).map(at => {
      const time = formatTime(language, at)
      const isMidnight = time === '00:00'
      return { at, text: isMidnight ? dayAndMonth(language, at) : time, is_major: isMidnight }
    })
  }
  const every = range === '30d' ? { hours: 24, weekday: 'Mon' } : { hours: 24 }
  return parisTicks(from, to, every).map((at, index) => {
    const isNamed = range === '30d' || !narrow || index % 2 === 0
    const text = narrow || range === '30d' ? dayAndMonth(language, at) : formatShortDay(language, at)
    return { at, text: isNamed ? text : '', is_major: isNamed }
  })
}
