/** The levels of tension, and which hour of an area tells its present tension. Pure. */

/** @typedef {import('./grid-api.js').TensionRow} TensionRow */
/** @typedef {'relaxed' | 'usual' | 'raised' | 'high'} Level */

/** From which index on each level holds, up to the next one. @type {readonly { level: Level, from: number, to: number }[]} */
export const LEVELS = [
  { level: 'relaxed', from: 0, to: 20 },
  { level: 'usual', from: 20, to: 80 },
  { level: 'raised', from: 80, to: 95 },
  { level: 'high', from: 95, to: 100 },
]

/**
 * Of each area the newest hour whose index is known or, when none is, the newest hour, which says why. An
 * area of which nothing was published has none.
 *
 * @type {(rows: readonly TensionRow[]) => Map<string, TensionRow>}
 */
export function newestTension(rows) {
  const newest = new Map()
  const oldestFirst = [...rows].sort(
    (a, b) => Date.parse(a.interval_start_utc) - Date.parse(b.interval_start_utc),
  )
  for (const row of oldestFirst) {
    const known = newest.get(row.area_code)
    if (row.tension_index !== null || (known?.tension_index ?? null) === null) newest.set(row.area_code, row)
  }
  return newest
}

/** Why the tension of an area is not known: a code of the API, or `no_rows`. @type {(row: TensionRow | undefined) => string} */
export const lackOf = row => row?.unknown_reason ?? 'no_rows'

/**
 * The hour ahead in which the country is expected to be most tense; the first of several.
 *
 * @type {(rows: readonly import('./grid-api.js').TensionAheadRow[], area: string, now: number) => import('./grid-api.js').TensionAheadRow | null}
 */
export function highestAhead(rows, area, now) {
  const ahead = rows.filter(
    row =>
      row.area_code === area && row.tension_index_p50 !== null && Date.parse(row.interval_start_utc) >= now,
  )
  return ahead.reduce(
    (/** @type {typeof rows[number] | null} */ highest, row) =>
      highest === null || (row.tension_index_p50 ?? 0) > (highest.tension_index_p50 ?? 0) ? row : highest,
    null,
  )
}
