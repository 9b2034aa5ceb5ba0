/**
 * Numbers and times as a reader of each language writes them. Times are always those of Paris, and
 * what is missing is a dash, never a zero.
 */

/** @typedef {import('./strings.js').Language} Language */

export const DASH = '–'

const LOCALES = /** @type {const} */ ({ en: 'en-GB', fr: 'fr-FR' })
const PARIS = 'Europe/Paris'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A true minus sign: the hyphen is too short beside digits. */
const typeset = (/** @type {string} */ text) => text.replace(/^-/, '\u2212')

/** @type {(language: Language, options: Intl.NumberFormatOptions, value: number) => string} */
const number = (language, options, value) =>
  typeset(new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 0, ...options }).format(value))

/** 52341.4 → `52,341`. @type {(language: Language, mw: number | null) => string} */
export const formatMw = (language, mw) => (mw === null ? DASH : number(language, {}, mw || 0))

/** −1200 → `−1,200`, 1200 → `+1,200`. @type {(language: Language, mw: number | null) => string} */
export const formatSignedMw = (language, mw) =>
  mw === null ? DASH : number(language, { signDisplay: 'exceptZero' }, mw)

/** 1.043 → `104%`. @type {(language: Language, ratio: number | null) => string} */
export const formatRatio = (language, ratio) =>
  ratio === null ? DASH : number(language, { style: 'percent' }, ratio)

/** −0.4 → `−40%`. @type {(language: Language, ratio: number | null) => string} */
export const formatSignedRatio = (language, ratio) =>
  ratio === null ? DASH : number(language, { style: 'percent', signDisplay: 'exceptZero' }, ratio)

/** 0.0164 → `1.6%`. @type {(language: Language, ratio: number | null) => string} */
export const formatExactRatio = (language, ratio) =>
  ratio === null
    ? DASH
    : number(language, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }, ratio)

/** 1210, 1340 → `1,210 – 1,340`. @type {(language: Language, low: number | null, high: number | null) => string} */
export const formatMwSpan = (language, low, high) =>
  low === null || high === null ? DASH : `${formatMw(language, low)}\u00a0–\u00a0${formatMw(language, high)}`

/**
 * An index of 79.6 is `79`: rounded up it would belong to the level above.
 *
 * @type {(language: Language, index: number | null) => string}
 */
export const formatIndex = (language, index) =>
  index === null ? DASH : number(language, {}, Math.floor(index))

/** As the API tells it: 79.6 is `79.6`. @type {(language: Language, index: number) => string} */
export const formatExactIndex = (language, index) => number(language, { maximumFractionDigits: 1 }, index)

/** @type {(language: Language, options: Intl.DateTimeFormatOptions, epochMs: number) => string} */
const inParis = (language, options, epochMs) =>
  new Intl.DateTimeFormat(LOCALES[language], { timeZone: PARIS, hourCycle: 'h23', ...options }).format(
    epochMs,
  )

/** `Sat, 22 Nov 2025` @type {(language: Language, epochMs: number) => string} */
export const formatDay = (language, epochMs) =>
  inParis(language, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }, epochMs)

/** `Sat 22 Nov` @type {(language: Language, epochMs: number) => string} */
export const formatShortDay = (language, epochMs) =>
  inParis(language, { weekday: 'short', day: 'numeric', month: 'short' }, epochMs)

/** `14:30` @type {(language: Language, epochMs: number) => string} */
export const formatTime = (language, epochMs) =>
  inParis(language, { hour: '2-digit', minute: '2-digit' }, epochMs)

/** `Sat, 22 Nov 2025, 14:30` @type {(language: Language, epochMs: number) => string} */
export const formatInstant = (language, epochMs) =>
  `${formatDay(language, epochMs)}, ${formatTime(language, epochMs)}`

/**
 * Which of the two it is, when the clock of Paris shows the time twice: ` (UTC+2)`, else nothing.
 *
 * @type {(epochMs: number) => string}
 */
function whichOfTwo(epochMs) {
  const time = formatTime('en', epochMs)
  const isTwice = [epochMs - HOUR, epochMs + HOUR].some(other => formatTime('en', other) === time)
  return isTwice ? ` (${parisOffset(epochMs)})` : ''
}

/** `Sat 22 Nov, 14:30` @type {(language: Language, epochMs: number) => string} */
export const formatShortInstant = (language, epochMs) =>
  `${formatShortDay(language, epochMs)}, ${formatTime(language, epochMs)}${whichOfTwo(epochMs)}`

/** A half-open interval: `Sat, 22 Nov 2025, 14:30–14:45`. @type {(language: Language, from: number, to: number) => string} */
export const formatInterval = (language, from, to) =>
  `${formatInstant(language, from)}–${formatTime(language, to)}${whichOfTwo(from)}`

/** `Sat 22 Nov, 14:30–14:45` @type {(language: Language, from: number, to: number) => string} */
export const formatShortInterval = (language, from, to) =>
  `${formatShortDay(language, from)}, ${formatTime(language, from)}–${formatTime(language, to)}${whichOfTwo(from)}`

/** `UTC+1` in winter, `UTC+2` in summer. @type {(epochMs: number) => string} */
export function parisOffset(epochMs) {
  const parts = new Intl.DateTimeFormat('en', { timeZone: PARIS, timeZoneName: 'shortOffset' })
  const zone = parts.formatToParts(epochMs).find(part => part.type === 'timeZoneName')
  return (zone?.value ?? '').replace('GMT', 'UTC')
}

/** @type {readonly [Intl.RelativeTimeFormatUnit, number][]} */
const AGE_UNITS = [
  ['year', 365.25 * DAY],
  ['month', 30.44 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
]

/** The largest unit that the age fills, twice for hours and more, so that 90 min stays 90 min. @type {(ageMs: number) => [Intl.RelativeTimeFormatUnit, number]} */
function ageUnit(ageMs) {
  const [unit, length] = AGE_UNITS.find(([, length]) => ageMs >= 2 * length) ?? ['minute', MINUTE]
  return [unit, Math.max(0, Math.floor(ageMs / length))]
}

/** `38 minutes ago`, `il y a 12 ans`. @type {(language: Language, ageMs: number) => string} */
export function formatAge(language, ageMs) {
  const [unit, count] = ageUnit(ageMs)
  return new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'always' }).format(-count, unit)
}

/** `38 minutes`, `12 ans`. @type {(language: Language, ageMs: number) => string} */
export function formatDuration(language, ageMs) {
  const [unit, count] = ageUnit(ageMs)
  return new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}

/** `38 min`, `2 h 10 min`, `5 d`. @type {(language: Language, minutes: number | null) => string} */
export function formatLag(language, minutes) {
  if (minutes === null) return DASH
  if (minutes < 120) return `${minutes}\u00a0min`
  if (minutes >= 2880) return `${Math.floor(minutes / 1440)}\u00a0${language === 'fr' ? 'j' : 'd'}`
  const rest = minutes % 60
  return `${Math.floor(minutes / 60)}\u00a0h${rest === 0 ? '' : ` ${rest}\u00a0min`}`
}

/** `Bretagne, Normandie et Occitanie` @type {(language: Language, names: readonly string[]) => string} */
export const formatList = (language, names) =>
  new Intl.ListFormat(LOCALES[language], { type: 'conjunction' }).format(names)
