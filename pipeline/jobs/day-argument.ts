/** A day as a person gives it to a command. */
import { UsageError } from './usage-error.ts'

/** @throws UsageError for what is no day of the calendar. */
export function day(given: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given))
  if (isDay && new Date(given).toISOString().startsWith(given)) return given
  throw new UsageError(`${given}: expected a day, YYYY-MM-DD`)
}
