/** The main job: bring a home up to date with its bronze; a rebuild that was cut off is ended first. */
import type { OnProgress } from '../silver/update-silver.ts'
import type { Home } from './home.ts'
import { isRebuildCutOff, rebuild } from './rebuild.ts'
import { type Update, updateLayers } from './update-layers.ts'

export async function bringUpToDate(home: Home, onProgress?: OnProgress): Promise<Update> {
  return (await isRebuildCutOff(home)) ? rebuild(home, onProgress) : updateLayers(home, onProgress)
}
