/** The main job: files → bronze → silver → gold in an empty home, quality checks left out. */
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { openDuckDbWarehouse } from '../pipeline/gold/duckdb-warehouse.ts'
import { updateGold } from '../pipeline/gold/update-gold.ts'
import { openLocalDisk } from '../pipeline/lake/local-disk.ts'
import { updateSilver } from '../pipeline/silver/update-silver.ts'
import { FILES_FEED, ingestBytes } from '../pipeline/sources/files.ts'
import type { Workload } from './workload.ts'
import { bytesBelow } from './written-bytes.ts'

const EPOCH = Date.UTC(2026, 0, 1)

export const filesToGold: Workload = {
  async run(files, folder) {
    const lake = openLocalDisk(folder)
    const warehouse = openDuckDbWarehouse(join(folder, 'gold', 'warehouse.duckdb'))
    for (const [index, file] of files.entries()) {
      await ingestBytes(lake, {
        fileName: basename(file),
        bytes: await readFile(file),
        fetchedAt: new Date(EPOCH + index),
        isSimulated: false,
      })
    }
    await updateSilver(lake, [FILES_FEED])
    await updateGold(warehouse, lake, async () => undefined)
    await warehouse.close()
    return {
      bronze: await bytesBelow(join(folder, 'bronze')),
      silver: await bytesBelow(join(folder, 'silver')),
      gold: await bytesBelow(join(folder, 'gold')),
    }
  },
}
