/** The main job: bring a home up to date with its bronze; a rebuild that was cut off is ended first. */
import type { GoldUpdate } from '../../gold/gold-update.ts'
import { ObjectChangedError } from '../../lake/object-store.ts'
import type { OnProgress, SilverUpdate } from '../../silver/update-silver.ts'
import type { Home } from '../home.ts'
import { inTurn } from './in-turn.ts'
import { isRebuildCutOff, remake } from './rebuild.ts'
import { type Update, updateGoldLayer, updateLayers, updateSilverLayer } from './update-layers.ts'

/** Machines that update one lake at the same time each give way once to every other, as a rule. */
const TRIES = 5

/** @throws ObjectChangedError when other machines came between again and again. */
export async function bringUpToDate(home: Home, onProgress?: OnProgress): Promise<Update> {
  return inTurn(home, () =>
    givingWay(async () =>
      (await isRebuildCutOff(home)) ? remake(home, onProgress) : updateLayers(home, onProgress),
    ),
  )
}

/** Silver alone, where gold is another process's work. @throws ObjectChangedError as above. */
export async function bringSilverUpToDate(home: Home): Promise<SilverUpdate> {
  return inTurn(home, () => givingWay(() => updateSilverLayer(home)))
}

/** Gold alone. */
export async function bringGoldUpToDate(home: Home): Promise<GoldUpdate> {
  return inTurn(home, () => updateGoldLayer(home))
}

/** What another machine wrote meanwhile is read by the next try. */
async function givingWay<T>(work: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ObjectChangedError) || tries === 1) throw error
    return givingWay(work, tries - 1)
  }
}
