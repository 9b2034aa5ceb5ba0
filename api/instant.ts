/** Instants as the API reads them: a Paris day, or a date-time with its offset. */
import { Temporal } from 'temporal-polyfill'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/
const QUARTER_MS = 900_000

/** @returns epoch milliseconds; undefined when the text is no such instant. */
export function toInstant(value: string): number | undefined {
  try {
    if (DAY.test(value)) {
      const day = Temporal.PlainDate.from(value, { overflow: 'reject' })
      return day.toZonedDateTime('Europe/Paris').epochMilliseconds
    }
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
