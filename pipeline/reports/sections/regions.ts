/** Sections: the regions compared in one table, and each region by itself. */
import { shareBar } from '../charts/share-bar.ts'
import {
  DASH,
  formatCelsius,
  formatCelsiusDifference,
  formatChange,
  formatCount,
  formatEnergy,
  formatGwh,
  formatList,
  formatMw,
  formatRatio,
  formatShare,
  formatShortMoment,
  formatSignedEnergy,
  formatSignedGwh,
} from '../format.ts'
import { type Html, html } from '../html.ts'
import type { Comparison, RegionMonth } from '../month-report.ts'
import {
  changeOf,
  coverageOf,
  type Quantity,
  quotient,
  type RegionFigures,
  renewableShareOf,
  shareOf,
} from '../region-figures.ts'
import { apiLink, overNote, type ReportContext } from '../report-context.ts'
import { table } from '../report-table.ts'
import { sayCode } from '../words.ts'
import { byEnergy } from './mix.ts'

/** Those that can't be ranked last. */
const byRank = (regions: readonly RegionMonth[]) =>
  regions.toSorted((a, b) => (a.rank ?? 99) - (b.rank ?? 99))

const isInData = ({ obstacle }: Comparison) => obstacle?.kind !== 'outside-data'

function comparisonsOf({ report }: ReportContext) {
  const year = { head: 'over_year', of: (region: RegionMonth) => region.yearBefore } as const
  const month = { head: 'over_month', of: (region: RegionMonth) => region.monthBefore } as const
  return [...(isInData(report.yearBefore) ? [year] : []), ...(isInData(report.monthBefore) ? [month] : [])]
}

export function regions(context: ReportContext): Html {
  const { report, language, say, monthName } = context
  if (report.counted.length === 0) return regionByRegion(context)
  const comparisons = comparisonsOf(context)
  return html`
<section id="regions" aria-labelledby="regions-title">
<h2 id="regions-title">${say('regions')}</h2>
${table(context, {
  caption: say('regions_caption', { month: monthName(report.month) }),
  query: apiLink(context, { path: '/v1/balance', step: 'P1M', range: report.span.range }),
  name: 'plain ranking',
  heads: [
    { text: say('region') },
    { text: say('rank') },
    { text: say('consumption'), unit: 'GWh' },
    ...comparisons.map(({ head }) => ({ text: say(head) })),
    { text: say('production'), unit: 'GWh' },
    { text: say('coverage_short') },
    { text: say('net_exchange'), unit: 'GWh' },
    { text: say('renewable_short') },
  ],
  rows: byRank(report.regions).map(region => ({
    name: region.figures
      ? html`<a href="#region-${region.region_code}">${region.region_name}</a>`
      : region.region_name,
    cells: [
      region.rank === null ? DASH : String(region.rank),
      region.figures ? formatGwh(language, region.figures.consumption) : DASH,
      ...comparisons.map(({ of }) =>
        formatChange(language, changeOf(region.figures?.consumption, of(region)?.consumption)),
      ),
      region.figures ? formatGwh(language, region.figures.production) : DASH,
      formatRatio(language, region.figures ? coverageOf(region.figures) : null),
      formatSignedGwh(language, region.figures?.net_exchange.mwh ?? null),
      formatRatio(language, region.figures ? renewableShareOf(region.figures) : null),
    ],
  })),
})}
<p class="note">${overNote(
    context,
    comparisons.map(({ head }) => head),
  )} ${say('regions_note')}</p>
</section>
${regionByRegion(context)}`
}

function regionByRegion(context: ReportContext): Html {
  const { report, language, say } = context
  const byName = report.regions.toSorted((a, b) => a.region_name.localeCompare(b.region_name, language))
  const absent = byName.filter(({ figures }) => !figures).map(({ region_name }) => region_name)
  return html`
<section id="region-by-region" aria-labelledby="region-by-region-title">
<h2 id="region-by-region-title">${say('region_by_region')}</h2>
<div class="cards">${byName.flatMap(region => (region.figures ? [card(context, region, region.figures)] : []))}
</div>
${absent.length > 0 && html`<p>${say('no_data', { regions: formatList(language, absent) })}</p>`}
</section>`
}

function card(context: ReportContext, region: RegionMonth, figures: RegionFigures): Html {
  const { region_code, region_name } = region
  const query = { path: '/v1/balance', step: 'P1M', range: context.report.span.range } as const
  return html`
<article class="card" id="region-${region_code}" aria-labelledby="region-${region_code}-title">
<h3 id="region-${region_code}-title">${region_name}</h3>
<p class="rank">${rankText(context, region, figures)}</p>
${figuresOf(context, region, figures)}${mixOf(context, region, figures)}
<p class="queries">${apiLink(context, { ...query, region: region_code })}</p>
</article>`
}

