/** The address of an export of ODRÉ for a window, and the window of an address. */
import type { TimeWindow } from './connector.ts'
import { toSecond } from './window.ts'

export function exportUrl(endpoint: URL, { from, to }: TimeWindow): URL {
  const url = new URL(endpoint)
  url.searchParams.set(
    'where',
    `date_heure >= date'${toSecond(from)}' AND date_heure < date'${toSecond(to)}'`,
  )
  // Unset, ODRÉ reads and writes instants as it pleases.
  url.searchParams.set('timezone', 'UTC')
  return url
}

/** Undefined when the address asks for no window. */
export function windowOf(url: string): TimeWindow | undefined {
  const where = URL.parse(url)?.searchParams.get('where') ?? ''
  const [from, to] = [...where.matchAll(/date'([^']+)'/g)].map(([, instant = '']) => new Date(instant))
  return from && to ? { from, to } : undefined
}
