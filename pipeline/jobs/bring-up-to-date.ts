/** The main job: bring a home up to date with its bronze; a rebuild that was cut off is ended first. */
import { ObjectChangedError } from '../lake/object-store.ts'
import type { OnProgress } from '../silver/update-silver.ts'
import type { Home } from './home.ts'
import { inTurn } from './in-turn.ts'
import { isRebuildCutOff, remake } from './rebuild.ts'
import { type Update, updateLayers } from './update-layers.ts'

/** Machines that update one lake at the same time each give way once to every other, as a rule. */
const TRIES = 5

/** @throws ObjectChangedError when other machines came between again and again. */
export async function bringUpToDate(home: Home, onProgress?: OnProgress): Promise<Update> {
  return inTurn(home, () => update(home, TRIES, onProgress))
}

/** What another machine wrote meanwhile is read by the next try. */
async function update(home: Home, tries: number, onProgress?: OnProgress): Promise<Update> {
  try {
    return await ((await isRebuildCutOff(home)) ? remake(home, onProgress) : updateLayers(home, onProgress))
  } catch (error) {
    if (!(error instanceof ObjectChangedError) || tries === 1) throw error
    return update(home, tries - 1, onProgress)
  }
}
