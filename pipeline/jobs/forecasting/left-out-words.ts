/** Why there are no forecasts of some areas and quantities, in words: each reason once, with whom it concerns. */
import type { LeftOut } from '../../forecasting/model-card.ts'

/** Names beyond these are counted. */
const NAMED = 4

export function reasonsInWords(leftOut: readonly LeftOut[]): string {
  return [...Map.groupBy(leftOut, ({ reason }) => reason)]
    .map(([reason, of]) => `${reason} (${named(of)})`)
    .join('; ')
}

function named(leftOut: readonly LeftOut[]): string {
  const names = leftOut.map(({ area_code, quantity_code }) => `${quantity_code} of ${area_code}`)
  const more = names.length - NAMED
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ')
}
