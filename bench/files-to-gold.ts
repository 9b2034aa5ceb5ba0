/** The main job: files → bronze → silver → gold, checks included, into an empty home. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bringUpToDate } from '../pipeline/jobs/bring-up-to-date.ts'
import { openHome } from '../pipeline/jobs/home.ts'
import { ingestFiles } from '../pipeline/jobs/ingest-files.ts'
import type { Workload } from './workload.ts'

const SILENT = { update() {}, stop() {} }

export const filesToGold: Workload = {
  async run(files, folder) {
    const home = openHome(join(folder, 'home'))
    try {
      await ingestFiles(home, files, { now: () => new Date(), progress: SILENT })
      const { silver } = await bringUpToDate(home)
      return { silver: silver.bytes_written, gold: (await stat(home.warehouse.path)).size }
    } finally {
      await home.warehouse.close()
    }
  },
}
