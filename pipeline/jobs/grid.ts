/** The command line: `npm run grid -- --help`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { addPoisonedCommand } from './chain/poisoned-command.ts'
import { EXIT } from './exit-codes.ts'
import { exitCodeOf, messageOf } from './failure.ts'
import { addFeedCommands } from './feeds/feed-commands.ts'
import { describeStatus } from './feeds/status.ts'
import { addForecastCommands } from './forecasting/forecast-commands.ts'
import { claimHome, describePlace, type Home, homePath, type Origin, openHomeOf, originOf } from './home.ts'
import { openJobTelemetry } from './job-telemetry.ts'
import { showProgress } from './progress.ts'
import { openDestination } from './publishing/open-destination.ts'
import { describePublished, publish } from './publishing/publish.ts'
import { addReportCommand } from './reports/report-command.ts'
import { openServer } from './serve.ts'
import { bringUpToDate } from './update/bring-up-to-date.ts'
import { describeUpdate, hasUnreadable } from './update/describe-update.ts'
import { describeOutcomes, ingestFiles } from './update/ingest-files.ts'
import { printQuality } from './update/quality.ts'
import { rebuild } from './update/rebuild.ts'
import { migrateWarehouse } from './warehouse/migrate.ts'

const say = (text: string) => void process.stdout.write(text)

/** A reader that leaves, as `head` does, has read enough; the job goes on to its end. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

/** Run a job on a home that holds something. */
async function onFilledHome(job: (home: Home) => Promise<number>): Promise<void> {
  return onHome('any', async home => {
    const held = await originOf(home)
    if (held !== undefined) {
      await claimHome(home, held)
      return job(home)
    }
    process.stderr.write(
      `grid: ${describePlace(home)} is empty: ingest publications first, or set GRID_HOME\n`,
    )
    return EXIT.unavailable
  })
}

async function withScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'grid-'))
  try {
    return await work(scratch)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Run a job on the home asked for; what it returns is the exit code. */
async function onHome(
  origin: Origin | 'any',
  job: (home: Home) => Promise<number>,
  service = 'grid-pipeline',
): Promise<void> {
  const telemetry = await openJobTelemetry(process.env, service)
  const path = homePath(program.opts<{ home?: string }>().home ?? process.env.GRID_HOME, origin)
  const home = openHomeOf(path, { environment: process.env, telemetry })
  try {
    process.exitCode = await job(home)
  } finally {
    await home.warehouse.close()
    await telemetry.close()
  }
}

const program = new Command('grid')
  .description(
    'Grid Power Stream: the balance between electricity production and consumption of the French regions,\nfrom publications to a star schema.',
  )
  .option('--home <folder>', 'folder of the lake and the warehouse (default: GRID_HOME, or .grid/published)')
  .addHelpText(
    'after',
    `
Exit codes: 0 done; 1 failed; 2 not understood; 3 done, but a file was refused or unreadable,
or a feed could not be fetched;
4 a quality check of severity fail did not pass; 5 nothing loaded yet, not enough history, or the warehouse is kept busy.`,
  )
  .exitOverride()

const ingest = program.command('ingest').description('bring publications into bronze')
ingest
  .command('files')
  .description(
    'RTE .xls or .zip, ODRÉ CSV, JSON or Parquet, told by their content; the files stay as they are',
  )
  .argument('<path...>', 'files, folders or glob patterns')
  .action(async (patterns: string[]) =>
    onHome('published', async home => {
      const progress = showProgress('ingesting')
      const outcomes = await ingestFiles(home, patterns, { now: () => new Date(), progress })
      say(describeOutcomes(outcomes))
      return outcomes.some(file => file.outcome === 'refused') ? EXIT.refused : EXIT.ok
    }),
  )

addFeedCommands(program, { onHome, say, environment: process.env })
addForecastCommands(program, { onFilledHome, say, now: () => new Date() })
addPoisonedCommand(program, { onHome, say, environment: process.env })

program
  .command('run')
  .description('bring silver and gold up to date with bronze; running it again changes nothing')
  .action(async () =>
    onFilledHome(async home => {
      const progress = showProgress('reading')
      const update = await bringUpToDate(home, progress.update)
      progress.stop()
      say(describeUpdate(update))
      return hasUnreadable(update) ? EXIT.refused : EXIT.ok
    }),
  )

program
  .command('rebuild')
  .description('remake silver and gold from bronze alone')
  .action(async () =>
    onFilledHome(async home => {
      const progress = showProgress('reading')
      const update = await rebuild(home, progress.update)
      progress.stop()
      say(describeUpdate(update))
      return hasUnreadable(update) ? EXIT.refused : EXIT.ok
    }),
  )

program
  .command('migrate')
  .description('bring the tables of the SQL Server that GRID_WAREHOUSE names up to this version')
  .action(async () => {
    process.exitCode = await migrateWarehouse(process.env, say)
  })

program
  .command('publish')
  .description(
    'export the cleaned data set (Parquet, CSV, checksums, data contract); publishing it again sends what is new',
  )
  .requiredOption(
    '--to <place>',
    'a folder, https://<account>.blob.core.windows.net/<container>[/<prefix>], gs://<bucket>[/<prefix>] or bitbucket:<workspace>/<repository> (BITBUCKET_TOKEN)',
  )
  .action(async ({ to }: { to: string }) =>
    onFilledHome(home =>
      withScratch(async scratch => {
        const destination = openDestination(to, process.env, scratch)
        say(describePublished(destination, await publish(home, destination, showProgress('publishing'))))
        return EXIT.ok
      }),
    ),
  )

program
  .command('quality')
  .description('print the results of the quality checks')
  .action(async () => onFilledHome(home => printQuality(home, say)))

addReportCommand(program, { onFilledHome, say, environment: process.env })

program
  .command('status')
  .description('tell what the home holds, layer by layer')
  .action(async () =>
    onFilledHome(async home => {
      say(await describeStatus(home, new Date()))
      return EXIT.ok
    }),
  )

program
  .command('serve')
  .description(
    'serve the API and the page over what the home holds, without ingesting (GRID_PORT, GRID_HOST)',
  )
  .action(async () => onHome('any', home => openServer(home, process.env, say), 'grid-api'))

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
  else {
    process.stderr.write(`grid: ${messageOf(error)}\n`)
    process.exitCode = exitCodeOf(error)
  }
}
