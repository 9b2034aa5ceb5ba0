/** One simulated world: its seed, its grid and what is observed of it, the newest slots remembered. */
import { createGridModel } from './grid-model.ts'
import { type NationalObservation, observeNational } from './national.ts'
import { type Observe, observeConsolidated, observeDefinitive, observeRealTime } from './observation.ts'
import { rememberSlots } from './slot-memory.ts'

export interface World {
  readonly seed: number
  readonly realTime: Observe
  readonly consolidated: Observe
  readonly definitive: Observe
  readonly national: (timeKey: number) => NationalObservation
}

/** About six weeks of quarter hours. */
const SLOTS_REMEMBERED = 4_000

export function createWorld(seed: number): World {
  const model = rememberSlots(createGridModel(seed), SLOTS_REMEMBERED)
  const realTime = observeRealTime(seed, model)
  return {
    seed,
    realTime,
    consolidated: observeConsolidated(seed, model),
    definitive: observeDefinitive(seed, model),
    national: observeNational(seed, realTime),
  }
}
