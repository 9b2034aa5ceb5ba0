/** Section: the month in a few sentences. Each is told only where the data supports it. */
import {
  formatAbsoluteChange,
  formatChange,
  formatDate,
  formatDay,
  formatDayOfMonth,
  formatEnergy,
  formatFullEnd,
  formatInterval,
  formatList,
  formatPower,
  formatRatio,
  formatShare,
} from '../format.ts'
import { type Html, html } from '../html.ts'
import type { Comparison, MonthReport, RegionMonth } from '../month-report.ts'
import {
  changeOf,
  coverageOf,
  FULL_ENOUGH_RATIO,
  type Quantity,
  renewableShareOf,
  shareOf,
} from '../region-figures.ts'
import type { ReportContext } from '../report-context.ts'

/** Less than this is no difference that a sentence should tell. */
const SMALLEST_CHANGE = 0.0005

export function inShort(context: ReportContext): Html {
  const { say } = context
  const obstacles = [context.report.yearBefore, context.report.monthBefore].flatMap(
    comparison => obstacleText(context, comparison) ?? [],
  )
  return html`
<section id="in-short" aria-labelledby="in-short-title">
<h2 id="in-short-title">${say('in_short')}</h2>
<p class="lead">${leadText(context)}</p>
<ul class="sentences">${[...totalSentences(context), ...regionSentences(context)].map(text => html`<li>${text}</li>`)}</ul>
<p class="note">${[...obstacles, say('comparison_note')].join(' ')}</p>
</section>`
}

/** Where this month's part of the calendar begins and ends, in words. */
function spanText({ language, report }: ReportContext): { from: string; to: string } {
  const { from, to } = report.span.range
  return { from: formatDayOfMonth(language, from), to: formatFullEnd(language, to) }
}

export function leadText(context: ReportContext): string {
  const { report, language, say } = context
  const month = context.monthName(report.month)
  if (report.counted.length === 0) return say('lead_unknown', { month })
  const holes = {
    area: areaText(context),
    energy: energyText(context, report.total.consumption),
    month,
    ...spanText(context),
  }
  const changes = [report.yearBefore, report.monthBefore].flatMap(
    comparison => changeText(context, comparison) ?? [],
  )
  const begin = say(report.span.isWhole ? 'lead' : 'lead_partial', holes)
  return changes.length === 0
    ? `${begin}.`
    : `${begin}${language === 'fr' ? '\u00a0: ' : ': '}${changes.join(say('and'))}.`
}

function energyText({ language, say }: ReportContext, { mwh, isWhole }: Quantity): string {
  const energy = formatEnergy(language, mwh)
  return isWhole ? energy : say('at_least', { energy })
}

const areaText = ({ report, say }: ReportContext) =>
  report.without.length === 0 ? say('area_all') : say('area_some', { count: report.counted.length })

function changeText(context: ReportContext, comparison: Comparison): string | undefined {
  const ratio = changeOf(context.report.total.consumption, comparison.total?.consumption)
  if (ratio === null) return undefined
  const holes = {
    change: formatAbsoluteChange(context.language, ratio),
    month: context.monthName(comparison.month),
  }
  const direction = Math.abs(ratio) < SMALLEST_CHANGE ? 'same' : ratio > 0 ? 'more' : 'less'
  return context.say(comparison.isSameLength ? direction : `${direction}_per_hour`, holes)
}

function obstacleText(
  { language, report, say, monthName }: ReportContext,
  comparison: Comparison,
): string | undefined {
  const { obstacle, month } = comparison
  if (obstacle === null) return undefined
  if (obstacle.kind === 'outside-data') {
    return say('no_comparison_outside', {
      month: monthName(month),
      from: formatDate(language, report.data.first_key),
      to: formatDate(language, report.data.end_key - 1),
    })
  }
  if (obstacle.regions.length === report.counted.length) {
    return say('no_comparison_all', { month: monthName(month) })
  }
  const regions = formatList(
    language,
    obstacle.regions.map(({ region_name }) => region_name),
  )
  return say('no_comparison_regions', { month: monthName(month), regions })
}

function totalSentences(context: ReportContext): string[] {
  return [...productionSentences(context), ...exchangeSentences(context), ...peakSentences(context)]
}

