/** The main job: bring a home up to date with its bronze; a rebuild that was cut off is ended first. */
import type { OnProgress } from '../silver/update-silver.ts'
import type { Home } from './home.ts'
import { inTurn } from './in-turn.ts'
import { isRebuildCutOff, remake } from './rebuild.ts'
import { type Update, updateLayers } from './update-layers.ts'

export async function bringUpToDate(home: Home, onProgress?: OnProgress): Promise<Update> {
  return inTurn(home, async () =>
    (await isRebuildCutOff(home)) ? remake(home, onProgress) : updateLayers(home, onProgress),
  )
}
