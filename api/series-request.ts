/**
 * What /v1/balance and /v1/mix are asked for: regions, range, step and page.
 *
 * Absent `to`: the end of the data. Absent `from`: a day before `to`. A cursor carries the range of its
 * first page, so that the following ones hold still while data comes in.
 */
import { z } from 'zod'
import type { DataState } from '../pipeline/gold/queries/data-state.ts'
import type { SeriesRequest } from '../pipeline/gold/queries/page.ts'
import { firstTimeKey, timeKeyMs, toIso } from './instant.ts'
import { cursor, instant, limit, regionList, step } from './parameters.ts'
import { invalidParameters } from './problem.ts'

const DAY_MS = 86_400_000

export const SeriesQuery = z.strictObject({
  region: regionList,
  from: instant('First instant of the range; absent: 24 hours before to', '2024-10-27').optional(),
  to: instant('End of the range, exclusive; absent: the end of the data', '2024-10-28').optional(),
  step,
  limit,
  cursor,
})
export type SeriesQuery = z.output<typeof SeriesQuery>

/** No more than the years that `from` and `to` can name. */
const instantMs = z.int().min(Date.UTC(-1)).max(Date.UTC(10_000))
const Instants = { from: instantMs, to: instantMs }

/** Of the page before: a fingerprint of its request, its range, and the key of its last row. */
const cursorOf = <Position extends z.ZodType>(position: Position) =>
  z.strictObject({ of: z.string(), ...Instants, after: position })

export interface ResolvedSeries<Position> {
  readonly request: SeriesRequest<Position>
  readonly interval: { readonly from: string; readonly to: string }
  /** Cursor of the page after the one that ends at a position. */
  next(last: Position): string
}

/** @throws ProblemError 400 when the range is empty or the cursor belongs to another request. */
export function resolveSeries<Position>(
  query: SeriesQuery,
  position: z.ZodType<Position>,
  state: DataState,
  now: () => Date,
): ResolvedSeries<Position> {
  const of = JSON.stringify([query.region ?? [], query.from ?? null, query.to ?? null, query.step])
  const before = query.cursor === undefined ? undefined : readCursor(query.cursor, of, position)
  const { from, to } = before ?? resolveRange(query, state, now)
  return {
    request: {
      range: { from: firstTimeKey(from), to: firstTimeKey(to) },
      step: query.step,
      regionCodes: query.region ?? [],
      limit: query.limit,
      after: before?.after,
    },
    interval: { from: toIso(from), to: toIso(to) },
    next: last => Buffer.from(JSON.stringify({ of, from, to, after: last })).toString('base64url'),
  }
}

function resolveRange(query: SeriesQuery, state: DataState, now: () => Date): { from: number; to: number } {
  const end = state.end_key === null ? now().getTime() : timeKeyMs(state.end_key)
  const to = query.to ?? Math.max(end, query.from ?? end)
  const from = query.from ?? to - DAY_MS
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
  if (parsed.data.of !== of) throw refuse('the same region, from, to and step as in the answer it came from')
  return parsed.data
}
