/**
 * `npm run bench -- <globs of RTE regional .xls files>`: runs the workloads turn by turn, each in a
 * process of its own, and prints medians and the ratio to the floor measured in the same round.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { WORKLOADS } from './run-one.ts'
import type { Measurement } from './workload.ts'

const FLOOR = 'typed-copy'
const ROUNDS = 3

const files = process.argv
  .slice(2)
  .flatMap(pattern => globSync(pattern))
  .sort()
if (files.length === 0) {
  process.stderr.write(
    "usage: npm run bench -- '<glob of RTE regional .xls files>': no file given or found\n",
  )
  process.exit(2)
}

async function measure(name: string): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'grid-bench-'))
  try {
    const child = fork(join(import.meta.dirname, 'run-one.ts'), [name, folder, ...files])
    const ended = once(child, 'exit')
    const told = once(child, 'message')
    const first = await Promise.race([
      told,
      ended.then(([code]) => new Error(`${name} ended with code ${code}`)),
    ])
    if (first instanceof Error) throw first
    await ended
    return first[0] as Measurement
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`

const rounds: Readonly<Record<string, Measurement>>[] = []
for (let round = 0; round < ROUNDS; round++) {
  const measured: Record<string, Measurement> = {}
  for (const name of Object.keys(WORKLOADS)) measured[name] = await measure(name)
  rounds.push(measured)
}

const sizes = await Promise.all(files.map(async file => (await stat(file)).size))
const read = sizes.reduce((sum, size) => sum + size, 0)
process.stdout.write(
  `${files.length} files, ${mib(read)}; median of ${ROUNDS} rounds; Node ${process.version}, ${availableParallelism()} cores\n`,
)
for (const name of Object.keys(WORKLOADS)) {
  const of = rounds.flatMap(round => round[name] ?? [])
  const ratios = rounds.map(
    round => (round[name]?.seconds ?? Number.NaN) / (round[FLOOR]?.seconds ?? Number.NaN),
  )
  const written = Object.entries(of[0]?.written_bytes ?? {}).map(([what, bytes]) => `${what} ${mib(bytes)}`)
  process.stdout.write(
    `${name.padEnd(16)} ${median(of.map(one => one.seconds)).toFixed(2)} s  ${median(ratios).toFixed(2)} × floor  ` +
      `peak ${mib(median(of.map(one => one.peak_bytes)))}  ${written.join(', ')}\n`,
  )
}
