/**
 * An answer of Open-Meteo: one document for each point, bare when there is one. Parallel arrays of hours
 * and values become hours; columns are told by name and unit, and what is neither is drift.
 */
import { z } from 'zod'
import { WEATHER_KEPT_IN_BRONZE, WEATHER_MEASURES, type WeatherMeasure } from '../catalog/weather-measures.ts'
import { UnreadableDocumentError } from './document-table.ts'
import { parseJson } from './parse-json.ts'

const Answer = z.object({
  latitude: z.number(),
  longitude: z.number(),
  utc_offset_seconds: z.number(),
  hourly_units: z.record(z.string(), z.string()),
  hourly: z.record(z.string(), z.array(z.unknown())),
})
type Answer = z.infer<typeof Answer>

export interface PointAnswer {
  /** Centre of the grid cell that stands for the point. */
  readonly latitude: number
  readonly longitude: number
  readonly hours: readonly AnsweredHour[]
  /** Columns that nothing here knows, or whose unit we can't convert. */
  readonly unknown_columns: readonly string[]
}

export interface AnsweredHour {
  /** As published: `2026-01-31T23:00`. */
  readonly time: string
  readonly values: readonly AnsweredValue[]
}

export interface AnsweredValue {
  readonly measure: WeatherMeasure
  /** As published, in the publisher's unit. */
  readonly raw: unknown
  readonly unit: string
}

/** @throws UnreadableDocumentError */
export function readAnswers(text: string): readonly PointAnswer[] {
  const document = parseJson(text)
  const refused = z.object({ error: z.literal(true), reason: z.string() }).safeParse(document)
  if (refused.success) throw new UnreadableDocumentError(`an error answer: ${refused.data.reason}`)
  const parsed = z.array(Answer).safeParse(Array.isArray(document) ? document : [document])
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new UnreadableDocumentError(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  return parsed.data.map(toPointAnswer)
}

/** Open-Meteo knows no clock changes: a local zone gets one offset for the whole series, in winter as in summer. */
function toPointAnswer(answer: Answer, index: number): PointAnswer {
  if (answer.utc_offset_seconds !== 0) {
    throw new UnreadableDocumentError(
      `${index}.utc_offset_seconds: ${answer.utc_offset_seconds}, expected 0: hours without offset are read as GMT`,
    )
  }
  const { time: times = [], ...columns } = answer.hourly
  const names = Object.keys(columns)
  const wrong = names.find(name => columns[name]?.length !== times.length)
  if (wrong !== undefined) {
    throw new UnreadableDocumentError(
      `${index}.hourly.${wrong}: ${columns[wrong]?.length} values for ${times.length} hours`,
    )
  }
  const known = WEATHER_MEASURES.flatMap(measure => {
    const { values, unit } = seriesOf(measure, answer)
    return values && measure.conversions[unit] ? [{ measure, unit, values }] : []
  })
  return {
    latitude: answer.latitude,
    longitude: answer.longitude,
    hours: times.map((time, hour) => ({
      time: String(time),
      values: known.map(({ measure, unit, values }) => ({ measure, unit, raw: values[hour] ?? null })),
    })),
    unknown_columns: names
      .filter(name => !known.some(({ measure }) => measure.publisher_name === name))
      .filter(name => !WEATHER_KEPT_IN_BRONZE.some(kept => kept.test(name)))
      .map(name => `${name} (${answer.hourly_units[name] ?? 'no unit'})`),
  }
}

interface Series {
  /** Undefined: it is not in the answer. */
  readonly values: readonly unknown[] | undefined
  readonly unit: string
}

/** The column of a measure, its gaps filled from the columns around it where there are any. */
function seriesOf({ publisher_name, between }: WeatherMeasure, answer: Answer): Series {
  const own = columnNamed(publisher_name, answer)
  if (!between) return own
  const [lower, upper] = [columnNamed(between.lower, answer), columnNamed(between.upper, answer)]
  if (!lower.values || !upper.values || lower.unit !== upper.unit) return own
  if (own.values && own.unit !== lower.unit) return own
  const filled = lower.values.map((low, hour) => {
    const high = upper.values?.[hour]
    const published = own.values?.[hour] ?? null
    if (published !== null || typeof low !== 'number' || typeof high !== 'number') return published
    return low + between.upper_share * (high - low)
  })
  return { values: filled, unit: lower.unit }
}

const columnNamed = (name: string, { hourly, hourly_units }: Answer): Series => ({
  values: hourly[name],
  unit: hourly_units[name] ?? '',
})
