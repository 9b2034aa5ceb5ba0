/** The forecast chart: what was measured, what is expected and its band, with read-out and table. */
import { formatMw, formatMwSpan, formatShortInstant } from './format.js'
import { enclosingTicks } from './linear-scale.js'
import { band, instantMark, line } from './marks.js'
import { formatSpan, readOut, readOutText, valueTable } from './read-out.js'
import { say, sayCode } from './strings.js'
import { timeTicks } from './time-axis.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./outlook-series.js').PowerPoint} PowerPoint */
/** @typedef {{ language: Language, place: string, quantity: import('./quantities.js').Quantity, domain: readonly [number, number], now: number, points: readonly PowerPoint[] }} ForecastView */

/** @type {(view: ForecastView) => boolean} */
const hasUsual = ({ points }) => points.some(point => point.usual_mw !== null)

/** @type {(view: ForecastView, point: PowerPoint) => import('./read-out.js').Entry[]} */
const entries = (view, point) => [
  {
    name: 'measured',
    text: say(view.language, 'measured'),
    value: formatMw(view.language, point.measured_mw),
  },
  { name: 'expected', text: say(view.language, 'expected'), value: formatMw(view.language, point.p50_mw) },
  {
    name: 'interval-80',
    text: say(view.language, 'interval_80'),
    value: formatMwSpan(view.language, point.p10_mw, point.p90_mw),
  },
  ...(hasUsual(view)
    ? [
        {
          name: 'usual-line',
          text: say(view.language, 'usual_value'),
          value: formatMw(view.language, point.usual_mw),
        },
      ]
    : []),
]

/** @type {(view: ForecastView) => number[]} */
const valuesOf = ({ points }) =>
  points.flatMap(({ measured_mw, p10_mw, p50_mw, p90_mw, usual_mw }) =>
    [measured_mw, p10_mw, p50_mw, p90_mw, usual_mw].filter(value => value !== null),
  )

/** @type {(view: ForecastView) => number[]} */
export const forecastTicks = view => enclosingTicks(valuesOf(view), 5)

/** @type {(view: ForecastView) => import('./chart.js').ChartSpec} */
export function forecastSpec(view) {
  const { language, place, quantity, domain, now, points } = view
  const y_ticks = forecastTicks(view)
  const usual = points.filter(point => point.usual_mw !== null)
  // The two steps are drawn apart: where a forecast was overtaken, neither may break the other's line.
  const measured = points.filter(point => point.p50_mw === null)
  const ahead = points.filter(point => point.p50_mw !== null)
  return {
    label: `${say(language, 'forecast_chart')}, ${sayCode(language, 'quantity', quantity)}, ${place}`,
    help: say(language, 'chart_help'),
    height: 300,
    domain,
    points,
    y_ticks,
    y_text: mw => formatMw(language, mw),
    x_ticks: narrow => timeTicks(language, '7d', domain, narrow),
    paint: scales => [
      band('interval-band', ahead, ({ p10_mw: low, p90_mw: high }) => [low ?? 0, high ?? 0], scales),
      line('line usual-line', usual, point => point.usual_mw, scales),
      line('line measured', measured, point => point.measured_mw, scales),
      line('line expected', ahead, point => point.p50_mw, scales),
      ...instantMark(say(language, 'now'), now, domain, y_ticks, scales),
    ],
    read_out: index => {
      const point = points[index]
      return point ? readOutText(formatSpan(language, point), entries(view, point)) : ''
    },
  }
}

/** Without a cursor, the newest that was measured. @type {(view: ForecastView, index: number | null) => Node[]} */
export function forecastReadOut(view, index) {
  const { language, points } = view
  const newest = points.findLast(point => point.measured_mw !== null)
  const point = index === null ? (newest ?? points[0]) : points[index]
  return point ? readOut(formatSpan(language, point), entries(view, point)) : []
}

/** @type {(view: ForecastView) => HTMLElement} */
export function forecastTable(view) {
  const { language, place, quantity, points } = view
  const usual = hasUsual(view)
  return valueTable(
    `${sayCode(language, 'quantity', quantity)}, ${place} (MW)`,
    [
      say(language, 'start_of_interval'),
      say(language, 'measured'),
      'P10',
      say(language, 'expected'),
      'P90',
      ...(usual ? [say(language, 'usual_value')] : []),
    ],
    points.map(point => [
      formatShortInstant(language, point.start),
      ...[point.measured_mw, point.p10_mw, point.p50_mw, point.p90_mw].map(mw => formatMw(language, mw)),
      ...(usual ? [formatMw(language, point.usual_mw)] : []),
    ]),
  )
}
