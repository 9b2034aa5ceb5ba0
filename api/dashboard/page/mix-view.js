/** The mix chart: energy types stacked away from zero, demand as a line, its read-out and its table. */
import { formatMw, formatShortInstant } from './format.js'
import { roundTicks } from './linear-scale.js'
import { band, line } from './marks.js'
import { stackLayers } from './mix-series.js'
import { formatSpan, readOut, readOutText, valueTable } from './read-out.js'
import { say, sayCode } from './strings.js'
import { timeTicks } from './time-axis.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./mix-series.js').MixPoint} MixPoint */
/** @typedef {{ language: Language, place: string, range: import('./ranges.js').Range, domain: readonly [number, number], points: readonly MixPoint[], demand: ReadonlyMap<number, number | null> }} MixView */

/** @type {(view: MixView) => string[]} */
const typesOf = ({ points }) => stackLayers(points).map(({ type }) => type)

/** @type {(view: MixView, types: readonly string[], point: MixPoint) => import('./read-out.js').Entry[]} */
const entries = ({ language, demand }, types, point) => [
  {
    name: 'demand',
    text: say(language, 'type_demand'),
    value: formatMw(language, demand.get(point.start) ?? null),
  },
  ...types.map(type => ({
    name: `type-${type}`,
    text: sayCode(language, 'type', type),
    value: formatMw(language, point.values.get(type) ?? null),
  })),
]

/** @type {(view: MixView) => import('./chart.js').ChartSpec} */
export function mixSpec(view) {
  const { language, place, range, domain, points, demand } = view
  const complete = points.filter(point => point.is_complete)
  const layers = stackLayers(complete)
  const types = typesOf(view)
  const values = [
    ...layers.flatMap(({ spans }) => [...spans.values()].flat()),
    ...[...demand.values()].filter(value => value !== null),
  ]
  return {
    label: `${say(language, 'mix_chart')}, ${place}`,
    help: say(language, 'chart_help'),
    height: 320,
    domain,
    points,
    y_ticks: roundTicks(values, 6),
    y_text: mw => formatMw(language, mw),
    x_ticks: narrow => timeTicks(language, range, domain, narrow),
    paint: scales => [
      ...layers.map(({ type, spans }) =>
        band(`band type-${type}`, points, ({ start }) => spans.get(start) ?? null, scales),
      ),
      line('line demand', points, ({ start }) => demand.get(start) ?? null, scales),
    ],
    read_out: index => {
      const point = points[index]
      return point ? readOutText(formatSpan(language, point), entries(view, types, point)) : ''
    },
  }
}

/** @type {(view: MixView, index: number | null) => Node[]} */
export function mixReadOut(view, index) {
  const { language, points } = view
  const point = index === null ? points.findLast(({ is_complete }) => is_complete) : points[index]
  return point ? readOut(formatSpan(language, point), entries(view, typesOf(view), point)) : []
}

/** @type {(view: MixView) => HTMLElement} */
export function mixTable(view) {
  const { language, place, points } = view
  const types = typesOf(view)
  return valueTable(
    `${say(language, 'mix_title')}, ${place} (MW)`,
    [
      say(language, 'start_of_interval'),
      say(language, 'type_demand'),
      ...types.map(type => sayCode(language, 'type', type)),
    ],
    points.map(point => [
      formatShortInstant(language, point.start),
      ...entries(view, types, point).map(({ value }) => value),
    ]),
  )
}
