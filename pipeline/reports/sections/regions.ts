/** Sections: the regions compared in one table, and each region by itself. */
import { exchangeBar, shareBar } from '../charts/share-bar.ts'
import {
  DASH,
  formatCelsius,
  formatCelsiusDifference,
  formatChange,
  formatCount,
  formatEnergy,
  formatGwh,
  formatMw,
  formatRatio,
  formatShare,
  formatShortMoment,
  formatSignedGwh,
} from '../format.ts'
import { type Html, html } from '../html.ts'
import type { RegionMonth } from '../month-report.ts'
import { changeOf, coverageOf, quotient, renewableShareOf, shareOf } from '../region-figures.ts'
import { apiLink, type ReportContext } from '../report-context.ts'
import { table } from '../report-table.ts'
import { sayCode } from '../words.ts'
import { byEnergy } from './mix.ts'

/** Those that can't be ranked last. */
const byRank = (regions: readonly RegionMonth[]) =>
  regions.toSorted((a, b) => (a.rank ?? 99) - (b.rank ?? 99))

const hasYear = ({ report }: ReportContext) => report.yearBefore.obstacle?.kind !== 'outside-data'
const hasMonth = ({ report }: ReportContext) => report.monthBefore.obstacle?.kind !== 'outside-data'

export function regions(context: ReportContext): Html {
  const { report, language, say, monthName } = context
  const comparisons = [
    ...(hasYear(context)
      ? [{ month: report.yearBefore.month, of: (region: RegionMonth) => region.yearBefore }]
      : []),
    ...(hasMonth(context)
      ? [{ month: report.monthBefore.month, of: (region: RegionMonth) => region.monthBefore }]
      : []),
  ]
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
    ...comparisons.map(({ month }) => ({ text: say('change_from', { month: monthName(month) }) })),
    { text: say('production'), unit: 'GWh' },
    { text: say('coverage_short') },
    { text: say('net_exchange'), unit: 'GWh' },
    { text: say('renewable_short') },
  ],
  rows: byRank(report.regions).map(region => ({
    name: html`<a href="#region-${region.region_code}">${region.region_name}</a>`,
    cells: [
      region.rank === null ? DASH : String(region.rank),
      formatGwh(language, region.figures?.consumption.mwh ?? null),
      ...comparisons.map(({ of }) =>
        formatChange(language, changeOf(region.figures?.consumption, of(region)?.consumption)),
      ),
      formatGwh(language, region.figures?.production.mwh ?? null),
      formatRatio(language, region.figures ? coverageOf(region.figures) : null),
      formatSignedGwh(language, region.figures?.net_exchange.mwh ?? null),
      formatRatio(language, region.figures ? renewableShareOf(region.figures) : null),
    ],
  })),
})}
<p class="note">${say('regions_note')}</p>
</section>
<section id="region-by-region" aria-labelledby="region-by-region-title">
<h2 id="region-by-region-title">${say('region_by_region')}</h2>
<div class="cards">${report.regions.toSorted((a, b) => a.region_name.localeCompare(b.region_name, language)).map(region => card(context, region))}
</div>
</section>`
}

function card(context: ReportContext, region: RegionMonth): Html {
  const { report } = context
  return html`
<article class="card" id="region-${region.region_code}" aria-labelledby="region-${region.region_code}-title">
<h3 id="region-${region.region_code}-title">${region.region_name}</h3>
<p class="rank">${rankText(context, region)}</p>
${
  region.figures &&
  html`${figuresOf(context, region)}${mixOf(context, region)}
<p class="queries">${apiLink(context, { path: '/v1/balance', step: 'P1M', range: report.span.range, region: region.region_code })}</p>`
}
</article>`
}

function rankText({ report, language, say }: ReportContext, { rank, figures }: RegionMonth): string {
  if (!figures) return say('no_data')
  if (rank === null) return say('rank_unknown', { ratio: formatShare(language, figures.measured_ratio) })
  return say('rank_of', { rank, count: formatCount(language, report.counted.length) })
}

function figuresOf(context: ReportContext, region: RegionMonth): Html {
  const { report, language, say, monthName } = context
  const { figures, peak, lowest } = region
  if (!figures) return html``
  const changes = [
    ...(hasYear(context) ? [[report.yearBefore.month, region.yearBefore] as const] : []),
    ...(hasMonth(context) ? [[report.monthBefore.month, region.monthBefore] as const] : []),
  ].flatMap(([month, then]) => {
    const change = changeOf(figures.consumption, then?.consumption)
    return change === null
      ? []
      : [say('vs', { change: formatChange(language, change), month: monthName(month) })]
  })
  const item = (name: string, value: string, note: string | Html = '') =>
    html`<div><dt>${name}</dt><dd>${value}${note !== '' && html` <span class="detail">${note}</span>`}</dd></div>`
  const power = (mw: number | null) => (mw === null ? DASH : `${formatMw(language, mw)}\u00a0MW`)
  return html`
