/**
 * What /v1/balance and /v1/mix are asked for: regions, range, step, page and as of when.
 *
 * Absent `to`: the end of the data, as it was known then. Absent `from`: a day before `to`. A cursor
 * carries the range of its first page, so that the following ones hold still while data comes in.
 */
import { z } from 'zod'
import { readWatermarkAsOf, type Watermark } from '../pipeline/gold/queries/data-state.ts'
import type { SeriesRequest } from '../pipeline/gold/queries/page.ts'
import type { ReadContext } from './endpoint.ts'
import { watermarkText } from './envelope.ts'
import { firstTimeKey, timeKeyMs, toIso } from './instant.ts'
import { cursor, instant, limit, regionList, step } from './parameters.ts'
import { invalidParameters } from './problem.ts'

const DAY_MS = 86_400_000

export const SeriesQuery = z.strictObject({
  region: regionList,
  from: instant('First instant of the range; absent: 24 hours before to', '2024-10-27').optional(),
  to: instant('End of the range, exclusive; absent: the end of the data', '2024-10-28').optional(),
  step,
  asOf: instant(
    'As the data was known at this instant, which must have passed; absent: as it is known now',
    '2024-10-28T06:00:00Z',
  ).optional(),
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
  readonly meta: Readonly<Record<string, string | null>>
  /** Cursor of the page after the one that ends at a position. */
  next(last: Position): string
}

/** @throws ProblemError 400 when the range is empty, `asOf` is in the future or the cursor belongs to another request. */
export async function resolveSeries<Position>(
  query: SeriesQuery,
  position: z.ZodType<Position>,
  { engine, state, now, signal }: ReadContext,
): Promise<ResolvedSeries<Position>> {
  const { asOf } = query
  if (asOf !== undefined) refuseFuture(asOf, now())
  const known = asOf === undefined ? state : await readWatermarkAsOf(engine, asOf, signal)
  const of = JSON.stringify([
    query.region ?? [],
    query.from ?? null,
    query.to ?? null,
    query.step,
    ...(asOf === undefined ? [] : [asOf]),
  ])
  const before = query.cursor === undefined ? undefined : readCursor(query.cursor, of, position)
  const { from, to } = before ?? resolveRange(query, known, asOf ?? now().getTime())
  return {
    request: {
      range: { from: firstTimeKey(from), to: firstTimeKey(to) },
      step: query.step,
      regionCodes: query.region ?? [],
      asOf,
      limit: query.limit,
      after: before?.after,
    },
    interval: { from: toIso(from), to: toIso(to) },
    meta: {
      data_watermark: watermarkText(known),
      step: query.step,
      as_of: asOf === undefined ? null : toIso(asOf),
    },
    next: last => Buffer.from(JSON.stringify({ of, from, to, after: last })).toString('base64url'),
  }
}

function refuseFuture(asOf: number, now: Date): void {
  if (asOf <= now.getTime()) return
  const expected = `an instant that has passed: it is ${now.toISOString()}`
  throw invalidParameters([{ parameter: 'asOf', value: toIso(asOf), expected }])
}

/** @param present where the range ends while there is no data, epoch milliseconds. */
function resolveRange(
  query: SeriesQuery,
  { end_key }: Watermark,
  present: number,
): { from: number; to: number } {
  const end = end_key === null ? present : timeKeyMs(end_key)
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
  if (parsed.data.of !== of)
    throw refuse('the same region, from, to, step and asOf as in the answer it came from')
  return parsed.data
}