function productionSentences(context: ReportContext): string[] {
  const { report, language, say } = context
  const { total, counted } = report
  if (counted.length === 0) return []
  if (total.production.mwh === null) {
    const regions = unknownIn(context, 'production')
    return [say('production_unknown', { regions })]
  }
  const nuclear = shareOf(total, ['nuclear'])
  const renewable = renewableShareOf(total)
  const holes = {
    energy: energyText(context, total.production),
    coverage: formatRatio(language, coverageOf(total)),
    nuclear: formatRatio(language, nuclear),
    renewable: formatRatio(language, renewable),
  }
  return [say(nuclear === null || renewable === null ? 'produced_plain' : 'produced', holes)]
}

/** Regions that are added up and lack a quantity, in words. */
function unknownIn({ report, language }: ReportContext, quantity: 'production' | 'net_exchange'): string {
  const codes = report.counted.map(({ region_code }) => region_code)
  const unknown = report.regions.filter(
    ({ region_code, figures }) => codes.includes(region_code) && figures?.[quantity].mwh == null,
  )
  return formatList(
    language,
    unknown.map(({ region_name }) => region_name),
  )
}

function exchangeSentences(context: ReportContext): string[] {
  const { report, language, say } = context
  if (report.counted.length === 0) return []
  const { mwh } = report.total.net_exchange
  if (mwh === null) return [say('exchange_unknown', { regions: unknownIn(context, 'net_exchange') })]
  if (mwh === 0) return []
  const direction = mwh < 0 ? 'exported' : 'imported'
  const energy = formatEnergy(language, Math.abs(mwh))
  return [say(report.without.length === 0 ? direction : `${direction}_some`, { energy })]
}

function peakSentences({ report, language, say }: ReportContext): string[] {
  const { peak, lowest } = report
  if (!peak || !lowest) return []
  return [
    say('peaked', {
      day: formatDay(language, peak.time_key),
      interval: formatInterval(language, peak.time_key, peak.time_key + 2),
      mw: formatPower(language, peak.mw),
      day_lowest: formatDay(language, lowest.time_key),
      interval_lowest: formatInterval(language, lowest.time_key, lowest.time_key + 2),
      mw_lowest: formatPower(language, lowest.mw),
    }),
  ]
}

type Measure = (region: RegionMonth) => number | null

/** The region with the most of a measure; none where no region is above zero. */
function foremost(report: MonthReport, measure: Measure): { region: RegionMonth; value: number } | undefined {
  return report.regions
    .flatMap(region => {
      const value = measure(region)
      return value === null || value <= 0 ? [] : [{ region, value }]
    })
    .sort((a, b) => b.value - a.value)[0]
}

function regionSentences(context: ReportContext): string[] {
  const { report, language, say, monthName } = context
  const exchange: Measure = ({ figures }) => figures?.net_exchange.mwh ?? null
  const change: Measure = ({ figures, yearBefore }) => changeOf(figures?.consumption, yearBefore?.consumption)
  const negative =
    (measure: Measure): Measure =>
    region => {
      const value = measure(region)
      return value === null ? null : -value
    }
  const month = monthName(report.yearBefore.month)
  const energy = (mwh: number) => ({ energy: formatEnergy(language, mwh) })
  const asks = [
    ['highest_consumer', ({ figures }: RegionMonth) => figures?.consumption.mwh ?? null, energy],
    ['largest_exporter', negative(exchange), energy],
    ['largest_importer', exchange, energy],
    ['largest_rise', change, (ratio: number) => ({ month, change: formatChange(language, ratio) })],
    [
      'largest_fall',
      negative(change),
      (ratio: number) => ({ month, change: formatChange(language, -ratio) }),
    ],
  ] as const
  return asks.flatMap(([key, measure, holes]) => {
    const found = foremost(report, measure)
    return found ? [say(key, { region: found.region.region_name, ...holes(found.value) })] : []
  })
}

/** What the reader must know before any figure: invented, partial, or without some regions. */
export function warnings(context: ReportContext): Html {
  const { report, language, say } = context
  const ratio = formatShare(language, FULL_ENOUGH_RATIO)
  const names = formatList(
    language,
    report.without.map(({ region_name }) => region_name),
  )
  return html`
${report.state.is_simulated && html`<aside class="banner simulated"><strong>${say('simulated_title')}</strong> ${say('simulated_text')}</aside>`}
${!report.span.isWhole && html`<aside class="banner"><strong>${say('partial_title')}.</strong> ${say('partial_text', { month: context.monthName(report.month), ...spanText(context) })}</aside>`}
${report.without.length > 0 && html`<aside class="banner"><strong>${say('without_title')}.</strong> ${report.counted.length === 0 ? say('without_all_text', { ratio }) : say('without_text', { regions: names, ratio })}</aside>`}`
}
