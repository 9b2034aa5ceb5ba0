/**
 * `npm start`: the whole platform in one process, feeds in, star schema, API and page out. The feeds are
 * simulated over HTTP on this machine; `--live` asks the publishers; `--files` takes publications that
 * lie on this machine instead of feeds.
 */
import { Command, CommanderError } from 'commander'
import { FEEDS } from '../catalog/feeds.ts'
import { EXIT } from './exit-codes.ts'
import { exitCodeOf, messageOf } from './failure.ts'
import { machineClock } from './feeds/clock.ts'
import { describeRun } from './feeds/describe-run.ts'
import { openRunner } from './feeds/feed-runner.ts'
import { firstRuns } from './feeds/first-runs.ts'
import { historyTask } from './feeds/history-task.ts'
import { type Repetition, repeat, together } from './feeds/repeat.ts'
import type { FeedRunner } from './feeds/run-feed.ts'
import { storeWholeJournal } from './feeds/run-journal.ts'
import { startScheduler } from './feeds/scheduler.ts'
import { startTaskScheduler, type Task } from './feeds/task-scheduler.ts'
import { forecastTasks, normTask } from './forecasting/forecast-tasks.ts'
import { storeLedgers } from './forecasting/store-ledgers.ts'
import { claimHome, describePlace, type Home, homePath, type Origin, openHomeOf } from './home.ts'
import { openJobTelemetry } from './job-telemetry.ts'
import { portOf } from './port.ts'
import { showProgress } from './progress.ts'
import { keepReports } from './reports/keep-reports.ts'
import { serveUntilStopped } from './serve.ts'
import { bringUpToDate } from './update/bring-up-to-date.ts'
import { describeUpdate } from './update/describe-update.ts'
import { describeOutcomes, ingestFiles } from './update/ingest-files.ts'

const say = (text: string) => void process.stdout.write(text)
const complain = (text: string) => void process.stderr.write(text)
/** Publishers are busy on the stroke of the quarter. */
const AFTER_EACH_QUARTER = '20 */15 * * * *'
const TASK_CONTEXT = { clock: machineClock, say }

const program = new Command('start')
  .description(
    'run the whole platform on this machine: fetch the feeds, transform, serve (default: simulated feeds)',
  )
  .option('--live', 'ask the real publishers')
  .option('--files <patterns...>', 'real publications instead of feeds: files, folders or glob patterns')
  .option('--home <folder>', 'folder of the lake and the warehouse (default: GRID_HOME, or one below .grid)')
  .exitOverride()

interface Options {
  readonly live?: true
  readonly files?: string[]
  readonly home?: string
}

async function updateFromFiles(home: Home, patterns: readonly string[]): Promise<void> {
  const progress = showProgress('ingesting')
  say(describeOutcomes(await ingestFiles(home, patterns, { now: machineClock.now, progress })))
  say(describeUpdate(await updateWithProgress(home)))
}

async function updateWithProgress(home: Home) {
  const progress = showProgress('reading')
  const update = await bringUpToDate(home, progress.update)
  progress.stop()
  return update
}

function serveFiles(home: Home, patterns: readonly string[]): Promise<number> {
  return serveUntilStopped(home, process.env, say, async apiUrl => {
    await updateFromFiles(home, patterns)
    const updates = repeat(AFTER_EACH_QUARTER, () => updateFromFiles(home, patterns), {
      clock: machineClock,
      onError: error => complain(`update failed, next try in a quarter of an hour: ${messageOf(error)}\n`),
    })
    const norms = keepTold([normTask(home, TASK_CONTEXT)], Promise.resolve())
    return together(updates, norms, keepReportsOf(home, apiUrl))
  })
}

/** Does tasks beside what serves, from a moment on. */
const keepTold = (tasks: readonly Task[], begin: Promise<void>): Repetition =>
  startTaskScheduler({
    tasks,
    clock: machineClock,
    begin,
    onError: ({ name }, error) => complain(`${name}: ${messageOf(error)}\n`),
  })

const keepReportsOf = (home: Home, apiUrl: string): Repetition =>
  keepReports(home, {
    clock: machineClock,
    apiUrl,
    say,
    onError: error => complain(`report: ${messageOf(error)}\n`),
  })

async function serveFeeds(home: Home, origin: Origin): Promise<number> {
  const { runner, simulatorUrl, close } = await openRunner(home, {
    origin,
    environment: process.env,
    simulatorPort: portOf('GRID_SIMULATOR_PORT', process.env.GRID_SIMULATOR_PORT),
    now: machineClock.now,
  })
  if (simulatorUrl) say(`simulator ${simulatorUrl}/  faults ${simulatorUrl}/control/faults\n`)
  try {
    return await serveUntilStopped(home, process.env, say, async apiUrl => {
      // What a killed run left behind.
      await bringUpToDate(home)
      await storeWholeJournal(home)
      await storeLedgers(home)
      return together(await keepCurrent(runner, origin), keepReportsOf(home, apiUrl))
    })
  } finally {
    await close()
  }
}

/** Feeds first; what is heavier begins when each has run once, so that no first page waits for it. */
async function keepCurrent(runner: FeedRunner, origin: Origin): Promise<Repetition> {
  const feeds = FEEDS.filter(({ feed_id }) => runner.connectors.has(feed_id))
  const first = await firstRuns(runner.home.lake, feeds)
  const scheduler = startScheduler({
    runner,
    feeds,
    clock: machineClock,
    onRun(run) {
      say(describeRun(run))
      first.tell(run.feed_id)
    },
    onError({ feed_id }, error) {
      complain(`${feed_id}: ${messageOf(error)}\n`)
      first.tell(feed_id)
    },
  })
  // A publisher's quota is spent on a year when a person says so: `grid backfill`.
  const history = origin === 'simulated' ? historyTask(runner, say) : undefined
  const forecasting = forecastTasks(runner.home, {
    ...TASK_CONTEXT,
    hasItsHistory: () => history?.isWhole() ?? true,
  })
  return together(scheduler, keepTold([...(history ? [history] : []), ...forecasting], first.ended))
}

async function start(): Promise<number> {
  const { files, live, home: folder } = program.parse().opts<Options>()
  if (live && files) program.error('--live and --files: expected one of them', { exitCode: EXIT.usage })
  const origin = files || live ? 'published' : 'simulated'
  const telemetry = await openJobTelemetry(process.env, 'grid-power-stream')
  const home = openHomeOf(homePath(folder ?? process.env.GRID_HOME, origin), {
    environment: process.env,
    telemetry,
  })
  try {
    await claimHome(home, origin)
    say(
      `${describePlace(home)}: ${origin === 'published' ? 'published data' : 'SIMULATED data, no real figure in it'}\n`,
    )
    return await (files ? serveFiles(home, files) : serveFeeds(home, origin))
  } finally {
    await home.warehouse.close()
    await telemetry.close()
  }
}

try {
  process.exitCode = await start()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
  else {
    complain(`start: ${messageOf(error)}\n`)
    process.exitCode = exitCodeOf(error)
  }
}
