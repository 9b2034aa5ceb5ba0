/**
 * `npm run bench -- <globs of RTE regional .xls files>`, or one of
 *
 * - `npm run bench -- history`: ten simulated years of ODRÉ's CSV,
 * - `npm run bench -- quarter`: one interval more beside them,
 * - `npm run bench -- warehouse`: a year into the SQL Server at SQLSERVER_URL,
 * - `npm run bench -- functions`: how a function app starts.
 *
 * Workloads run turn by turn, each in a process of its own; medians are printed, and the ratio to the floor measured in
 * the same round. `quarter` and `warehouse` have rounds of their own.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from './median.ts'
import { measureOneQuarterMore } from './one-quarter-more.ts'
import { writeSimulatedHistory } from './simulated-history.ts'
import { SUITES } from './suites.ts'
import { measureWarehouseLoad } from './warehouse-load.ts'
import type { Measurement, Suite } from './workload.ts'

/** An odd number, so that the median is one that was measured. */
const ROUNDS = 5
/** The history takes a minute a round. */
const HISTORY_ROUNDS = 3
const USAGE =
  "usage: npm run bench -- '<glob of RTE regional .xls files>', or npm run bench -- history, quarter, warehouse or functions\n"

async function measure(name: string, files: readonly string[]): Promise<Measurement> {
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

const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`

async function runSuite(suite: Suite, files: readonly string[], count = ROUNDS): Promise<void> {
  const names = Object.keys(suite)
  const [floor = ''] = names
  const rounds: Readonly<Record<string, Measurement>>[] = []
  for (let round = 0; round < count; round++) {
    const measured: Record<string, Measurement> = {}
    for (const name of names) measured[name] = await measure(name, files)
    rounds.push(measured)
  }
  const sizes = await Promise.all(files.map(async file => (await stat(file)).size))
  const read = sizes.reduce((sum, size) => sum + size, 0)
  process.stdout.write(
    `${files.length} files, ${mib(read)}; median of ${count} rounds; Node ${process.version}, ${availableParallelism()} cores\n`,
  )
  for (const name of names) {
    const of = rounds.flatMap(round => round[name] ?? [])
    const ratios = rounds.map(
      round => (round[name]?.seconds ?? Number.NaN) / (round[floor]?.seconds ?? Number.NaN),
    )
    const written = Object.entries(of[0]?.written_bytes ?? {}).map(([what, bytes]) => `${what} ${mib(bytes)}`)
    process.stdout.write(
      `${name.padEnd(18)} ${median(of.map(one => one.seconds)).toFixed(2)} s  ${median(ratios).toFixed(2)} × floor  ` +
        `peak ${mib(median(of.map(one => one.peak_bytes)))}  ${written.join(', ')}\n`,
    )
  }
}

async function runHistory(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grid-history-'))
  try {
    const files = await writeSimulatedHistory(folder, year => process.stdout.write(`simulating ${year}\n`))
    await runSuite(SUITES.history, files, HISTORY_ROUNDS)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runWarehouse(url: string | undefined): Promise<void> {
  if (url) await measureWarehouseLoad(url, text => process.stdout.write(text))
  else
    process.stdout.write('SQLSERVER_URL is not set: nothing was measured, there is no server to load into\n')
}

const given = process.argv.slice(2)
if (given.join() === 'history') await runHistory()
else if (given.join() === 'quarter') await measureOneQuarterMore(text => process.stdout.write(text))
else if (given.join() === 'functions') await runSuite(SUITES.functions, [])
else if (given.join() === 'warehouse') await runWarehouse(process.env.SQLSERVER_URL)
else {
  const files = given.flatMap(pattern => globSync(pattern)).sort()
  if (files.length === 0) {
    process.stderr.write(`${USAGE}no file given or found\n`)
    process.exit(2)
  }
  await runSuite(SUITES.files, files)
}
