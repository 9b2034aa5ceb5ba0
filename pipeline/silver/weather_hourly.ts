/**
 * Silver table `weather_hourly`: the weather at the points of the catalogue, hour by hour, as each fetch
 * told it. Nulls stay null.
 *
 * From: bronze `open-meteo-forecast` (kind forecast) and `open-meteo-archive` (kind analysis)
 * Key:  region_code, point_name, kind_code, hour_utc, first_seen_at
 *
 * Points answer in the order in which they were asked for; the grid cell that stands for one must lie near
 * it. Wind in any usual unit becomes m/s. Open-Meteo does not say when its model ran: a forecast is as old
 * as its fetch.
 */
import type { BronzeRecord } from '../bronze/bronze-store.ts'
import { CELL_TOLERANCE_DEGREES, WEATHER_MEASURES, type WeatherKind } from '../catalog/weather-measures.ts'
import { WEATHER_POINTS, type WeatherPoint } from '../catalog/weather-points.ts'
import {
  type DocumentContent,
  type DocumentTable,
  type Refusal,
  UnreadableDocumentError,
} from './document-table.ts'
import { type AnsweredHour, type AnsweredValue, type PointAnswer, readAnswers } from './open-meteo-answer.ts'

const KIND_OF_FEED: Readonly<Record<string, WeatherKind>> = {
  'open-meteo-forecast': 'forecast',
  'open-meteo-archive': 'analysis',
}

/** No forecast reaches further than 16 days. */
const FORESIGHT_SECONDS = 17 * 86_400
/** The archive begins in 1940. */
const EARLIEST_EPOCH_S = Date.UTC(1940) / 1000

type Row = DocumentContent['rows'][number]

export const weatherHourly: DocumentTable = {
  name: 'weather_hourly',
  // Forecasts of one day come many times, analyses a few: files of a day, and of a month.
  partition: `printf('kind=%s/year=%d/month=%d', kind_code, year(hour_utc), month(hour_utc))
    || CASE kind_code WHEN 'forecast' THEN printf('/day=%d', day(hour_utc)) ELSE '' END`,

  read(record, text) {
    const kind = KIND_OF_FEED[record.feed_id]
    if (!kind) throw new UnreadableDocumentError(`feed ${record.feed_id}: brings no weather`)
    const places = askedPlaces(record)
    const answers = readAnswers(text)
    if (answers.length !== places.length) {
      throw new UnreadableDocumentError(`${answers.length} points answered, ${places.length} were asked for`)
    }
    const fetched_epoch = Date.parse(record.fetched_at) / 1000
    const latest_epoch = kind === 'forecast' ? fetched_epoch + FORESIGHT_SECONDS : fetched_epoch
    const hours = hoursOf(places, answers).map(hour => readHour(hour, kind, latest_epoch))
    const rows = hours.flatMap(({ row }) => (row ? [row] : []))
    return {
      rows,
      refusals: hours.flatMap(({ refusals }) => refusals),
      rows_read: hours.length,
      rows_loaded: rows.length,
      unknown_columns: [...new Set(answers.flatMap(answer => answer.unknown_columns))],
      newest_measured_utc: newestMeasured(rows, kind, fetched_epoch),
    }
  },
}

/** A forecast measures nothing: it is as new as its issue. */
function newestMeasured(rows: readonly Row[], kind: WeatherKind, fetchedEpoch: number): string | null {
  if (rows.length === 0) return null
  if (kind === 'forecast') return isoInstant(fetchedEpoch - (fetchedEpoch % 3600))
  return rows.map(({ hour_utc }) => String(hour_utc)).reduce((a, b) => (a > b ? a : b))
}

interface Place {
  readonly latitude: number
  readonly longitude: number
  /** Undefined: the catalogue has none there. */
  readonly point: WeatherPoint | undefined
}

/** In the order of the request. */
function askedPlaces({ request }: BronzeRecord): readonly Place[] {
  const query = new URLSearchParams(request && new URL(request.url).search)
  const [latitudes = [], longitudes = []] = ['latitude', 'longitude'].map(name =>
    (query.get(name) ?? '').split(',').filter(Boolean).map(Number),
  )
  if (latitudes.length === 0 || latitudes.length !== longitudes.length) {
    throw new UnreadableDocumentError(
      `its request names ${latitudes.length} latitudes and ${longitudes.length} longitudes: the points are unknown`,
    )
  }
  return latitudes.map((latitude, index) => {
    const longitude = longitudes[index] ?? Number.NaN
    return {
      latitude,
      longitude,
      point: WEATHER_POINTS.find(point => isWithin(0.005, point, { latitude, longitude })),
    }
  })
}

