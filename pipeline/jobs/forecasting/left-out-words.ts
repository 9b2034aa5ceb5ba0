/** Why there are no forecasts of some areas and quantities, in words: each reason once, with whom it concerns. */
import { NATIONAL_AREA } from '../../catalog/forecasting.ts'
import type { LeftOut } from '../../forecasting/model-card.ts'

/** Names beyond these are counted. */
const NAMED = 4

/** What is a sum or a difference of others is missing with them: its reason tells nothing more. */
const isDerived = ({ area_code, quantity_code }: LeftOut) =>
  area_code === NATIONAL_AREA || quantity_code === 'residual_load'

export function reasonsInWords(leftOut: readonly LeftOut[]): string {
  const causes = leftOut.filter(one => !isDerived(one))
  const told = causes.length > 0 ? causes : leftOut
  const reasons = [...Map.groupBy(told, ({ reason }) => reason)].map(
    ([reason, of]) => `${reason} (${named(of)})`,
  )
  return `${reasons.join('; ')}${told.length < leftOut.length ? ', and what follows from them' : ''}`
}

function named(leftOut: readonly LeftOut[]): string {
  const names = leftOut.map(({ area_code, quantity_code }) => `${quantity_code} of ${area_code}`)
  const more = names.length - NAMED
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ')
}
