/** What an update of gold came to. */
import { type FactChanges, NO_FACTS_CHANGED } from './fact_energy_flow.ts'
import type { WeatherChanges } from './weather.ts'

export interface GoldUpdate extends FactChanges, WeatherChanges {
  readonly batches: number
  /** Facts whose temperature became another one, inserted ones apart. */
  readonly temperatures_changed: number
}

export const UNCHANGED: GoldUpdate = {
  batches: 0,
  ...NO_FACTS_CHANGED,
  weather_inserted: 0,
  weather_deleted: 0,
  temperatures_changed: 0,
}
