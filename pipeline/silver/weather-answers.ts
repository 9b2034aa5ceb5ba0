/** For tests: answers of Open-Meteo as the service words them, and the request that they answer. */
import { WEATHER_POINTS, type WeatherPoint } from '../catalog/weather-points.ts'

export interface WeatherAnswer {
  readonly points: readonly WeatherPoint[]
  /** First hour, `2026-01-31T00:00`; the others follow. */
  readonly from: string
  /** Values of a column at a point, by the publisher's names; a column that is absent is not in the answer. */
  readonly columns: Readonly<Record<string, (point: number, hour: number) => unknown>>
  readonly hours: number
  readonly units?: Readonly<Record<string, string>>
  /** Changes to the documents, point by point. */
  readonly change?: (document: Record<string, unknown>, point: number) => Record<string, unknown>
}

const UNITS = {
  time: 'iso8601',
  temperature_2m: '°C',
  wind_speed_10m: 'm/s',
  wind_speed_100m: 'm/s',
  shortwave_radiation: 'W/m²',
  cloud_cover: '%',
}

export const pointNamed = (name: string): WeatherPoint => {
  const point = WEATHER_POINTS.find(candidate => candidate.name === name)
  if (!point) throw new RangeError(`point ${name}: not in the catalogue`)
  return point
}

export const requestFor = (points: readonly { latitude: number; longitude: number }[]): string =>
  `https://api.example/v1/forecast?latitude=${points.map(point => point.latitude)}&longitude=${points.map(point => point.longitude)}&timezone=GMT`

export function answerText(answer: WeatherAnswer): string {
  const times = Array.from({ length: answer.hours }, (_, hour) =>
    new Date(Date.parse(`${answer.from}Z`) + hour * 3_600_000).toISOString().slice(0, 16),
  )
  const documents = answer.points.map((place, point) => {
    const columns = Object.entries(answer.columns).map(([name, valueAt]) => [
      name,
      times.map((_, hour) => valueAt(point, hour)),
    ])
    const document = {
      // The service answers for the middle of a grid cell.
      latitude: place.latitude + 0.02,
      longitude: place.longitude - 0.03,
      generationtime_ms: 0.1,
      utc_offset_seconds: 0,
      timezone: 'GMT',
      timezone_abbreviation: 'GMT',
      elevation: 40,
      ...(point > 0 && { location_id: point }),
      hourly_units: { ...UNITS, ...answer.units },
      hourly: { time: times, ...Object.fromEntries(columns) },
    }
    return answer.change?.(document, point) ?? document
  })
  return JSON.stringify(documents.length === 1 ? documents[0] : documents)
}
