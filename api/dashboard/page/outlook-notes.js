/** What is to be said beside the two charts of the next 48 hours: who made the forecast, and what is missing. */
import { formatAge, formatDay, formatInstant, formatList } from './format.js'
import { normChange } from './outlook-series.js'
import { say, sayCode } from './strings.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./grid-api.js').GridApiError} GridApiError */
/** @typedef {import('./outlook-series.js').TensionPoint} TensionPoint */
/** @typedef {import('./outlook-view.js').Outlook} Outlook */
/** @typedef {{ text: string, is_trouble: boolean }} Note */

/** Issues come every hour. */
const OLD_MS = 2 * 3_600_000

/** @type {(language: Language, error: GridApiError) => string} */
export const errorText = (language, { status, title }) =>
  status === 0 ? say(language, 'panel_error_network') : say(language, 'panel_error_http', { status, title })

/** @type {(language: Language, reading: { answer: unknown, error: GridApiError | null }) => Note[]} */
function errorNotes(language, { answer, error }) {
  if (error === null) return []
  const text = errorText(language, error)
  return [{ text: answer === null ? text : `${text} ${say(language, 'refresh_failed')}`, is_trouble: true }]
}

/**
 * @param {Language} language
 * @param {string} place
 * @param {Outlook} outlook
 * @param {boolean} isCut whether the upright axis begins above zero
 * @param {number} now epoch ms
 * @returns {Note[]}
 */
export function forecastNotes(language, place, { forecast, quantity }, isCut, now) {
  return [
    ...errorNotes(language, forecast),
    ...(forecast.answer ? issueNotes(language, place, forecast.answer, now) : []),
    ...(quantity === 'residual_load'
      ? [{ text: say(language, 'residual_load_note'), is_trouble: false }]
      : []),
    ...(isCut ? [{ text: say(language, 'scale_note'), is_trouble: false }] : []),
  ]
}

/** @type {(language: Language, place: string, answer: import('./grid-api.js').Answer<import('./grid-api.js').ForecastRow>, now: number) => Note[]} */
function issueNotes(language, place, { data, meta }, now) {
  const issuedAt = meta.issued_at ? Date.parse(meta.issued_at) : null
  if (issuedAt === null) return [{ text: say(language, 'no_forecast'), is_trouble: true }]
  const instant = formatInstant(language, issuedAt)
  if (data.length === 0) {
    return [{ text: say(language, 'no_forecast_here', { instant, place }), is_trouble: true }]
  }
  const models = [...new Set(data.map(row => row.model))].map(model => sayCode(language, 'model', model))
  const age = formatAge(language, now - issuedAt)
  const issued = say(language, 'issued', { instant, age, model: formatList(language, models) })
  return [
    { text: issued, is_trouble: false },
    ...(now - issuedAt > OLD_MS ? [{ text: say(language, 'issue_old'), is_trouble: true }] : []),
  ]
}

/** @type {(language: Language, measured: readonly TensionPoint[]) => Note[]} */
function unknownNotes(language, measured) {
  const unknown = measured.filter(point => point.index === null)
  if (unknown.length === 0) return []
  const lacks = [
    ...new Set(unknown.map(point => sayCode(language, 'lack', point.unknown_reason ?? 'no_rows'))),
  ]
  const key = unknown.length === measured.length ? 'tension_never' : 'tension_gaps'
  return [{ text: say(language, key, { reason: formatList(language, lacks) }), is_trouble: true }]
}

/** @type {(language: Language, points: readonly TensionPoint[]) => Note[]} */
function normNotes(language, points) {
  const change = normChange(points)
  if (change === null) return []
  return [{ text: say(language, 'norm_change', { day: formatDay(language, change) }), is_trouble: false }]
}

/** @type {(language: Language, outlook: Outlook, points: readonly TensionPoint[]) => Note[]} */
export function tensionNotes(language, { tension, ahead }, points) {
  const measured = points.filter(point => !point.is_ahead)
  const isTold = points.some(point => point.is_ahead && point.index !== null)
  return [
    ...errorNotes(language, tension),
    ...unknownNotes(language, measured),
    ...(tension.answer && measured.length === 0
      ? [{ text: say(language, 'no_tension'), is_trouble: true }]
      : []),
    ...(tension.error ? [] : errorNotes(language, ahead)),
    ...(ahead.answer && !isTold ? [{ text: say(language, 'no_tension_ahead'), is_trouble: true }] : []),
    ...normNotes(language, points),
  ]
}
