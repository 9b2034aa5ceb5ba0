/** Past and future of an area on one axis of time: power of a quantity, and tension. Pure. */
import { extent } from './figures.js'
import { measuredOf } from './quantities.js'

/** @typedef {import('./grid-api.js').TensionRow} TensionRow */
/** @typedef {import('./grid-api.js').TensionAheadRow} TensionAheadRow */
/** @typedef {import('./grid-api.js').ForecastRow} ForecastRow */
/** @typedef {{ start: number, end: number, measured_mw: number | null, p10_mw: number | null, p50_mw: number | null, p90_mw: number | null, usual_mw: number | null }} PowerPoint */
/**
 * @typedef {object} TensionPoint
 * @property {number} start
 * @property {number} end
 * @property {boolean} is_ahead forecast, not measured
 * @property {number | null} index measured, or P50
 * @property {readonly [p10: number, p90: number] | null} span of the index ahead
 * @property {import('./tension-scale.js').Level | null} level
 * @property {number | null} residual_need_mw
 * @property {number | null} consumption_mw
 * @property {number | null} wind_mw
 * @property {number | null} solar_mw
 * @property {number | null} usual_exchange_mw
 * @property {number | null} usual_need_mw
 * @property {string | null} norm_month month of its norm, YYYY-MM
 * @property {string | null} unknown_reason
 */

const HOUR_MINUTES = 60

/** @type {(row: { interval_start_utc: string }) => { start: number, end: number }} */
const hourOf = ({ interval_start_utc }) => extent({ interval_start_utc, step_minutes: HOUR_MINUTES })

/** Residual load that is usual: what is usually needed, and what the neighbours usually bring. @type {(row: import('./grid-api.js').TensionHour) => number | null} */
const usualLoad = ({ norm_p50_mw, usual_exchange_mw }) =>
  norm_p50_mw === null || usual_exchange_mw === null ? null : norm_p50_mw + usual_exchange_mw

/**
 * Measured hours, then forecast half-hours. Where a forecast has been overtaken by measurements both are
 * told, each at its own step.
 *
 * @param {import('./quantities.js').Quantity} quantity
 * @param {readonly TensionRow[]} measured of one area, oldest first
 * @param {readonly ForecastRow[]} forecast of the area and quantity, oldest first
 * @param {readonly TensionAheadRow[]} ahead of the area: what is usual then
 * @returns {PowerPoint[]} oldest first
 */
export function powerPoints(quantity, measured, forecast, ahead) {
  const usual = new Map(
    quantity === 'residual_load'
      ? [...measured, ...ahead].map(row => [Date.parse(row.interval_start_utc), usualLoad(row)])
      : [],
  )
  const usualAt = (/** @type {number} */ start) => usual.get(start - (start % 3_600_000)) ?? null
  const past = measured.map(row => {
    const { start, end } = hourOf(row)
    const measured_mw = measuredOf(row, quantity)
    return { start, end, measured_mw, p10_mw: null, p50_mw: null, p90_mw: null, usual_mw: usualAt(start) }
  })
  const future = forecast.map(row => {
    const { start, end } = extent(row)
    const { p10_mw, p50_mw, p90_mw } = row
    return { start, end, measured_mw: null, p10_mw, p50_mw, p90_mw, usual_mw: usualAt(start) }
  })
  return [...past, ...future].sort((a, b) => a.start - b.start || a.end - b.end)
}

/** @type {(row: TensionRow) => TensionPoint} */
const measuredTension = row => ({
  ...hourOf(row),
  is_ahead: false,
  index: row.tension_index,
  span: null,
  level: row.level,
  residual_need_mw: row.residual_need_mw,
  consumption_mw: row.consumption_mw,
  wind_mw: row.wind_mw,
  solar_mw: row.solar_mw,
  usual_exchange_mw: row.usual_exchange_mw,
  usual_need_mw: row.norm_p50_mw,
  norm_month: row.norm_month,
  unknown_reason: row.unknown_reason,
})

/** @type {(row: TensionAheadRow) => TensionPoint} */
function forecastTension(row) {
  const { tension_index_p10: p10, tension_index_p90: p90 } = row
  return {
    ...hourOf(row),
    is_ahead: true,
    index: row.tension_index_p50,
    span: p10 === null || p90 === null ? null : [p10, p90],
    level: row.level,
    residual_need_mw: row.residual_need_p50_mw,
    consumption_mw: null,
    wind_mw: null,
    solar_mw: null,
    usual_exchange_mw: row.usual_exchange_mw,
    usual_need_mw: row.norm_p50_mw,
    norm_month: row.norm_month,
    unknown_reason: row.unknown_reason,
  }
}

/**
 * One point for each hour: measured where its index is known, else forecast, else measured with the reason
 * why it is unknown.
 *
 * @param {readonly TensionRow[]} measured of one area
 * @param {readonly TensionAheadRow[]} ahead of the same area
 * @returns {TensionPoint[]} oldest first
 */
export function tensionPoints(measured, ahead) {
  /** @type {Map<number, TensionPoint>} */
  const points = new Map()
  for (const point of measured.map(measuredTension)) points.set(point.start, point)
  for (const point of ahead.map(forecastTension)) {
    if ((points.get(point.start)?.index ?? null) === null && point.index !== null) {
      points.set(point.start, point)
    }
    if (!points.has(point.start)) points.set(point.start, point)
  }
  return [...points.values()].sort((a, b) => a.start - b.start)
}

/**
 * Where the norm changes to that of another month, which may make the index step; null: nowhere.
 *
 * @type {(points: readonly TensionPoint[]) => number | null}
 */
export function normChange(points) {
  const known = points.flatMap(({ start, norm_month }) =>
    norm_month === null ? [] : [{ start, norm_month }],
  )
  const change = known.find(
    ({ norm_month }, index) => norm_month !== (known[index - 1]?.norm_month ?? norm_month),
  )
  return change?.start ?? null
}
