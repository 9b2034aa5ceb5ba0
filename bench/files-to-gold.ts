/** The main job into an empty home: files → bronze → silver → gold. The quality checks are left out. */
import { join } from 'node:path'
import { updateGold } from '../pipeline/gold/update-gold.ts'
import { openHome } from '../pipeline/jobs/home.ts'
import { ingestFiles } from '../pipeline/jobs/update/ingest-files.ts'
import { updateSilver } from '../pipeline/silver/update-silver.ts'
import { FILES_FEED } from '../pipeline/sources/files.ts'
import type { Workload } from './workload.ts'
import { bytesBelow } from './written-bytes.ts'

const SILENT = { update() {}, stop() {} }

export const filesToGold: Workload = {
  async run(files, folder) {
    const home = openHome(join(folder, 'home'))
    await ingestFiles(home, files, { now: () => new Date(), progress: SILENT })
    await updateSilver(home.lake, [FILES_FEED])
    await updateGold(home.warehouse, home.lake, async () => undefined)
    await home.warehouse.close()
    return {
      bronze: await bytesBelow(join(home.path, 'bronze')),
      silver: await bytesBelow(join(home.path, 'silver')),
      gold: await bytesBelow(join(home.path, 'gold')),
    }
  },
}
