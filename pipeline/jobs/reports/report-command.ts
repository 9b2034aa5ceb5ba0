/** `grid report`: the trend report of a month, as pages. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { readConfig } from '../../../api/config.ts'
import { LANGUAGES, type Language } from '../../reports/format.ts'
import { type LocalMonth, parseMonth } from '../../reports/local-month.ts'
import { EXIT } from '../exit-codes.ts'
import type { Home } from '../home.ts'
import { UsageError } from '../usage-error.ts'
import { describeReports, makeReport, REPORTS } from './make-report.ts'

export interface ReportCommandContext {
  readonly onFilledHome: (job: (home: Home) => Promise<number>) => Promise<void>
  readonly say: (text: string) => void
  readonly environment: Readonly<Record<string, string | undefined>>
}

interface Options {
  readonly month?: string
  readonly lang: string
  readonly to?: string
  readonly api?: string
}

export function addReportCommand(
  program: Command,
  { onFilledHome, say, environment }: ReportCommandContext,
): void {
  program
    .command('report')
    .description(
      'make the trend report of a month: a page in French and one in English, to read and to print',
    )
    .option(
      '--month <month>',
      'YYYY-MM; one that is not over gives a report of its part (default: the last whole month there is data of)',
    )
    .option('--lang <language>', 'fr, en or both', 'both')
    .option('--to <folder>', `where the pages go (default: ${REPORTS}/ of the home)`)
    .option('--api <url>', 'where the API is that the pages link to (default: this machine)')
    .action(async ({ month, lang, to, api }: Options) => {
      const asked = month === undefined ? undefined : monthOf(month)
      const languages = languagesOf(lang)
      const apiUrl = api === undefined ? localApi(environment) : apiOf(api)
      return onFilledHome(async home => {
        const folder = to ?? join(home.path, REPORTS)
        const order = { month: asked, languages, folder, apiUrl, now: new Date() }
        say(describeReports(await makeReport(home.warehouse, order)))
        return EXIT.ok
      })
    })
}

function monthOf(text: string): LocalMonth {
  const month = parseMonth(text)
  if (!month) throw new UsageError(`--month ${text}: expected a month as YYYY-MM, such as 2026-10`)
  return month
}

function languagesOf(text: string): readonly Language[] {
  const asked = LANGUAGES.filter(language => text === language || text === 'both')
  if (asked.length === 0) throw new UsageError(`--lang ${text}: expected fr, en or both`)
  return asked
}

/** Without a slash at its end. */
function apiOf(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new UsageError(`--api ${text}: expected an address such as https://grid.example, without query`)
  }
  return url.href.replace(/\/+$/, '')
}

/** Where `npm start` and `grid serve` serve the API, unless a free port is asked for. */
function localApi(environment: ReportCommandContext['environment']): string {
  const { GRID_HOST, GRID_PORT } = readConfig(environment)
  return `http://${GRID_HOST.includes(':') ? `[${GRID_HOST}]` : GRID_HOST}:${GRID_PORT || 8080}`
}
