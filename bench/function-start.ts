/**
 * How long a function app takes from nothing to its functions being registered: a new process that loads the sources
 * as they stand, with all packages beside them, and one that loads the package made of them.
 */
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { packageFunctions } from '../pipeline/functions/package/package-functions.ts'
import type { Workload } from './workload.ts'
import { bytesBelow } from './written-bytes.ts'

const ROOT = join(import.meta.dirname, '..')
const SETTINGS = {
  GRID_QUEUES: 'https://account.queue.core.windows.net',
  GRID_LAKE: 'https://account.blob.core.windows.net/lake',
  GRID_WAREHOUSE: 'mssql://server/database',
}

const start = (entry: string) => promisify(execFile)(process.execPath, [entry], { env: SETTINGS })
const ZIP = 'functions.zip'

export const startFromSources: Workload = {
  async run() {
    await start(join(ROOT, 'pipeline/functions/index.ts'))
    return {}
  },
}

export const startFromPackage: Workload = {
  async prepare(_, folder) {
    const { bytes } = await packageFunctions(ROOT)
    await writeFile(join(folder, ZIP), bytes)
    for (const [path, content] of Object.entries(unzipSync(bytes))) {
      const target = join(folder, 'package', path)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, content)
    }
  },

  async run(_, folder) {
    await start(join(folder, 'package/index.mjs'))
    const unpacked = await bytesBelow(join(folder, 'package'))
    return { zip: (await bytesBelow(folder)) - unpacked, unpacked }
  },
}
