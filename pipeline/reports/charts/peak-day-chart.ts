/** The day of the peak: production by energy type as stacked columns of each hour, and demand as a line. */
import { formatDay, formatTime } from '../format.ts'
import { type Html, html } from '../html.ts'
import type { PeakDay, PeakHour } from '../peak-day.ts'
import type { ReportContext } from '../report-context.ts'
import { sayCode } from '../words.ts'
import { type ChartScales, chart } from './frame.ts'
import { round, ticksOver } from './scale.ts'

/** From zero outwards, the steady ones first. */
const STACK_ORDER: readonly string[] = ['nuclear', 'bioenergy', 'thermal', 'hydro', 'wind', 'solar']

/** Types that the columns hold, in their order. */
export const stackedTypes = ({ hours }: PeakDay): readonly string[] =>
  STACK_ORDER.filter(type => hours.some(({ generation }) => generation.get(type)?.mw))

export function peakDayChart({ language, say }: ReportContext, day: PeakDay): Html {
  const types = stackedTypes(day)
  const tops = day.hours.flatMap(hour => [
    hour.consumption.mw ?? 0,
    types.reduce((sum, type) => sum + Math.max(0, hour.generation.get(type)?.mw ?? 0), 0),
  ])
  const lowest = day.hours.map(hour =>
    types.reduce((sum, type) => sum + Math.min(0, hour.generation.get(type)?.mw ?? 0), 0),
  )
  return chart({
    id: 'peak-day-chart',
    title: say('peak_day'),
    description: say('peak_day_desc', { day: formatDay(language, day.range.from) }),
    yTicks: ticksOver(Math.min(0, ...lowest), Math.max(...tops)),
    yText: mw => new Intl.NumberFormat(language).format(mw / 1000),
    yUnit: 'GW',
    xCount: (day.range.to - day.range.from) / 4,
    xTicks: ({ kind }) =>
      day.hours.flatMap(({ time_key }) => {
        const at = (time_key - day.range.from) / 4
        const every = kind === 'wide' ? 3 : 6
        return at % every === 0 ? [{ at: at + 0.5, text: formatTime(language, time_key) }] : []
      }),
    paint: scales => [
      ...day.hours.flatMap(hour => column(hour, types, day.range.from, scales, language)),
      demandLine(day, scales),
    ],
  })
}

function column(
  { time_key, generation }: PeakHour,
  types: readonly string[],
  dayStart: number,
  { x, y }: ChartScales,
  language: ReportContext['language'],
): Html[] {
  const left = x((time_key - dayStart) / 4) + 1
  const width = x(1) - x(0) - 2
  const heights = { above: 0, below: 0 }
  return types.flatMap(type => {
    const mw = generation.get(type)?.mw ?? null
    if (mw === null || mw === 0) return []
    const side = mw > 0 ? 'above' : 'below'
    const from = heights[side]
    heights[side] += mw
    const top = y(Math.max(from, from + mw))
    const height = Math.abs(y(from) - y(from + mw))
    return [
      html`<rect class="fill-${type}" x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}"><title>${sayCode(language, 'type', type)}</title></rect>`,
    ]
  })
}

function demandLine({ hours, range }: PeakDay, { x, y }: ChartScales): Html {
  const runs: string[][] = []
  let last = Number.NaN
  for (const { time_key, consumption } of hours) {
    if (consumption.mw === null) continue
    if (time_key !== last + 4) runs.push([])
    runs.at(-1)?.push(`${round(x((time_key - range.from) / 4 + 0.5))},${round(y(consumption.mw))}`)
    last = time_key
  }
  return html`<path class="demand-line-edge" d="${runs.map(run => `M${run.join('L')}`).join('')}"/>
<path class="demand-line" d="${runs.map(run => `M${run.join('L')}`).join('')}"/>`
}