interface Coordinates {
  readonly latitude: number
  readonly longitude: number
}

const isWithin = (degrees: number, a: Coordinates, b: Coordinates): boolean =>
  Math.abs(a.latitude - b.latitude) <= degrees && Math.abs(a.longitude - b.longitude) <= degrees

interface Hour {
  readonly source_row: number
  readonly point: WeatherPoint | undefined
  readonly answered: AnsweredHour
  readonly epoch: number | undefined
  /** What is wrong with the hour as a row, unless its instant is. */
  readonly fault: string | undefined
}

/** Hours of all points, one after the other: a row of the document each. */
function hoursOf(places: readonly Place[], answers: readonly PointAnswer[]): readonly Hour[] {
  return answers
    .flatMap((answer, index) => {
      const place = places[index]
      const times = Map.groupBy(answer.hours, ({ time }) => time)
      return answer.hours.map(answered => ({
        point: place?.point,
        answered,
        epoch: epochOf(answered.time),
        fault:
          placeFault(place, answer) ??
          (times.get(answered.time)?.length === 1 ? undefined : 'conflicting_duplicate'),
      }))
    })
    .map((hour, index) => ({ ...hour, source_row: index + 1 }))
}

function placeFault(place: Place | undefined, answer: PointAnswer): string | undefined {
  if (!place?.point) return 'unknown_point'
  return isWithin(CELL_TOLERANCE_DEGREES, place, answer) ? undefined : 'grid_cell_elsewhere'
}

/** Epoch seconds of `2026-01-31T23:00`, GMT. */
function epochOf(time: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(time)) return undefined
  const milliseconds = Date.parse(`${time}Z`)
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000
}

interface ReadHour {
  readonly row?: Row
  readonly refusals: readonly Refusal[]
}

function readHour(hour: Hour, kind: WeatherKind, latestEpoch: number): ReadHour {
  const { answered, epoch, point, source_row } = hour
  if (answered.values.every(({ raw }) => raw === null)) return { refusals: [] }
  const place = {
    source_row,
    region_code: point?.region_code ?? null,
    time_key: epoch === undefined || epoch % 900 !== 0 ? null : epoch / 900,
  }
  const refuseRow = (reason_code: string): Refusal => ({
    ...place,
    scope: 'row',
    column_name: null,
    raw_value: JSON.stringify([answered.time, ...answered.values.map(({ raw }) => raw)]),
    reason_code,
  })
  const fault = hour.fault ?? instantFault(epoch, latestEpoch)
  if (fault !== undefined || point === undefined || epoch === undefined) {
    return { refusals: [refuseRow(fault ?? 'unreadable_instant')] }
  }
  const judged = answered.values.map(value => ({ ...value, ...judge(value) }))
  const refusals = judged.flatMap(({ measure, raw, reason_code }): Refusal[] =>
    reason_code === undefined
      ? []
      : [{ ...place, scope: 'value', column_name: measure.column, raw_value: String(raw), reason_code }],
  )
  if (judged.every(({ value }) => value === null)) {
    return { refusals: [...refusals, refuseRow('no_valid_value')] }
  }
  const valueByColumn = new Map(judged.map(({ measure, value }) => [measure.column, value]))
  const row = {
    region_code: point.region_code,
    point_name: point.name,
    kind_code: kind,
    hour_utc: isoInstant(epoch),
    source_row,
    ...Object.fromEntries(WEATHER_MEASURES.map(({ column }) => [column, valueByColumn.get(column) ?? null])),
  }
  return { row, refusals }
}

function instantFault(epoch: number | undefined, latestEpoch: number): string | undefined {
  if (epoch === undefined) return 'unreadable_instant'
  if (epoch % 3600 !== 0) return 'not_on_the_hour'
  return epoch < EARLIEST_EPOCH_S || epoch > latestEpoch ? 'implausible_instant' : undefined
}

/** The value in our unit, to the thousandth. */
function judge({ measure, raw, unit }: AnsweredValue): { value: number | null; reason_code?: string } {
  if (raw === null) return { value: null }
  const conversion = measure.conversions[unit]
  if (typeof raw !== 'number' || !conversion) return { value: null, reason_code: 'not_a_number' }
  const value = Math.round((raw * conversion.scale + conversion.offset) * 1000) / 1000
  const [lowest, highest] = measure.plausible
  return value < lowest || value > highest
    ? { value: null, reason_code: 'out_of_plausible_range' }
    : { value }
}

const isoInstant = (epoch: number): string => new Date(epoch * 1000).toISOString()
