/**
 * `npm run parity -- <folder or archive of captures>`: the same publications on local disk and DuckDB, and in
 * the lake GRID_LAKE (unset: local disk) and on the SQL Server at SQLSERVER_URL; then every row and every answer
 * of the API compared. Without captures, on publications of the simulator. Exit code 0: nothing differs.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { ConfigError } from '../catalog/config-error.ts'
import { FEEDS } from '../catalog/feeds.ts'
import type { GoldUpdate } from '../gold/gold-update.ts'
import { createTestDatabase } from '../gold/sqlserver/test-database.ts'
import type { Environment } from '../lake/credentials.ts'
import { EXIT } from './exit-codes.ts'
import { exitCodeOf, messageOf } from './failure.ts'
import { openRunner } from './feeds/feed-runner.ts'
import { runFeed } from './feeds/run-feed.ts'
import { claimHome, type Home, openHome } from './home.ts'
import { showProgress } from './progress.ts'
import { replay } from './replay/replay.ts'
import { bringUpToDate } from './update/bring-up-to-date.ts'
import { compareAnswers, compareTables } from './warehouse/compare-warehouses.ts'

const say = (text: string) => void process.stdout.write(text)
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** Captures between two updates: each update of the server checks all that is loaded. */
const CAPTURES_PER_UPDATE = 480

async function replayInto(home: Home, path: string): Promise<Date> {
  const feed = FEEDS.find(({ feed_id }) => feed_id === 'eco2mix-regional-realtime')
  if (!feed) throw new RangeError('feed eco2mix-regional-realtime: not in the catalogue')
  const { runs } = await replay(home, {
    feed,
    path,
    progress: showProgress('replaying'),
    stopping: new AbortController().signal,
    capturesPerUpdate: CAPTURES_PER_UPDATE,
  })
  const last = runs.at(-1)?.finished_at ?? new Date().toISOString()
  say(`${runs.length} captures, the last of ${last}\n`)
  return new Date(last)
}

/** Moments at which the simulated feeds are asked: later ones bring revisions. */
const MOMENTS = ['2026-06-01T08:05:00Z', '2026-06-01T11:05:00Z', '2026-06-03T06:05:00Z']

async function simulateInto(home: Home): Promise<Date> {
  await claimHome(home, 'simulated')
  for (const moment of MOMENTS) {
    const now = () => new Date(moment)
    const { runner, close } = await openRunner(home, {
      origin: 'simulated',
      environment: {},
      simulatorPort: 0,
      now,
    })
    try {
      for (const feed of FEEDS.filter(({ schedule }) => schedule !== null))
        await runFeed(runner, { feed, trigger: 'manual' })
    } finally {
      await close()
    }
  }
  return new Date(MOMENTS.at(-1) ?? '')
}

const describeUpdate = ({ batches }: GoldUpdate) => `again: ${batches} batches`

async function fill(home: Home, captures: string | undefined): Promise<Date> {
  const started = performance.now()
  const last = captures === undefined ? await simulateInto(home) : await replayInto(home, captures)
  const again = await bringUpToDate(home)
  say(`${home.warehouse.kind}: loaded in ${seconds(started)}; ${describeUpdate(again.gold)}\n`)
  return last
}

/** The home under comparison, in a folder of its own of the lake; what it leaves there is for its owner to remove. */
function openRemote(folder: string, environment: Environment): Home {
  const { GRID_LAKE } = environment
  if (!GRID_LAKE) return openHome(folder)
  const lake = `${GRID_LAKE.replace(/\/$/, '')}/parity-${basename(dirname(folder))}`
  say(`lake: ${lake}\n`)
  return openHome(folder, { environment: { ...environment, GRID_LAKE: lake } })
}

async function run(captures: string | undefined, environment: Environment): Promise<number> {
  const url = environment.SQLSERVER_URL
  if (!url) throw new ConfigError('SQLSERVER_URL is not set: expected the server to compare DuckDB with')
  const folder = await mkdtemp(join(tmpdir(), 'grid-parity-'))
  const database = await createTestDatabase(url)
  const local = openHome(join(folder, 'local'))
  const remote: Home = { ...openRemote(join(folder, 'remote'), environment), warehouse: database.warehouse }
  try {
    const last = await fill(local, captures)
    await fill(remote, captures)
    const now = () => new Date(last.getTime() + 60_000)
    const tables = await compareTables(local.warehouse, remote.warehouse)
    for (const { table, rows, differing, samples } of tables)
      say(
        `${table.padEnd(28)} ${String(rows).padStart(9)} rows, ${differing} differ\n${samples.map(row => `  ${row}\n`).join('')}`,
      )
    const answers = await compareAnswers(local.warehouse, remote.warehouse, now)
    say(`${answers.answers} answers of the API, ${answers.bytes} bytes, ${answers.differing.length} differ\n`)
    for (const path of answers.differing) say(`  ${path}\n`)
    const isSame = answers.differing.length === 0 && tables.every(({ differing }) => differing === 0)
    return isSame ? EXIT.ok : EXIT.failure
  } finally {
    await local.warehouse.close()
    await database.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

try {
  process.exitCode = await run(process.argv[2], process.env)
} catch (error) {
  process.stderr.write(`parity: ${messageOf(error)}\n`)
  process.exitCode = exitCodeOf(error)
}
