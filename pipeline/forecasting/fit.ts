/** Learns from the histories of the regions what consumption, wind and sun follow. */
import type { WeatherKind } from '../catalog/weather-measures.ts'
import type { AreaHistory } from './area-history.ts'
import type { PastErrors } from './forecast-row.ts'
import type { ModelCard } from './model-card.ts'

export interface Fitting {
  /** Nothing of a half-hour that starts at or after it is read, weather ahead apart. */
  readonly fittedAt: Date
  /** What the weather of the past in the histories is: as it was forecast then, or as it was analysed. */
  readonly weatherKind: WeatherKind
  readonly pastErrors?: readonly PastErrors[]
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/** @param histories of regions, in any order; the country is their sum, so there is none of it. */
export async function fit(_histories: readonly AreaHistory[], _fitting: Fitting): Promise<ModelCard> {
  throw new Error('forecasting: fit is not there yet')
}