function rankText(
  { report, language, say }: ReportContext,
  { rank }: RegionMonth,
  figures: RegionFigures,
): string {
  if (rank === null) return say('rank_unknown', { ratio: formatShare(language, figures.measured_ratio) })
  return say('rank_of', { rank, count: formatCount(language, report.counted.length) })
}

function figuresOf(context: ReportContext, region: RegionMonth, figures: RegionFigures): Html {
  const { language, say } = context
  const { peak, lowest } = region
  const changes = [
    ['vs_year', changeOf(figures.consumption, region.yearBefore?.consumption)] as const,
    ['vs_month', changeOf(figures.consumption, region.monthBefore?.consumption)] as const,
  ].flatMap(([key, change]) =>
    change === null ? [] : [say(key, { change: formatChange(language, change) })],
  )
  const item = (name: string, value: string, note = '') =>
    html`<div><dt>${name}</dt><dd>${value}${note !== '' && html` <span class="detail">${note}</span>`}</dd></div>`
  const energy = ({ mwh, isWhole }: Quantity) =>
    `${isWhole || mwh === null ? '' : '≥\u00a0'}${formatEnergy(language, mwh)}`
  const power = (mw: number | null) => (mw === null ? DASH : `${formatMw(language, mw)}\u00a0MW`)
  return html`
<dl>
${item(say('consumption'), energy(figures.consumption), joined(context, changes))}
${item(say('production'), energy(figures.production), coverageText(context, figures))}
${item(say('net_exchange'), formatSignedEnergy(language, figures.net_exchange.mwh), exchangeText(context, figures))}
${item(say('renewable_short'), formatRatio(language, renewableShareOf(figures)))}
${item(say('peak'), power(peak?.mw ?? null), peak ? formatShortMoment(language, peak.time_key) : '')}
${item(say('lowest'), power(lowest?.mw ?? null), lowest ? formatShortMoment(language, lowest.time_key) : '')}
${region.temperatures.now !== null && item(say('mean_temperature'), formatCelsius(language, region.temperatures.now), temperatureText(context, region))}
${item(say('measured'), formatShare(language, figures.measured_ratio))}
</dl>`
}

const joined = ({ language }: ReportContext, texts: readonly string[]) =>
  texts.join(language === 'fr' ? '\u00a0; ' : '; ')

function coverageText({ language, say }: ReportContext, figures: RegionFigures): string {
  const coverage = coverageOf(figures)
  return coverage === null ? '' : say('coverage_of', { ratio: formatRatio(language, coverage) })
}

function exchangeText({ language, say }: ReportContext, figures: RegionFigures): string {
  const ratio = quotient(figures.net_exchange.mw, figures.consumption.mw)
  if (ratio === null) return ''
  return say(ratio < 0 ? 'exports_ratio' : 'imports_ratio', {
    ratio: formatRatio(language, Math.abs(ratio)),
  })
}

function temperatureText(context: ReportContext, { temperatures }: RegionMonth): string {
  const { language, say } = context
  const { now } = temperatures
  const changes = [
    ['vs_year', temperatures.yearBefore] as const,
    ['vs_month', temperatures.monthBefore] as const,
  ].flatMap(([key, then]) =>
    now === null || then === null
      ? []
      : [say(key, { change: formatCelsiusDifference(language, now - then) })],
  )
  return joined(context, changes)
}

function mixOf({ language, say }: ReportContext, { region_name }: RegionMonth, figures: RegionFigures): Html {
  if (figures.generation.size === 0) return html``
  return html`
<table class="mix">
<caption>${say('region_mix_caption')}<span class="visually-hidden"> ${say('region_mix_of', { region: region_name })}</span></caption>
<thead class="visually-hidden"><tr><th scope="col">${say('energy_type')}</th><th scope="col">${say('bar')}</th><th scope="col">${say('share')}</th><th scope="col">${say('gwh')}</th></tr></thead>
<tbody>${byEnergy(figures.generation).map(([type, quantity]) => {
    const share = shareOf(figures, [type])
    return html`
<tr><th scope="row">${sayCode(language, 'type', type)}</th><td class="bar-cell">${share !== null && shareBar(type, share)}</td><td class="number">${formatRatio(language, share)}</td><td class="number">${quantity.mwh === null ? DASH : html`${formatGwh(language, quantity)}&nbsp;<span class="unit">GWh</span>`}</td></tr>`
  })}
</tbody>
</table>`
}