<dl>
${item(say('consumption'), formatEnergy(language, figures.consumption.mwh), changes.join(' ; '))}
${item(say('production'), formatEnergy(language, figures.production.mwh), coverageText(context, region))}
${item(say('net_exchange'), signedEnergy(context, figures.net_exchange.mwh), exchangeText(context, region))}
${item(say('renewable_share'), formatRatio(language, renewableShareOf(figures)))}
${item(say('peak'), power(peak?.mw ?? null), peak ? formatShortMoment(language, peak.time_key) : '')}
${item(say('lowest'), power(lowest?.mw ?? null), lowest ? formatShortMoment(language, lowest.time_key) : '')}
${region.temperatures.now !== null && item(say('mean_temperature'), formatCelsius(language, region.temperatures.now), temperatureText(context, region))}
${item(say('measured'), formatShare(language, figures.measured_ratio))}
</dl>`
}

const signedEnergy = ({ language }: ReportContext, mwh: number | null) =>
  mwh === null ? DASH : `${mwh > 0 ? '+' : ''}${formatEnergy(language, mwh)}`

function coverageText({ language, say }: ReportContext, { figures }: RegionMonth): string {
  const coverage = figures ? coverageOf(figures) : null
  return coverage === null ? '' : say('coverage_of', { ratio: formatRatio(language, coverage) })
}

function exchangeText({ language, say }: ReportContext, { figures }: RegionMonth): Html | '' {
  const ratio = figures ? quotient(figures.net_exchange.mw, figures.consumption.mw) : null
  if (ratio === null) return ''
  const text = say(ratio < 0 ? 'exports_ratio' : 'imports_ratio', {
    ratio: formatRatio(language, Math.abs(ratio)),
  })
  return html`${text}${exchangeBar(ratio)}`
}

function temperatureText(
  { report, language, say, monthName }: ReportContext,
  { temperatures }: RegionMonth,
): string {
  const against = [
    [report.yearBefore.month, temperatures.yearBefore],
    [report.monthBefore.month, temperatures.monthBefore],
  ] as const
  const { now } = temperatures
  return against
    .flatMap(([month, then]) =>
      now === null || then === null
        ? []
        : [say('vs', { change: formatCelsiusDifference(language, now - then), month: monthName(month) })],
    )
    .join(' ; ')
}

function mixOf({ language, say }: ReportContext, { figures, region_name }: RegionMonth): Html {
  if (!figures || figures.generation.size === 0) return html``
  return html`
<table class="mix">
<caption>${say('region_mix_caption', { region: region_name })}</caption>
<thead class="visually-hidden"><tr><th scope="col">${say('energy_type')}</th><th scope="col">${say('bar')}</th><th scope="col">${say('share')}</th><th scope="col">${say('gwh')}</th></tr></thead>
<tbody>${byEnergy(figures.generation).map(([type, { mwh }]) => {
    const share = shareOf(figures, [type])
    return html`
<tr><th scope="row">${sayCode(language, 'type', type)}</th><td class="bar-cell">${share !== null && shareBar(type, share)}</td><td class="number">${formatRatio(language, share)}</td><td class="number">${mwh === null ? DASH : html`${formatGwh(language, mwh)}&nbsp;<span class="unit">GWh</span>`}</td></tr>`
  })}
</tbody>
</table>`
}
