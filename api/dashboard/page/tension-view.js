/** The tension chart: the index over the levels, measured and ahead, with what it is made of. */
import { svg } from './dom.js'
import { DASH, formatExactIndex, formatMw, formatShortInstant, formatSignedMw } from './format.js'
import { band, instantMark, line } from './marks.js'
import { formatSpan, readOut, readOutText, valueTable } from './read-out.js'
import { say, sayCode } from './strings.js'
import { levelWord } from './tension-mark.js'
import { LEVELS } from './tension-scale.js'
import { timeTicks } from './time-axis.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./outlook-series.js').TensionPoint} TensionPoint */
/** @typedef {{ language: Language, place: string, domain: readonly [number, number], now: number, points: readonly TensionPoint[] }} TensionView */

/** The bounds of the levels, and the middle. The last one, 100, is too near to be written. */
const TICKS = [0, 20, 50, 80, 95, 100]

/** @type {(language: Language, point: TensionPoint) => string} */
function indexText(language, { index, level, unknown_reason }) {
  if (index === null) {
    const reason = sayCode(language, 'lack', unknown_reason ?? 'no_rows')
    return say(language, 'tension_unknown_value', { reason })
  }
  return say(language, 'tension_value', {
    index: formatExactIndex(language, index),
    level: levelWord(language, level),
  })
}

/** @type {(language: Language, point: TensionPoint) => string} */
const spanText = (language, { span }) =>
  span === null ? DASH : span.map(index => formatExactIndex(language, index)).join('\u00a0–\u00a0')

/** @typedef {'residual_need_mw' | 'usual_need_mw' | 'consumption_mw' | 'wind_mw' | 'solar_mw' | 'usual_exchange_mw'} Component */
/** @type {readonly { field: Component, key: import('./strings.js').TextKey }[]} */
const COMPONENTS = [
  { field: 'residual_need_mw', key: 'residual_need' },
  { field: 'usual_need_mw', key: 'usual_need' },
  { field: 'consumption_mw', key: 'quantity_consumption' },
  { field: 'wind_mw', key: 'quantity_wind' },
  { field: 'solar_mw', key: 'quantity_solar' },
  { field: 'usual_exchange_mw', key: 'usual_exchange' },
]

/** @type {(language: Language, field: Component, point: TensionPoint) => string} */
const componentText = (language, field, point) =>
  (field === 'usual_exchange_mw' ? formatSignedMw : formatMw)(language, point[field])

/** @type {(language: Language, point: TensionPoint) => import('./read-out.js').Entry[]} */
const entries = (language, point) => [
  {
    name: 'measured',
    text: say(language, 'measured'),
    value: point.is_ahead ? DASH : indexText(language, point),
  },
  {
    name: 'expected',
    text: say(language, 'expected'),
    value: point.is_ahead ? indexText(language, point) : DASH,
  },
  { name: 'interval-80', text: say(language, 'interval_80'), value: spanText(language, point) },
  // The parts of a forecast need are forecasts of their own, in the chart above.
  ...COMPONENTS.filter(({ field }) => !point.is_ahead || point[field] !== null).map(({ field, key }) => ({
    name: 'part',
    text: say(language, key),
    value: point[field] === null ? DASH : `${componentText(language, field, point)}\u00a0MW`,
  })),
]

/** @type {(view: TensionView, scales: import('./chart.js').Scales) => SVGElement[]} */
const zones = ({ language, domain }, { x, y }) =>
  LEVELS.flatMap(({ level, from, to }) => [
    svg('rect', {
      class: `zone level-${level}`,
      x: x(domain[0]),
      y: y(to),
      width: x(domain[1]) - x(domain[0]),
      height: y(from) - y(to),
    }),
    svg(
      'text',
      { class: 'zone-name', x: x(domain[0]) + 6, y: y((from + to) / 2) + 4 },
      levelWord(language, level),
    ),
  ])

/** @type {(view: TensionView) => import('./chart.js').ChartSpec} */
export function tensionSpec(view) {
  const { language, place, domain, now, points } = view
  const measured = points.filter(point => !point.is_ahead)
  const ahead = points.filter(point => point.is_ahead)
  return {
    label: `${say(language, 'tension_chart')}, ${place}`,
    help: say(language, 'chart_help'),
    height: 280,
    domain,
    points,
    y_ticks: TICKS,
    y_text: index => (index === 100 ? '' : String(index)),
    x_ticks: narrow => timeTicks(language, '7d', domain, narrow),
    paint: scales => [
      ...zones(view, scales),
      band('interval-band', ahead, point => point.span, scales),
      line('line measured', measured, point => point.index, scales),
      line('line expected', ahead, point => point.index, scales),
      ...instantMark(say(language, 'now'), now, domain, TICKS, scales),
    ],
    read_out: index => {
      const point = points[index]
      return point ? readOutText(formatSpan(language, point), entries(language, point)) : ''
    },
  }
}

/** Without a cursor, the newest hour whose index was measured. @type {(view: TensionView, index: number | null) => Node[]} */
export function tensionReadOut({ language, points }, index) {
  const newest = points.findLast(point => !point.is_ahead && point.index !== null)
  const point = index === null ? (newest ?? points[0]) : points[index]
  return point ? readOut(formatSpan(language, point), entries(language, point)) : []
}

/** @type {(view: TensionView) => HTMLElement} */
export const tensionTable = ({ language, place, points }) =>
  valueTable(
    `${say(language, 'tension_table')}, ${place}`,
    [
      say(language, 'start_of_interval'),
      say(language, 'tension_index'),
      say(language, 'level'),
      'P10–P90',
      ...COMPONENTS.map(({ key }) => say(language, key)),
    ],
    points.map(point => [
      formatShortInstant(language, point.start),
      point.index === null ? DASH : formatExactIndex(language, point.index),
      point.index === null
        ? sayCode(language, 'lack', point.unknown_reason ?? 'no_rows')
        : levelWord(language, point.level),
      spanText(language, point),
      ...COMPONENTS.map(({ field }) => componentText(language, field, point)),
    ]),
  )
