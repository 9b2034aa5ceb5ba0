/** The commands that fetch: one run, the past, recorded publications, and the simulator to fetch from. */
import { once } from 'node:events'
import type { Command } from 'commander'
import { FEEDS, type Feed } from '../../catalog/feeds.ts'
import { startSimulator } from '../../simulator/server/start-simulator.ts'
import { day } from '../day-argument.ts'
import { EXIT } from '../exit-codes.ts'
import { claimHome, type Home, originOf } from '../home.ts'
import { portOf } from '../port.ts'
import { showProgress } from '../progress.ts'
import { replay } from '../replay/replay.ts'
import { readReplayRuns } from '../replay/replay-runs.ts'
import { describeSummary, summarise } from '../replay/replay-summary.ts'
import { UsageError } from '../usage-error.ts'
import { backfill } from './backfill.ts'
import { describeRun } from './describe-run.ts'
import { openRunner, SEED } from './feed-runner.ts'
import { type FeedRunner, runFeed } from './run-feed.ts'
import { hasFailed } from './run-journal.ts'

type Say = (text: string) => void
type OnHome = (origin: 'any' | 'published', job: (home: Home) => Promise<number>) => Promise<void>

export interface CommandContext {
  readonly onHome: OnHome
  readonly say: Say
  readonly environment: Readonly<Record<string, string | undefined>>
}

const FETCHED = FEEDS.filter(feed => feed.schedule !== null)
const FEED_OPTION = ['--feed <id>', `one of ${FETCHED.map(({ feed_id }) => feed_id).join(', ')}`] as const

export function addFeedCommands(program: Command, { onHome, say, environment }: CommandContext): void {
  program
    .command('fetch')
    .description(
      'fetch a feed now and bring the home up to date: of its publisher or, in a simulated home, of the simulator',
    )
    .requiredOption(...FEED_OPTION)
    .action(async ({ feed }: { feed: string }) =>
      onHome('any', home =>
        withRunner(home, environment, async runner => {
          const run = await runFeed(runner, { feed: feedNamed(feed), trigger: 'manual' })
          say(describeRun(run))
          return hasFailed(run) ? EXIT.refused : EXIT.ok
        }),
      ),
    )

  program
    .command('backfill')
    .description(
      'fetch the past of a feed, month by month; stopped or killed, the same command goes on where it was',
    )
    .requiredOption(...FEED_OPTION)
    .requiredOption('--from <day>', 'first day, YYYY-MM-DD, Europe/Paris', day)
    .requiredOption('--to <day>', 'the day after the last', day)
    .action(async ({ feed, from, to }: { feed: string; from: string; to: string }) =>
      onHome('any', home =>
        withRunner(home, environment, async runner => {
          const { stopping, cutOff } = stopOnSignals(say)
          const { runs, left } = await backfill(runner, {
            feed: feedNamed(feed),
            span: { from, to },
            progress: showProgress(feed),
            stopping,
            cutOff,
          })
          for (const run of runs.filter(hasFailed)) say(`${run.window_from?.slice(0, 7)} ${describeRun(run)}`)
          const rows = runs.reduce((sum, run) => sum + run.rows_loaded, 0)
          say(`${runs.filter(run => !hasFailed(run)).length} months fetched, ${rows} rows loaded\n`)
          if (left.length === 0) return EXIT.ok
          say(`${left.length} months left: run the same command again\n`)
          return EXIT.refused
        }),
      ),
    )

  program
    .command('replay')
    .description(
      'feed recorded publications through the connector of their feed, in their order and with the clock they had; the same command again takes what failed or is left',
    )
    .argument(
      '<path>',
      'folder or .tar, .tar.gz, .tar.xz or .zip of captures named 2026-03-29T02-03-19Z.json',
    )
    .option(FEED_OPTION[0], FEED_OPTION[1], 'eco2mix-regional-realtime')
    .action(async (path: string, options: { feed: string }) =>
      onHome('published', home => replayAndTell(home, path, feedNamed(options.feed), say)),
    )

  program
    .command('simulate')
    .description('run the simulator of the publishers alone, until stopped')
    .option('--port <port>', 'port of this machine (default: GRID_SIMULATOR_PORT, or a free one)')
    .option('--seed <number>', 'another seed publishes other values', String(SEED))
    .action(async ({ port, seed }: { port?: string; seed: string }) => {
      const simulator = await startSimulator({
        seed: seedOf(seed),
        now: () => new Date(),
        port:
          port === undefined
            ? portOf('GRID_SIMULATOR_PORT', environment.GRID_SIMULATOR_PORT)
            : portOf('--port', port),
      })
      say(`simulator ${simulator.url}/  faults ${simulator.url}/control/faults\n`)
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
      await simulator.stop()
    })
}

async function replayAndTell(home: Home, path: string, feed: Feed, say: Say): Promise<number> {
  const { stopping } = stopOnSignals(say)
  const replayed = await replay(home, { feed, path, stopping, progress: showProgress('replaying') })
  const failed = replayed.runs.filter(hasFailed)
  for (const run of failed) say(`${run.finished_at} ${describeRun(run)}`)
  if (replayed.known > 0) say(`${replayed.known} captures were replayed before\n`)
  if (replayed.ignored.length > 0)
    say(`${replayed.ignored.length} files are no captures: ${replayed.ignored.slice(0, 3).join(', ')}\n`)
  const summary = await summarise(home, await readReplayRuns(home.lake, feed.feed_id))
  if (summary) say(describeSummary(summary))
  if (failed.length > 0) say(`${failed.length} captures failed: the same command tries them again\n`)
  if (replayed.isCut) say('stopped before the last capture: run the same command again\n')
  return replayed.isCut || failed.length > 0 ? EXIT.refused : EXIT.ok
}

async function withRunner(
  home: Home,
  environment: CommandContext['environment'],
  job: (runner: FeedRunner) => Promise<number>,
): Promise<number> {
  const origin = (await originOf(home)) ?? 'published'
  await claimHome(home, origin)
  const { runner, close } = await openRunner(home, {
    origin,
    environment,
    simulatorPort: portOf('GRID_SIMULATOR_PORT', environment.GRID_SIMULATOR_PORT),
    now: () => new Date(),
  })
  try {
    return await job(runner)
  } finally {
    await close()
  }
}

/** The first signal stops after the work in hand, the second one cuts it off. */
function stopOnSignals(say: Say): { stopping: AbortSignal; cutOff: AbortSignal } {
  const stopping = new AbortController()
  const cutOff = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) cutOff.abort()
      else say('stopping after the work in hand; once more to cut it off\n')
      stopping.abort()
    })
  }
  return { stopping: stopping.signal, cutOff: cutOff.signal }
}

function feedNamed(id: string): Feed {
  const feed = FETCHED.find(({ feed_id }) => feed_id === id)
  if (feed) return feed
  throw new UsageError(`--feed ${id}: expected ${FEED_OPTION[1]}`)
}

/** A seed that is no number would quietly be the same world for every text. */
function seedOf(given: string): number {
  if (/^\d{1,9}$/.test(given)) return Number(given)
  throw new UsageError(`--seed ${given}: expected a whole number of at most nine digits`)
}
