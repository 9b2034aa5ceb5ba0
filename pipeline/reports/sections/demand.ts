/** Section: demand day by day, and the day of the peak hour by hour. */
import { CHECK_THRESHOLDS } from '../../catalog/checks.ts'
import { demandChart } from '../charts/demand-chart.ts'
import { peakDayChart, stackedTypes } from '../charts/peak-day-chart.ts'
import {
  DASH,
  formatDay,
  formatGigawatts,
  formatHour,
  formatInterval,
  formatMw,
  formatPower,
  formatShare,
  formatShortDay,
  formatSignedMw,
} from '../format.ts'
import { type Html, html } from '../html.ts'
import { apiLink, type ReportContext } from '../report-context.ts'
import { foldedTable, table } from '../report-table.ts'
import { sayCode } from '../words.ts'

/** Nothing where no half-hour is known of all regions that are added up. */
export function demand(context: ReportContext): Html {
  const { report, say, language } = context
  const { peak, lowest, days, peakDay } = report
  if (!peak || !lowest || !peakDay) return html``
  const ratio = formatShare(language, CHECK_THRESHOLDS.completeness.lowest_ratio)
  const day = formatDay(language, peak.time_key)
  return html`
<section id="demand" aria-labelledby="demand-title">
<h2 id="demand-title">${say('demand')}</h2>
<figure>
${demandChart(context, days, peak, lowest)}
<figcaption>${legendOfDemand(context)} ${days.some(({ demand }) => demand === null) && say('demand_gap', { ratio })}
${apiLink(context, { path: '/v1/balance', step: 'PT30M', range: report.span.range })}</figcaption>
</figure>
${foldedTable(context, dayTable(context))}
<h3 id="peak-day-title">${say('peak_day')}</h3>
<p>${say('peak_day_text', { day: capital(day), interval: formatInterval(language, peak.time_key, peak.time_key + 2), mw: formatPower(language, peak.mw) })}</p>
<figure>
${peakDayChart(context, peakDay)}
<figcaption>${legendOfPeakDay(context)} ${say('peak_day_note')}
${apiLink(context, { path: '/v1/mix', step: 'PT1H', range: peakDay.range })}</figcaption>
</figure>
${table(context, hourTable(context, peakDay))}
</section>`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const sample = (kind: string, text: string): Html =>
  html`<span class="key"><svg class="sample" viewBox="0 0 18 12" aria-hidden="true">${
    kind === 'mean' || kind === 'demand-line'
      ? html`<path class="${kind}" d="M1,6L17,6"/>`
      : html`<rect class="${kind}" width="18" height="12"/>`
  }</svg> ${text}</span>`

const legendOfDemand = ({ say }: ReportContext): Html =>
  html`${sample('mean', say('demand_legend_mean'))} ${sample('band', say('demand_legend_band'))} ${sample('weekend', say('demand_legend_weekend'))}`

/** From the top of the columns down, as they are stacked. */
const legendOfPeakDay = ({ language, say, report }: ReportContext): Html =>
  html`${sample('demand-line', say('consumption'))} ${(report.peakDay ? stackedTypes(report.peakDay) : [])
    .toReversed()
    .map(type => html` ${sample(`fill-${type}`, sayCode(language, 'type', type))}`)}`

function dayTable({ report, language, say }: ReportContext) {
  const power = (mw: number | undefined) => (mw === undefined ? DASH : formatGigawatts(language, mw))
  return {
    caption: say('demand_caption'),
    heads: [{ text: say('day') }, { text: say('lowest') }, { text: say('mean') }, { text: say('highest') }],
    rows: report.days.map(({ range, demand }) => ({
      name: formatShortDay(language, range.from),
      cells: [power(demand?.lowest_mw), power(demand?.mean_mw), power(demand?.highest_mw)],
    })),
  }
}

function hourTable(
  context: ReportContext,
  { range, hours }: NonNullable<ReportContext['report']['peakDay']>,
) {
  const { language, say } = context
  const types = stackedTypes({ range, hours })
  const hasStorage = hours.some(({ storage }) => storage !== null)
  return {
    caption: say('peak_day_caption', { day: capital(formatDay(language, range.from)) }),
    query: apiLink(context, { path: '/v1/balance', step: 'PT1H', range }),
    name: 'plain hours',
    heads: [
      { text: say('hour') },
      { text: say('consumption') },
      { text: say('production') },
      ...types.map(type => ({ text: sayCode(language, 'type', type) })),
      ...(hasStorage ? [{ text: say('storage_short') }] : []),
      { text: say('net_exchange') },
    ],
    rows: hours.map(hour => ({
      name: formatHour(language, hour.time_key),
      cells: [
        formatMw(language, hour.consumption.mw),
        formatMw(language, hour.production.mw),
        ...types.map(type => formatMw(language, hour.generation.get(type)?.mw ?? null)),
        ...(hasStorage ? [formatSignedMw(language, hour.storage?.mw ?? null)] : []),
        formatSignedMw(language, hour.net_exchange.mw),
      ],
    })),
  }
}
