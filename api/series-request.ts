/**
 * What is asked for over a range: regions, range and page and, of a series, its step and as of when.
 *
 * Absent `to`: the end of the data, as it was known then. Absent `from`: a day before `to`. A cursor
 * carries the range of its first page, so that the following ones hold still while data comes in.
 */
import { z } from 'zod'
import { readWatermarkAsOf, type Watermark } from '../pipeline/gold/queries/data-state.ts'
import type { SeriesRequest } from '../pipeline/gold/queries/page.ts'
import type { TimeRange } from '../pipeline/gold/queries/step.ts'
import type { ReadContext } from './endpoint.ts'
import { watermarkText } from './envelope.ts'
import { EARLIEST_HELD_MS, END_MS, firstTimeKey, timeKeyMs, toIso } from './instant.ts'
import { cursor, instant, limit, regionList, step } from './parameters.ts'
import { invalidParameters } from './problem.ts'

export const DAY_MS = 86_400_000

const range = {
  region: regionList,
  from: instant('First instant of the range; absent: 24 hours before to', '2024-10-27').optional(),
  to: instant('End of the range, exclusive; absent: the end of the data', '2024-10-28').optional(),
}
const pages = { limit, cursor }
export const asOf = instant(
  'As the data was known at this instant, which must have passed; absent: as it is known now',
  '2024-10-28T06:00:00Z',
).optional()

export const RangeQuery = z.strictObject({ ...range, ...pages })
export type RangeQuery = z.output<typeof RangeQuery>

export const SeriesQuery = z.strictObject({
  ...range,
  step,
  asOf,
  ...pages,
})
export type SeriesQuery = z.output<typeof SeriesQuery>

/** No more than `from` and `to` can name, and a month before it, which an absent `from` can be. */
const instantMs = z
  .int()
  .min(EARLIEST_HELD_MS - 32 * DAY_MS)
  .max(END_MS - 1)
const Instants = { from: instantMs, to: instantMs }

/** Of the page before: a fingerprint of its request, its range, and the key of its last row. */
const cursorOf = <Position extends z.ZodType>(position: Position) =>
  z.strictObject({ of: z.string(), ...Instants, after: position })

export interface ResolvedPage<Position> {
  readonly range: TimeRange
  /** Key of the last row of the page before. */
  readonly after: Position | undefined
  readonly interval: { readonly from: string; readonly to: string }
  /** Cursor of the page after the one that ends at a position. */
  next(last: Position): string
}

export interface ResolvedSeries<Position> extends Pick<ResolvedPage<Position>, 'interval' | 'next'> {
  readonly request: SeriesRequest<Position>
  readonly meta: Readonly<Record<string, string | null>>
}

/** @throws ProblemError 400 when the range is empty, `asOf` is in the future or the cursor belongs to another request. */
export async function resolveSeries<Position>(
  query: SeriesQuery,
  position: z.ZodType<Position>,
  context: ReadContext,
): Promise<ResolvedSeries<Position>> {
  const { asOf } = query
  const known = await knownAsOf(asOf, context)
  const more = asOf === undefined ? [query.step] : [query.step, asOf]
  const page = resolvePage({ query, more, position, known, present: asOf ?? context.now().getTime() })
  const { data_watermark, as_of } = asOfMeta(known, asOf)
  return {
    request: {
      range: page.range,
      step: query.step,
      regionCodes: query.region ?? [],
      asOf,
      limit: query.limit,
      after: page.after,
    },
    interval: page.interval,
    meta: { data_watermark, step: query.step, as_of },
    next: page.next,
  }
}

/** What `meta` says of an answer that can be as of an instant. */
export const asOfMeta = (known: Watermark, asOf: number | undefined) => ({
  data_watermark: watermarkText(known),
  as_of: asOf === undefined ? null : toIso(asOf),
})

/** How far the data reached at an instant that was asked for. @throws ProblemError 400 when it has not passed. */
export async function knownAsOf(
  asOf: number | undefined,
  { engine, state, now, signal }: ReadContext,
): Promise<Watermark> {
  if (asOf === undefined) return state
  refuseUnpassed('asOf', asOf, now())
  return readWatermarkAsOf(engine, asOf, signal)
}

export interface PageQuestion<Position> {
  readonly query: RangeQuery
  /** What else was asked for: a cursor goes on with nothing else. */
  readonly more: readonly (string | number)[]
  readonly position: z.ZodType<Position>
  readonly known: Watermark
  /** Where the range ends while there is no data, epoch milliseconds. */
  readonly present: number
  /** Where a range begins that is not asked for at all, epoch milliseconds; absent: a day before its end. */
  readonly start?: number
}

/** @throws ProblemError 400 when the range is empty or the cursor belongs to another request. */
export function resolvePage<Position>(question: PageQuestion<Position>): ResolvedPage<Position> {
  const { query, more, position } = question
  const of = JSON.stringify([query.region ?? [], query.from ?? null, query.to ?? null, ...more])
  const before = query.cursor === undefined ? undefined : readCursor(query.cursor, of, position)
  const { from, to } = before ?? resolveRange(question)
  return {
    range: { from: firstTimeKey(from), to: firstTimeKey(to) },
    after: before?.after,
    interval: { from: toIso(from), to: toIso(to) },
    next: last => Buffer.from(JSON.stringify({ of, from, to, after: last })).toString('base64url'),
  }
}

/** @throws ProblemError 400 when an instant has not passed that was asked for, or no warehouse can hold it. */
export function refuseUnpassed(parameter: string, epochMs: number, now: Date): void {
  if (epochMs >= EARLIEST_HELD_MS && epochMs <= now.getTime()) return
  const expected =
    epochMs < EARLIEST_HELD_MS
      ? `an instant from ${toIso(EARLIEST_HELD_MS)} on`
      : `an instant that has passed: it is ${now.toISOString()}`
  throw invalidParameters([{ parameter, value: toIso(epochMs), expected }])
}

function resolveRange({ query, known, present, start }: PageQuestion<unknown>): { from: number; to: number } {
  const end = known.end_key === null ? present : timeKeyMs(known.end_key)
  const to = query.to ?? Math.max(end, query.from ?? end)
  const from = query.from ?? (query.to === undefined ? start : undefined) ?? to - DAY_MS
  // Asked for what follows the newest data, as a poller does: an empty answer, no error.
  if (from < to || query.to === undefined) return { from, to }
  throw invalidParameters([
    { parameter: 'from', value: toIso(from), expected: `an instant before to, which is ${toIso(to)}` },
  ])
}

function readCursor<Position>(given: string, of: string, position: z.ZodType<Position>) {
  const refuse = (expected: string) => invalidParameters([{ parameter: 'cursor', value: given, expected }])
  let content: unknown
  try {
    content = JSON.parse(Buffer.from(given, 'base64url').toString())
  } catch (cause) {
    if (cause instanceof SyntaxError) throw refuse('meta.next_cursor of the answer before')
    throw cause
  }
  const parsed = cursorOf(position).safeParse(content)
  if (!parsed.success) throw refuse('meta.next_cursor of the answer before')
  if (parsed.data.of !== of) throw refuse('the other parameters as in the answer it came from')
  return parsed.data
}
