/** The hourly columns of a location, and what faults make of them. */
import { streamOf, uniformAt } from '../../noise.ts'
import type { Hits } from '../faults/fault-board.ts'
import type { HourKey, WeatherAt } from './point-weather.ts'
import type { WeatherRequest } from './request.ts'
import { type Service, SPEED_UNITS, type Variable } from './variables.ts'

export interface SeriesColumn {
  readonly name: string
  readonly unit: string
  /** Printed: a number or null. */
  readonly cells: readonly string[]
}

export interface Series {
  /** Undefined when no hourly variable was asked for. */
  readonly time: { readonly unit: string; readonly cells: string } | undefined
  readonly columns: readonly SeriesColumn[]
}

export function toSeries(
  request: WeatherRequest,
  service: Service,
  weatherAt: WeatherAt,
  knownBefore: HourKey,
): Series {
  const { from, to, variables } = request
  if (variables.length === 0) return { time: undefined, columns: [] }
  const hours = Array.from({ length: to - from }, (_, index) => from + index)
  const weather = hours.map(hour => (hour < knownBefore ? weatherAt(hour) : null))
  const columns = variables.map(variable => {
    const { unit, factor, decimals } = scaleOf(variable, request)
    const isServed = variable.services.includes(service)
    const cells = weather.map(here =>
      here && isServed ? printed(factor * variable.read(here), decimals) : 'null',
    )
    return { name: variable.name, unit, cells }
  })
  return { time: toTime(hours, request), columns }
}

function scaleOf({ unit, decimals }: Variable, { speed }: WeatherRequest) {
  if (unit !== undefined) return { unit, factor: 1, decimals }
  const { label, per_m_per_s, decimals: speedDecimals } = SPEED_UNITS[speed]
  return { unit: label, factor: per_m_per_s, decimals: speedDecimals }
}

/** `+ 0` makes the negative zero of a rounded −0.04 a plain one. */
function printed(value: number, decimals: number): string {
  const scale = 10 ** decimals
  return (Math.round(value * scale) / scale + 0).toFixed(decimals)
}

function toTime(hours: readonly HourKey[], { zone, isUnixTime }: WeatherRequest) {
  if (isUnixTime) return { unit: 'unixtime', cells: hours.map(hour => hour * 3600).join(',') }
  const localText = (hour: HourKey) =>
    new Date((hour * 3600 + zone.offset_seconds) * 1000).toISOString().slice(0, 16)
  return { unit: 'iso8601', cells: hours.map(hour => `"${localText(hour)}"`).join(',') }
}

/** The series with the faults of one request. */
export function breakSeries(series: Series, request: WeatherRequest, hits: Hits): Series {
  let { columns } = series
  if (hits.has('wrong-units')) columns = columns.map(column => inKilometres(column, request))
  if (hits.has('absurd-values')) columns = columns.map(absurd)
  if (hits.has('string-numbers')) columns = columns.map(asText)
  const drift = hits.get('schema-drift')
  if (drift) columns = drifted(columns, drift.parameters.severity)
  return { ...series, columns }
}

function inKilometres(column: SeriesColumn, { speed }: WeatherRequest): SeriesColumn {
  if (column.unit !== SPEED_UNITS[speed].label) return column
  const factor = SPEED_UNITS.kmh.per_m_per_s / SPEED_UNITS[speed].per_m_per_s
  const cells = column.cells.map(cell => (cell === 'null' ? cell : printed(Number(cell) * factor, 1)))
  return { ...column, unit: SPEED_UNITS.kmh.label, cells }
}

/** Draws a number for a cell, always the same one. */
function drawOf({ name }: SeriesColumn): (index: number) => number {
  const stream = streamOf(0, `fault:${name}`)
  return index => uniformAt(stream, index)
}

function absurd(column: SeriesColumn): SeriesColumn {
  const draw = drawOf(column)
  const distorted = (cell: string, index: number) =>
    cell === 'null' || draw(index) > 0.05 ? cell : String(draw(index) < 0.025 ? -9999 : 1e6)
  return { ...column, cells: column.cells.map(distorted) }
}

function asText(column: SeriesColumn): SeriesColumn {
  const draw = drawOf(column)
  const quoted = (cell: string, index: number) => (draw(index) < 0.04 ? '"ND"' : `"${cell}"`)
  return {
    ...column,
    cells: column.cells.map((cell, index) => (cell === 'null' ? cell : quoted(cell, index))),
  }
}

function drifted(columns: readonly SeriesColumn[], severity: 'mild' | 'severe'): readonly SeriesColumn[] {
  const [first, ...others] = columns
  if (!first) return columns
  const added = { name: 'geopotential_height', unit: 'm', cells: first.cells.map(() => '0') }
  const renamed = severity === 'severe' ? { ...first, name: `${first.name}_mean` } : first
  return [renamed, ...others, added]
}
