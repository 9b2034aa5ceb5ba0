/**
 * Numbers, units and times as readers of each language write them. Times are those of Paris; what is not known is a dash,
 * never a zero.
 */
import { parisOffsetMinutes } from '../catalog/paris-calendar.ts'
import { QUARTER_S } from './local-month.ts'

export const LANGUAGES = ['fr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export const DASH = '–'
const LOCALES = { en: 'en-GB', fr: 'fr-FR' } as const
const PARIS = 'Europe/Paris'
const NBSP = '\u00a0'

type NumberOptions = Intl.NumberFormatOptions

/** A true minus sign: the hyphen is too short beside digits. */
function number(language: Language, value: number, options: NumberOptions): string {
  const text = new Intl.NumberFormat(LOCALES[language], options).format(value || 0)
  return text.replace('-', '\u2212')
}

const decimals = (count: number): NumberOptions => ({
  minimumFractionDigits: count,
  maximumFractionDigits: count,
})
const SIGNED = { signDisplay: 'exceptZero' } as const

const known = <T>(value: number | null, write: (value: number) => T): T | typeof DASH =>
  value === null ? DASH : write(value)

export const formatCount = (language: Language, count: number) => number(language, count, decimals(0))

const gwhDecimals = (mwh: number) => decimals(Math.abs(mwh) < 10_000 ? 1 : 0)

/** What is told of energy: that of the measured time, and whether it was as good as all of the time. */
interface Energy {
  readonly mwh: number | null
  readonly isWhole: boolean
}

/** `8,134`: GWh, where the head of the column says so; `≥ 7,900` where some of the time was not measured. */
export const formatGwh = (language: Language, { mwh, isWhole }: Energy) =>
  known(mwh, value => `${isWhole ? '' : `≥${NBSP}`}${number(language, value / 1000, gwhDecimals(value))}`)

export const formatSignedGwh = (language: Language, mwh: number | null) =>
  known(mwh, value => number(language, value / 1000, { ...gwhDecimals(value), ...SIGNED }))

/** `35.1 TWh`, `812 GWh`, `−4.29 TWh`: with the unit that suits it. */
export const formatEnergy = (language: Language, mwh: number | null, options: NumberOptions = {}): string =>
  known(mwh, value => {
    const size = Math.abs(value)
    if (size < 1e6)
      return `${number(language, value / 1000, { ...gwhDecimals(value), ...options })}${NBSP}GWh`
    return `${number(language, value / 1e6, { ...decimals(size >= 1e7 ? 1 : 2), ...options })}${NBSP}TWh`
  })

export const formatSignedEnergy = (language: Language, mwh: number | null) =>
  formatEnergy(language, mwh, SIGNED)

/** `7,412`: MW. */
export const formatMw = (language: Language, mw: number | null) =>
  known(mw, value => number(language, value, decimals(0)))

export const formatSignedMw = (language: Language, mw: number | null) =>
  known(mw, value => number(language, value, { ...decimals(0), ...SIGNED }))

/** `−12.4`: a difference of MW. */
export const formatMwDifference = (language: Language, mw: number, sign: 'signed' | 'unsigned' = 'signed') =>
  number(language, mw, { ...decimals(1), ...(sign === 'signed' ? SIGNED : {}) })

/** `92.1`: GW, where the caption says so. */
export const formatGigawatts = (language: Language, mw: number) => number(language, mw / 1000, decimals(1))

/** `92.1 GW`, `980 MW`. */
export function formatPower(language: Language, mw: number | null): string {
  if (mw === null) return DASH
  return Math.abs(mw) >= 10_000
    ? `${number(language, mw / 1000, decimals(1))}${NBSP}GW`
    : `${formatMw(language, mw)}${NBSP}MW`
}

/** 1.043 → `104.3%`. */
export const formatRatio = (language: Language, ratio: number | null) =>
  known(ratio, value => number(language, value, { style: 'percent', ...decimals(1) }))

/** −0.023 → `−2.3%`. */
export const formatChange = (language: Language, ratio: number | null) =>
  known(ratio, value => number(language, value, { style: 'percent', ...decimals(1), ...SIGNED }))

/** A share is never rounded up to all: 0.9998 → `99.9%`. */
export const formatShare = (language: Language, ratio: number | null) =>
  known(ratio, value => {
    const shown = value >= 1 ? 1 : Math.floor(value * 1000 + 1e-9) / 1000
    return number(language, shown, { style: 'percent', maximumFractionDigits: 1 })
  })

/** Difference of two shares, in points. */
export const formatPoints = (language: Language, difference: number | null) =>
  known(
    difference,
    value =>
      `${number(language, value * 100, { ...decimals(1), ...SIGNED })}${NBSP}${language === 'fr' ? 'pt' : 'pp'}`,
  )

/** `83.4`, on a scale from 0 to 100. */
export const formatIndex = (language: Language, index: number) => number(language, index, decimals(1))

export const formatCelsius = (language: Language, celsius: number | null) =>
  known(celsius, value => `${number(language, value, decimals(1))}${NBSP}°C`)

export const formatCelsiusDifference = (language: Language, celsius: number | null) =>
  known(celsius, value => `${number(language, value, { ...decimals(1), ...SIGNED })}${NBSP}°C`)

const inParis = (language: Language, timeKey: number, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(LOCALES[language], { timeZone: PARIS, hourCycle: 'h23', ...options }).format(
    timeKey * QUARTER_S * 1000,
  )

/** `October 2026`, `octobre 2026`. */
export const formatMonth = (language: Language, timeKey: number) =>
  inParis(language, timeKey, { month: 'long', year: 'numeric' })

/** `17 October 2026`. */
export const formatDate = (language: Language, timeKey: number) =>
  firstOf(language, inParis(language, timeKey, { day: 'numeric', month: 'long', year: 'numeric' }))

/** `Saturday 17 October`, `samedi 17 octobre`. */
export const formatDay = (language: Language, timeKey: number) =>
  firstOf(
    language,
    inParis(language, timeKey, { weekday: 'long', day: 'numeric', month: 'long' }).replace(',', ''),
  )

/** `Sat 17`, `sam. 17`. */
export const formatShortDay = (language: Language, timeKey: number) =>
  inParis(language, timeKey, { weekday: 'short', day: 'numeric' }).replace(',', '')

/** The first of a month is an ordinal in French. */
const firstOf = (language: Language, text: string) =>
  language === 'fr' ? text.replace(/(^|\s)1 /, '$11er ') : text

/** `14:30`. */
export const formatTime = (language: Language, timeKey: number) =>
  inParis(language, timeKey, { hour: '2-digit', minute: '2-digit' })

/** `17 October, 14:30`. */
export const formatMoment = (language: Language, timeKey: number) =>
  `${formatDayOfMonth(language, timeKey)}, ${formatTime(language, timeKey)}`

/** The end of a time: midnight is 24:00 of the day that it ends. */
export const formatEnd = (language: Language, timeKey: number) =>
  formatTime(language, timeKey) === '00:00'
    ? formatMoment(language, timeKey - 1).replace(/\d\d:\d\d$/, '24:00')
    : formatMoment(language, timeKey)

/** The same with the year: `17 October 2026, 14:30`. */
export const formatFullEnd = (language: Language, timeKey: number) =>
  `${formatDate(language, timeKey - 1)}, ${formatEnd(language, timeKey).slice(-5)}`

/** `17 October`. */
export const formatDayOfMonth = (language: Language, timeKey: number) =>
  firstOf(language, inParis(language, timeKey, { day: 'numeric', month: 'long' }))

/** `17 Oct, 19:00`: a half-hour by its start. */
export const formatShortMoment = (language: Language, timeKey: number) =>
  `${inParis(language, timeKey, { weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '')}, ${formatTime(language, timeKey)}`

/** `19:00–19:30`. */
export const formatInterval = (language: Language, from: number, to: number) =>
  `${formatTime(language, from)}–${formatTime(language, to)}`

/** `02:00`, and in the night that has it twice `02:00 (UTC+2)`. */
export function formatHour(language: Language, timeKey: number): string {
  const time = formatTime(language, timeKey)
  const isTwice = [-4, 4].some(step => formatTime(language, timeKey + step) === time)
  return isTwice ? `${time} (UTC+${parisOffsetMinutes(timeKey * QUARTER_S) / 60})` : time
}

/** `17 October 2026, 14:30`. */
export const formatInstant = (language: Language, instant: Date): string => {
  const timeKey = instant.getTime() / 1000 / QUARTER_S
  return `${formatDate(language, timeKey)}, ${formatTime(language, timeKey)}`
}

/** `Bretagne, Normandie et Occitanie`. */
export const formatList = (language: Language, names: readonly string[]) =>
  new Intl.ListFormat(LOCALES[language], { type: 'conjunction' }).format(names)

export const formatAbsoluteChange = (language: Language, ratio: number) =>
  formatRatio(language, Math.abs(ratio))
