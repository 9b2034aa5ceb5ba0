/** Runs one workload in this process and sends its measurement to the parent. */
import { performance } from 'node:perf_hooks'
import { filesToGold } from './files-to-gold.ts'
import { typedCopy } from './typed-copy.ts'
import type { Measurement, Workload } from './workload.ts'

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  'typed-copy': typedCopy,
  'files-to-gold': filesToGold,
}

if (import.meta.main) {
  const [name = '', folder = '', ...files] = process.argv.slice(2)
  const workload = WORKLOADS[name]
  if (!workload)
    throw new RangeError(`workload ${name}: expected one of ${Object.keys(WORKLOADS).join(', ')}`)
  const start = performance.now()
  const written_bytes = await workload.run(files, folder)
  const measurement: Measurement = {
    seconds: (performance.now() - start) / 1000,
    peak_bytes: process.resourceUsage().maxRSS * 1024,
    written_bytes,
  }
  process.send?.(measurement)
}
