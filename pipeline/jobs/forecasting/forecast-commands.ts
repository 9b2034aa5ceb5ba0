/** `grid forecast …`: fit, issue, score, norms, all that a night does, a back-test, and what was forecast. */
import type { Command } from 'commander'
import { AREA_CODES, NATIONAL_AREA } from '../../catalog/forecasting.ts'
import { REGION_CODES } from '../../catalog/regions.ts'
import { day } from '../day-argument.ts'
import { EXIT } from '../exit-codes.ts'
import type { Home } from '../home.ts'
import { showProgress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'
import { backtestHistory } from './backtest-history.ts'
import { describeFit, fitFromHistory } from './fit-from-history.ts'
import { describeIssue, issueForecasts } from './issue-forecasts.ts'
import { describeNorms, makeDueNorms } from './make-norms.ts'
import { nightly } from './nightly.ts'
import { describeScores, scoreForecasts } from './score-forecasts.ts'
import { toScoreboard } from './scoreboard.ts'
import { showForecasts } from './show-forecasts.ts'

interface Context {
  readonly onFilledHome: (job: (home: Home) => Promise<number>) => Promise<void>
  readonly say: (text: string) => void
  readonly now: () => Date
}

/** Hours between issues and days between fits of a back-test, unless told otherwise. */
const EVERY_HOURS = '6'
const REFIT_DAYS = '14'

export function addForecastCommands(program: Command, { onFilledHome, say, now }: Context): void {
  const forecast = program
    .command('forecast')
    .description('forecast consumption, wind and sun two days ahead, and tell how good that was')

  forecast
    .command('fit')
    .description('learn the models anew from what the home holds, three years at most')
    .action(async () =>
      onFilledHome(async home => {
        const fitting = showProgress('fitting')
        const fitted = await fitFromHistory(home, { now: now(), onProgress: told(fitting) })
        fitting.stop()
        say(describeFit(fitted))
        return fitted.outcome === 'none' ? EXIT.unavailable : EXIT.ok
      }),
    )

  forecast
    .command('issue')
    .description('forecast from now on, once an hour: again in the same hour changes nothing')
    .action(async () =>
      onFilledHome(async home => {
        const fitting = showProgress('fitting')
        const issued = await issueForecasts(home, { now: now(), onProgress: told(fitting) })
        fitting.stop()
        say(describeIssue(issued))
        return issued.outcome === 'none' ? EXIT.unavailable : EXIT.ok
      }),
    )

  forecast
    .command('score')
    .description('hold the forecasts of days that are over against what was measured, each day once')
    .action(async () =>
      onFilledHome(async home => {
        say(describeScores(await scoreForecasts(home, now())))
        return EXIT.ok
      }),
    )

  forecast
    .command('norms')
    .description('make the norms of tension that are missing, month by month; needs a year of history')
    .action(async () =>
      onFilledHome(async home => {
        const due = await makeDueNorms(home, now())
        say(describeNorms(due))
        return due.norms.length === 0 ? EXIT.unavailable : EXIT.ok
      }),
    )

  forecast
    .command('nightly')
    .description('what a night does: norms, fit, score')
    .action(async () =>
      onFilledHome(async home => {
        const fitting = showProgress('fitting')
        const isFitted = await nightly(home, { now: now(), say, onProgress: told(fitting) })
        fitting.stop()
        return isFitted ? EXIT.ok : EXIT.unavailable
      }),
    )

  forecast
    .command('backtest')
    .description(
      'forecast a stretch of the past as if it were the present, and compare with naive forecasts; writes nothing.\n' +
        'Ahead of each issue the weather is the one analysed later, so that errors come out smaller than they are.',
    )
    .requiredOption('--from <day>', 'first day, YYYY-MM-DD, Europe/Paris', day)
    .requiredOption('--to <day>', 'the day after the last', day)
    .option('--region <code>', `one of ${REGION_CODES.join(', ')} (default: all, and the country)`)
    .option('--every <hours>', 'hours between issues', EVERY_HOURS)
    .option('--refit <days>', 'days between fits', REFIT_DAYS)
    .action(async (options: { from: string; to: string; region?: string; every: string; refit: string }) =>
      onFilledHome(async home => {
        const { from, to, region } = options
        const rows = await backtestHistory(home, {
          from,
          to,
          regionCodes: region === undefined ? [] : [codeIn(REGION_CODES, region)],
          issueEveryHours: countOf('--every', options.every, 'hours'),
          refitEveryDays: countOf('--refit', options.refit, 'days'),
          progress: showProgress('testing'),
        })
        if (rows.length === 0) {
          say(
            `nothing could be forecast from ${from} to ${to}: the history before is too short, or has gaps\n`,
          )
          return EXIT.unavailable
        }
        say(toScoreboard(rows))
        return EXIT.ok
      }),
    )

  forecast
    .command('show')
    .description('print the newest issue, and how good forecasts were in the last thirty days')
    .option('--region <code>', `one of ${AREA_CODES.join(', ')}`, NATIONAL_AREA)
    .action(async ({ region }: { region: string }) =>
      onFilledHome(async home => {
        const shown = await showForecasts(home, codeIn(AREA_CODES, region), now())
        say(shown ?? 'nothing has been forecast yet: grid forecast issue\n')
        return shown === null ? EXIT.unavailable : EXIT.ok
      }),
    )
}

const told =
  (progress: { update(done: number, total: number, what: string): void }) =>
  ({ done, total }: { readonly done: number; readonly total: number }) =>
    progress.update(done, total, 'series')

/** @throws UsageError for a code that is not among them. */
function codeIn(codes: readonly string[], given: string): string {
  if (codes.includes(given)) return given
  throw new UsageError(`--region ${given}: expected one of ${codes.join(', ')}`)
}

/** @throws UsageError for what is no count from 1 to 999. */
function countOf(option: string, given: string, unit: string): number {
  if (/^[1-9]\d{0,2}$/.test(given)) return Number(given)
  throw new UsageError(`${option} ${given}: expected a whole number of ${unit} from 1 to 999`)
}
