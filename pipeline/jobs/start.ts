/**
 * `npm start`: the whole platform in one process. Publications in, star schema and API out, and again
 * every quarter of an hour: simulated ones or, with `--files`, real ones on this machine.
 */
import { Command, CommanderError } from 'commander'
import { bringUpToDate } from './bring-up-to-date.ts'
import { describeUpdate } from './describe-update.ts'
import { EXIT } from './exit-codes.ts'
import { exitCodeOf, messageOf } from './failure.ts'
import { everyQuarterHour } from './feed-loop.ts'
import { claimHome, type Home, homePath, openHome } from './home.ts'
import { describeOutcomes, ingestFiles } from './ingest-files.ts'
import { ingestSimulated } from './ingest-simulated.ts'
import { showProgress } from './progress.ts'
import { serveUntilStopped } from './serve.ts'

const say = (text: string) => void process.stdout.write(text)

const program = new Command('start')
  .description('run the whole platform on this machine: ingest, transform, serve, every quarter of an hour')
  .option(
    '--files <patterns...>',
    'real publications: files, folders or glob patterns (default: simulated data)',
  )
  .option('--home <folder>', 'folder of the lake and the warehouse (default: GRID_HOME, or one below .grid)')
  .exitOverride()

async function update(home: Home, patterns: readonly string[] | undefined): Promise<void> {
  if (patterns) {
    const progress = showProgress('ingesting')
    say(describeOutcomes(await ingestFiles(home, patterns, { now: () => new Date(), progress })))
  } else {
    const stored = await ingestSimulated(home, new Date())
    say(`${stored} new SIMULATED publications\n`)
  }
  const progress = showProgress('reading')
  const done = await bringUpToDate(home, progress.update)
  progress.stop()
  say(describeUpdate(done))
}

async function start(): Promise<number> {
  const { files, home: folder } = program.parse().opts<{ files?: string[]; home?: string }>()
  const origin = files ? 'published' : 'simulated'
  const home = openHome(homePath(folder ?? process.env.GRID_HOME, origin))
  try {
    await claimHome(home.path, origin)
    say(`home ${home.path}: ${files ? 'published data' : 'SIMULATED data, no real figure in it'}\n`)
    return await serveUntilStopped(home, process.env, say, async () => {
      await update(home, files)
      return everyQuarterHour(() => update(home, files), {
        now: () => new Date(),
        onError: error =>
          process.stderr.write(`update failed, next try in a quarter of an hour: ${messageOf(error)}\n`),
      })
    })
  } finally {
    await home.warehouse.close()
  }
}

try {
  process.exitCode = await start()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
  else {
    process.stderr.write(`start: ${messageOf(error)}\n`)
    process.exitCode = exitCodeOf(error)
  }
}
