/** Section: what the regions add up to, beside the month before and the same month of the year before. */
import {
  DASH,
  formatChange,
  formatGwh,
  formatMw,
  formatPoints,
  formatRatio,
  formatSignedGwh,
} from '../format.ts'
import { type Html, html } from '../html.ts'
import type { Comparison } from '../month-report.ts'
import { type AreaFigures, changeOf, coverageOf, type Quantity, renewableShareOf } from '../region-figures.ts'
import { apiLink, type ReportContext } from '../report-context.ts'
import { type TableRow, table } from '../report-table.ts'

export function together(context: ReportContext): Html {
  const { report, say, monthName } = context
  if (report.counted.length === 0) return html``
  const compared = [report.yearBefore, report.monthBefore].filter(({ total }) => total !== null)
  const month = monthName(report.month)
  return html`
<section id="together" aria-labelledby="together-title">
<h2 id="together-title">${say('together')}</h2>
${table(context, {
  caption: say('together_caption', { month }),
  query: apiLink(context, { path: '/v1/balance', step: 'P1M', range: report.span.range }),
  heads: [
    { text: say('quantity') },
    { text: say('this_month', { month }) },
    ...compared.flatMap(({ month: other }) => [
      { text: monthName(other) },
      { text: say('change_from', { month: monthName(other) }) },
    ]),
  ],
  rows: rowsOf(context, compared),
})}
<p class="note">${say('together_note')} ${compared.length > 0 && say('points_note')}</p>
</section>`
}

function rowsOf({ report, language, say }: ReportContext, compared: readonly Comparison[]): TableRow[] {
  const { total } = report
  const row = (
    name: string,
    value: (figures: AreaFigures) => string,
    change: (now: AreaFigures, then: AreaFigures) => string,
  ): TableRow => ({
    name,
    cells: [
      value(total),
      ...compared.flatMap(({ total: then }) => (then ? [value(then), change(total, then)] : [DASH, DASH])),
    ],
  })
  const gwh = (quantity: Quantity) =>
    quantity.mwh === null ? DASH : `${formatGwh(language, quantity)}\u00a0GWh`
  const signedGwh = (mwh: number | null) =>
    mwh === null ? DASH : `${formatSignedGwh(language, mwh)}\u00a0GWh`
  const energy = (name: string, of: (figures: AreaFigures) => Quantity) =>
    row(
      name,
      figures => gwh(of(figures)),
      (now, then) => formatChange(language, changeOf(of(now), of(then))),
    )
  const signed = (name: string, of: (figures: AreaFigures) => Quantity | null) =>
    row(
      name,
      figures => signedGwh(of(figures)?.mwh ?? null),
      (now, then) => signedGwh(difference(of(now)?.mwh ?? null, of(then)?.mwh ?? null)),
    )
  const share = (name: string, of: (figures: AreaFigures) => number | null) =>
    row(
      name,
      figures => formatRatio(language, of(figures)),
      (now, then) => formatPoints(language, difference(of(now), of(then))),
    )
  return [
    energy(say('consumption'), ({ consumption }) => consumption),
    energy(say('production'), ({ production }) => production),
    ...(total.storage ? [signed(say('storage'), ({ storage }) => storage)] : []),
    signed(say('net_exchange'), ({ net_exchange }) => net_exchange),
    row(
      say('mean_power'),
      ({ consumption }) => (consumption.mw === null ? DASH : `${formatMw(language, consumption.mw)}\u00a0MW`),
      (now, then) => formatChange(language, changeOf(now.consumption, then.consumption)),
    ),
    share(say('coverage'), coverageOf),
    share(say('renewable_share'), renewableShareOf),
  ]
}

const difference = (now: number | null, then: number | null): number | null =>
  now === null || then === null ? null : now - then
