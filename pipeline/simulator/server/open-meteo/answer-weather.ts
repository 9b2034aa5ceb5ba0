/**
 * Answers a request to Open-Meteo's forecast or archive: one object, or an array of them when several
 * points were asked for.
 */
import { streamOf, uniformAt } from '../../noise.ts'
import { type Answer, JSON_TYPE, jsonAnswer } from '../answer.ts'
import type { Hits } from '../faults/fault-board.ts'
import type { FeedRequest } from '../serve-feed.ts'
import { forecastOf, newestRun } from './forecast-error.ts'
import { type HourKey, nearestPoint, type Point, pointWeatherOf, type WeatherAt } from './point-weather.ts'
import { parseRequest, RejectedRequestError, type WeatherRequest } from './request.ts'
import { breakSeries, type Series, toSeries } from './series.ts'
import type { Service } from './variables.ts'

/** The archive holds whole days up to this many before today; what is newer is null. */
const ARCHIVE_DELAY_DAYS = 4
/** Side of a cell of the grid, degrees. */
const CELL_DEGREES: Readonly<Record<Service, number>> = { forecast: 0.02, archive: 0.070_308 }

export function answerWeather(seed: number, service: Service): (request: FeedRequest) => Answer {
  return ({ parameters, now, hits }) => {
    const moment = hits.get('stalled')?.since ?? now
    try {
      const request = parseRequest(parameters, service, moment)
      if (hits.has('empty')) return { status: 200, type: JSON_TYPE, body: '[]' }
      const body = locations(seed, service, request, moment, hits)
      return { status: 200, type: JSON_TYPE, body: request.points.length === 1 ? body : asArray(body) }
    } catch (error) {
      if (!(error instanceof RejectedRequestError)) throw error
      return jsonAnswer(400, { error: true, reason: error.message })
    }
  }
}

function* asArray(pieces: Iterable<string>) {
  let separator = '['
  for (const piece of pieces) {
    yield separator + piece
    separator = ','
  }
  yield ']'
}

function* locations(seed: number, service: Service, request: WeatherRequest, now: Date, hits: Hits) {
  const pointWeather = pointWeatherOf(seed)
  const seconds = now.getTime() / 1000
  const known = knownHours(service, now)
  for (const [index, point] of request.points.entries()) {
    const cell = cellOf(point, CELL_DEGREES[service])
    const analysed = pointWeather(cell)
    const seen = service === 'archive' ? analysed : forecast(seed, cell, seconds, analysed)
    const series = breakSeries(toSeries(request, service, seen, known), request, hits)
    yield toLocation(seed, seconds, index, cell, request, series)
  }
}

function forecast(seed: number, cell: Point, nowSeconds: number, analysed: WeatherAt): WeatherAt {
  return forecastOf(seed, nearestPoint(cell).region_code, newestRun(nowSeconds))(analysed)
}

/** Hours before this one have values. */
function knownHours(service: Service, now: Date): HourKey {
  if (service === 'forecast') return Number.POSITIVE_INFINITY
  return 24 * (Math.floor(now.getTime() / 86_400_000) - ARCHIVE_DELAY_DAYS)
}

/** The middle of the cell that holds the point, which is what the answer names. */
function cellOf({ latitude, longitude }: Point, degrees: number): Point {
  const snapped = (value: number) => Number((degrees * Math.round(value / degrees)).toFixed(6))
  return { latitude: snapped(latitude), longitude: snapped(longitude) }
}

function toLocation(
  seed: number,
  nowSeconds: number,
  index: number,
  { latitude, longitude }: Point,
  { zone }: WeatherRequest,
  series: Series,
): string {
  const stream = streamOf(seed, `elevation:${latitude}:${longitude}`)
  const head = JSON.stringify({
    latitude,
    longitude,
    generationtime_ms: 20 * uniformAt(stream, Math.floor(nowSeconds)),
    utc_offset_seconds: zone.offset_seconds,
    timezone: zone.name,
    timezone_abbreviation: zone.abbreviation,
    elevation: Math.round(10 + 240 * uniformAt(stream, 0) ** 2),
    // The first location has none.
    ...(index > 0 && { location_id: index }),
  })
  return series.time === undefined ? head : `${head.slice(0, -1)},${toHourly(series.time, series)}}`
}

function toHourly(time: { readonly unit: string; readonly cells: string }, { columns }: Series): string {
  const units = Object.fromEntries([
    ['time', time.unit],
    ...columns.map(({ name, unit }) => [name, unit] as const),
  ])
  const lists = columns.map(({ name, cells }) => `,"${name}":[${cells.join(',')}]`)
  return `"hourly_units":${JSON.stringify(units)},"hourly":{"time":[${time.cells}]${lists.join('')}}`
}
