/** What every section of a page is written from: the figures, the language, and the way to the API. */
import { addDays, parisDateTime } from '../catalog/paris-calendar.ts'
import type { TimeRange } from '../gold/queries/step.ts'
import { formatMonth, type Language } from './format.ts'
import { type Html, html } from './html.ts'
import { type LocalMonth, QUARTER_S } from './local-month.ts'
import type { MonthReport } from './month-report.ts'
import { say, type WordKey } from './words.ts'

export interface ReportOptions {
  readonly language: Language
  /** When the report is made: the links ask for the data as it was known then. */
  readonly madeAt: Date
  /** Where the API is, without a slash at its end: `https://grid.example`. */
  readonly apiUrl: string
}

export interface ReportContext extends ReportOptions {
  readonly report: MonthReport
  say(key: WordKey, holes?: Readonly<Record<string, string | number>>): string
  /** `October 2026`. */
  monthName(month: LocalMonth): string
}

export const contextOf = (report: MonthReport, options: ReportOptions): ReportContext => ({
  ...options,
  report,
  say: (key, holes) => say(options.language, key, holes),
  monthName: month => formatMonth(options.language, month.range.from),
})

/** Which months the heads of columns stand for. */
export const overNote = (
  { report, say, monthName }: ReportContext,
  heads: readonly ('over_year' | 'over_month')[],
): string =>
  heads
    .map(head =>
      head === 'over_year'
        ? say('over_year_note', { month: monthName(report.yearBefore.month) })
        : say('over_month_note', { month: monthName(report.monthBefore.month) }),
    )
    .join(' ')

/** A day of Paris where the time is its midnight, else an instant. */
function instantText(timeKey: number): string {
  const { local_date, local_time } = parisDateTime(timeKey * QUARTER_S)
  if (local_time === '00:00') return local_date
  return new Date(timeKey * QUARTER_S * 1000).toISOString().replace('.000Z', 'Z')
}

/** Whether a path can be asked for the data as it was known. */
const KNOWN_AS_OF = {
  '/v1/balance': true,
  '/v1/mix': true,
  '/v1/tension': true,
  '/v1/weather': true,
  '/v1/revisions': false,
  '/v1/forecasts/scores': false,
  '/v1/quality': false,
  '/v1/feeds': false,
} as const

interface Query {
  readonly path: keyof typeof KNOWN_AS_OF
  readonly range?: TimeRange
  /** The same in whole days. */
  readonly days?: TimeRange
  readonly step?: 'PT30M' | 'PT1H' | 'P1M'
  readonly region?: string
  readonly energyType?: string
  readonly quantity?: string
  readonly horizon?: string
}

/** A link to the query of the API that answers a figure or table. */
export function apiLink({ apiUrl, madeAt, say }: ReportContext, query: Query): Html {
  const { path, range, days, step, region, energyType, quantity, horizon } = query
  const dayOf = (timeKey: number) => parisDateTime(timeKey * QUARTER_S).local_date
  const parameters = Object.entries({
    region,
    step,
    from: (range && instantText(range.from)) ?? (days && dayOf(days.from)),
    to: (range && instantText(range.to)) ?? (days && addDays(dayOf(days.to - 1), 1)),
    energyType,
    quantity,
    horizon,
    asOf: KNOWN_AS_OF[path] && madeAt.toISOString().replace('.000Z', 'Z'),
  }).flatMap(([name, value]) => (value ? [`${name}=${value}`] : []))
  const address = parameters.length === 0 ? path : `${path}?${parameters.join('&')}`
  return html`<a class="query" href="${apiUrl}${address}" title="${say('query_title', { path })}">${say('query')}<span class="address"> ${address}</span></a>`
}
