/** Demand of a month: mean of each day, in a band from its lowest to its highest half-hour; weekends shaded. */
import type { DayDemand, HalfHour } from '../demand-curve.ts'
import { formatMoment, formatPower } from '../format.ts'
import { type Html, html } from '../html.ts'
import type { ReportContext } from '../report-context.ts'
import { type ChartScales, chart } from './frame.ts'
import { round, ticksOver } from './scale.ts'

export function demandChart(
  context: ReportContext,
  days: readonly DayDemand[],
  peak: HalfHour,
  lowest: HalfHour,
): Html {
  const { language, say } = context
  const text = ({ mw, time_key }: HalfHour) =>
    `${formatPower(language, mw)} (${formatMoment(language, time_key)})`
  return chart({
    id: 'demand-chart',
    title: say('demand'),
    description: say('demand_desc', { highest: text(peak), lowest: text(lowest) }),
    yTicks: ticksOver(0, peak.mw * 1.04),
    yText: mw => new Intl.NumberFormat(language).format(mw / 1000),
    yUnit: 'GW',
    xCount: days.length,
    xTicks: ({ kind }) =>
      days.flatMap(({ local_date }, index) => {
        const day = Number(local_date.slice(8))
        const isShown = kind === 'wide' ? day % 2 === 1 : day % 5 === 1
        return isShown ? [{ at: index + 0.5, text: String(day) }] : []
      }),
    paint: scales => [
      ...days.flatMap((day, index) => (day.iso_weekday >= 6 ? [weekend(index, scales)] : [])),
      ...unbroken(days).flatMap(run => [band(run, scales), line(run, scales)]),
      peakMark(context, days, peak, scales),
    ],
  })
}

const weekend = (index: number, { x, size }: ChartScales): Html =>
  html`<rect class="weekend" x="${round(x(index))}" y="22" width="${round(x(1) - x(0))}" height="${size.height - 48}"/>`

interface KnownDay {
  readonly index: number
  readonly demand: NonNullable<DayDemand['demand']>
}

/** Days in a row that are known. */
function unbroken(days: readonly DayDemand[]): KnownDay[][] {
  const runs: KnownDay[][] = []
  let last = -2
  for (const [index, { demand }] of days.entries()) {
    if (!demand) continue
    if (index !== last + 1) runs.push([])
    runs.at(-1)?.push({ index, demand })
    last = index
  }
  return runs
}

const point = (at: number, mw: number, { x, y }: ChartScales) => `${round(x(at))},${round(y(mw))}`

/** From edge to edge of its days, so that a day alone has a band, too. */
function band(run: readonly KnownDay[], scales: ChartScales): Html {
  const edge = (of: (day: KnownDay) => number) =>
    run.flatMap((day, place) => [
      ...(place === 0 ? [point(day.index, of(day), scales)] : []),
      point(day.index + 0.5, of(day), scales),
      ...(place === run.length - 1 ? [point(day.index + 1, of(day), scales)] : []),
    ])
  const outline = [
    ...edge(({ demand }) => demand.highest_mw),
    ...edge(({ demand }) => demand.lowest_mw).reverse(),
  ]
  return html`<path class="band" d="M${outline.join('L')}Z"/>`
}

const line = (run: readonly KnownDay[], scales: ChartScales): Html => html`
<path class="mean" d="M${run.map(({ index, demand }) => point(index + 0.5, demand.mean_mw, scales)).join('L')}"/>
${run.map(({ index, demand }) => html`<circle class="mean-dot" cx="${round(scales.x(index + 0.5))}" cy="${round(scales.y(demand.mean_mw))}" r="2.2"/>`)}`

function peakMark(
  { language, say }: ReportContext,
  days: readonly DayDemand[],
  peak: HalfHour,
  scales: ChartScales,
): Html {
  const index = days.findIndex(({ range }) => peak.time_key >= range.from && peak.time_key < range.to)
  const side = index < days.length / 3 ? 'start' : index > (days.length * 2) / 3 ? 'end' : 'middle'
  const x = round(scales.x(index + 0.5))
  const y = scales.y(peak.mw)
  return html`<circle class="peak-dot" cx="${x}" cy="${round(y)}" r="3.5"/>
<text class="mark" text-anchor="${side}" x="${x}" y="${round(y - 8)}">${say('peak_label', { mw: formatPower(language, peak.mw) })}</text>`
}
