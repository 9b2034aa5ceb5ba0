/**
 * The colour of a region: its net exchange as a share of its demand, in seven classes around zero.
 * It states a flow, not a difficulty: a region may import all it uses and be perfectly supplied.
 */

/** @typedef {'export-3' | 'export-2' | 'export-1' | 'even' | 'import-1' | 'import-2' | 'import-3' | 'unknown'} ExchangeClass */

/** Lower bounds of the share, for each side. */
export const BOUNDS = /** @type {const} */ ([0.1, 0.5, 1])

/** From the strongest exporter to the strongest importer. */
export const EXCHANGE_CLASSES = /** @type {const} */ ([
  'export-3',
  'export-2',
  'export-1',
  'even',
  'import-1',
  'import-2',
  'import-3',
])

/**
 * Positive when the region imports; null when either value is not published.
 *
 * @type {(row: { net_exchange_mw: number | null, consumption_mw: number | null } | undefined) => number | null}
 */
export function exchangeRatio(row) {
  if (!row?.consumption_mw || row.net_exchange_mw === null) return null
  return row.net_exchange_mw / row.consumption_mw
}

/** @type {(ratio: number | null) => ExchangeClass} */
export function exchangeClass(ratio) {
  if (ratio === null) return 'unknown'
  const strength = BOUNDS.filter(bound => Math.abs(ratio) >= bound).length
  return EXCHANGE_CLASSES[3 + Math.sign(ratio) * strength] ?? 'unknown'
}
