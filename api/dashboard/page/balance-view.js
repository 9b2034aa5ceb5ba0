/** The balance chart: demand, production and net exchange, with its read-out and its table. */
import { formatMw, formatShortInstant, formatSignedMw } from './format.js'
import { roundTicks } from './linear-scale.js'
import { band, line } from './marks.js'
import { formatSpan, readOut, readOutText, valueTable } from './read-out.js'
import { say } from './strings.js'
import { timeTicks } from './time-axis.js'

/** @typedef {import('./strings.js').Language} Language */
/** @typedef {import('./balance-series.js').BalancePoint} BalancePoint */
/** @typedef {{ language: Language, place: string, range: import('./ranges.js').Range, domain: readonly [number, number], points: readonly BalancePoint[] }} BalanceView */

/** @type {(language: Language, point: BalancePoint) => import('./read-out.js').Entry[]} */
const entries = (language, point) => [
  { name: 'demand', text: say(language, 'demand'), value: formatMw(language, point.consumption_mw) },
  { name: 'production', text: say(language, 'production'), value: formatMw(language, point.production_mw) },
  {
    name: 'exchange',
    text: say(language, 'net_exchange'),
    value: formatSignedMw(language, point.net_exchange_mw),
  },
]

/** @type {(view: BalanceView) => import('./chart.js').ChartSpec} */
export function balanceSpec({ language, place, range, domain, points }) {
  const values = points.flatMap(point =>
    [point.consumption_mw, point.production_mw, point.net_exchange_mw].filter(value => value !== null),
  )
  return {
    label: `${say(language, 'balance_chart')}, ${place}`,
    help: say(language, 'chart_help'),
    height: 300,
    domain,
    points,
    y_ticks: roundTicks(values, 5),
    y_text: mw => formatMw(language, mw),
    x_ticks: narrow => timeTicks(language, range, domain, narrow),
    paint: scales => [
      band(
        'exchange-band',
        points,
        ({ net_exchange_mw: mw }) => (mw === null ? null : [Math.min(mw, 0), Math.max(mw, 0)]),
        scales,
      ),
      line('line exchange', points, point => point.net_exchange_mw, scales),
      line('line production', points, point => point.production_mw, scales),
      line('line demand', points, point => point.consumption_mw, scales),
    ],
    read_out: index => {
      const point = points[index]
      return point ? readOutText(formatSpan(language, point), entries(language, point)) : ''
    },
  }
}

/** @type {(view: BalanceView, index: number | null) => Node[]} */
export function balanceReadOut({ language, points }, index) {
  const point =
    index === null ? points.findLast(({ consumption_mw }) => consumption_mw !== null) : points[index]
  return point ? readOut(formatSpan(language, point), entries(language, point)) : []
}

/** @type {(view: BalanceView) => HTMLElement} */
export const balanceTable = ({ language, place, points }) =>
  valueTable(
    `${say(language, 'balance_title')}, ${place} (MW)`,
    [
      say(language, 'start_of_interval'),
      .../** @type {const} */ (['demand', 'production', 'net_exchange']).map(key => say(language, key)),
    ],
    points.map(point => [
      formatShortInstant(language, point.start),
      ...entries(language, point).map(({ value }) => value),
    ]),
  )
