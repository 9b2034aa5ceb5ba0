/** Says what the next 96 half-hours will be, from a model card and what is known at the issue. */
import type { AreaHistory } from './area-history.ts'
import type { Issue } from './forecast-row.ts'
import type { ModelCard } from './model-card.ts'

/**
 * Thirteen areas × four quantities, from the first half-hour that starts at or after the issue. Values of half-hours that start at or
 * after `issuedAt` are never read, weather apart.
 *
 * @param histories of regions, two weeks or longer, with the weather ahead; the country is their sum, so there is none of it.
 */
export function issue(_card: ModelCard, _histories: readonly AreaHistory[], _issuedAt: Date): Issue {
  throw new Error('forecasting: issue is not there yet')
}
