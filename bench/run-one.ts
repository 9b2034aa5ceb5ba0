/** Runs one workload in this process and sends its measurement to the parent. */
import { performance } from 'node:perf_hooks'
import { SUITES } from './suites.ts'
import type { Measurement } from './workload.ts'

const [name = '', folder = '', ...files] = process.argv.slice(2)
const workload = Object.values(SUITES).flatMap(suite => suite[name] ?? [])[0]
if (!workload) throw new RangeError(`workload ${name}: not in any suite`)
await workload.prepare?.(files, folder)
const start = performance.now()
const written_bytes = await workload.run(files, folder)
const measurement: Measurement = {
  seconds: (performance.now() - start) / 1000,
  peak_bytes: process.resourceUsage().maxRSS * 1024,
  written_bytes,
}
process.send?.(measurement)
