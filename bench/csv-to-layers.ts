/**
 * Years of ODRÉ's CSV into the layers of an empty home, layer by layer. Bronze is written before the clock
 * of silver and gold starts: they are made from bronze alone. The quality checks are left out.
 */
import { join } from 'node:path'
import { updateGold } from '../pipeline/gold/update-gold.ts'
import { type Home, openHome } from '../pipeline/jobs/home.ts'
import { updateSilver } from '../pipeline/silver/update-silver.ts'
import { FILES_FEED } from '../pipeline/sources/files.ts'
import { ingestSimulated } from './simulated-publications.ts'
import type { Workload } from './workload.ts'
import { bytesBelow } from './written-bytes.ts'

const homeIn = (folder: string): Home => openHome(join(folder, 'home'))

const written = async ({ path }: Home, layers: readonly string[]) =>
  Object.fromEntries(
    await Promise.all(layers.map(async layer => [layer, await bytesBelow(join(path, layer))] as const)),
  )

export const csvToBronze: Workload = {
  async run(files, folder) {
    const home = homeIn(folder)
    await ingestSimulated(home.lake, files)
    return written(home, ['bronze'])
  },
}

export const csvToSilver: Workload = {
  prepare: (files, folder) => ingestSimulated(homeIn(folder).lake, files),
  async run(_files, folder) {
    const home = homeIn(folder)
    await updateSilver(home.lake, [FILES_FEED])
    return written(home, ['silver'])
  },
}

export const csvToGold: Workload = {
  prepare: (files, folder) => ingestSimulated(homeIn(folder).lake, files),
  async run(_files, folder) {
    const home = homeIn(folder)
    await updateSilver(home.lake, [FILES_FEED])
    await updateGold(home.warehouse, home.lake, async () => undefined)
    await home.warehouse.close()
    return written(home, ['silver', 'gold'])
  },
}
