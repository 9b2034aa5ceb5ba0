/** When a publisher that turned us away wants to be asked again. */

/** `Retry-After` is a number of seconds or an HTTP date. @returns null when there is none, or it is neither. */
export function readRetryAfter(header: string | null, now: Date): Date | null {
  const value = header?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return new Date(now.getTime() + Number(value) * 1_000)
  // Date.parse alone takes much that is no date of HTTP, such as "7 apples".
  if (!/^[A-Za-z]{3,9}, .*GMT$/.test(value)) return null
  const instant = Date.parse(value)
  return Number.isNaN(instant) ? null : new Date(instant)
}
