/** Instants as the API reads them: a Paris day, or a date-time with its offset. */
import { Temporal } from 'temporal-polyfill'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/
const QUARTER_MS = 900_000

/** What every warehouse can hold of instants begins with the year 1, UTC: epoch milliseconds. */
export const EARLIEST_HELD_MS = Date.parse('0001-01-01T00:00:00Z')
/** What can be asked for lies in the years 1 to 9999 of Paris, half-open: all dates have as many digits. */
const EARLIEST_MS = parisMidnight('0001-01-01')
export const END_MS = parisMidnight('9999-12-31') + 24 * 3_600_000

/** @returns epoch milliseconds; undefined when the text is no such instant, or one before the year 1 or after 9999 in Paris. */
export function toInstant(value: string): number | undefined {
  const instant = parse(value)
  return instant !== undefined && instant >= EARLIEST_MS && instant < END_MS ? instant : undefined
}

function parisMidnight(day: string): number {
  return Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime('Europe/Paris')
    .epochMilliseconds
}

function parse(value: string): number | undefined {
  try {
    if (DAY.test(value)) return parisMidnight(value)
    return DATE_TIME.test(value) ? Temporal.Instant.from(value).epochMilliseconds : undefined
  } catch (cause) {
    if (cause instanceof RangeError) return undefined // 2024-02-30, 25:00
    throw cause
  }
}

/** `time_key` of the first quarter hour that starts at or after the instant. */
export const firstTimeKey = (epochMs: number): number => Math.ceil(epochMs / QUARTER_MS)

/** `time_key` of the quarter hour that holds the instant. */
export const holdingTimeKey = (epochMs: number): number => Math.floor(epochMs / QUARTER_MS)

export const timeKeyMs = (timeKey: number): number => timeKey * QUARTER_MS

export const toIso = (epochMs: number): string => new Date(epochMs).toISOString()
