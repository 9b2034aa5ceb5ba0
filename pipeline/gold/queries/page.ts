/**
 * Pages of a long series. A page ends at a row of the aggregated result and the next one begins after
 * that row's key, so pages never overlap, skip or cut a sum.
 */
import { REGION_CODES } from '../../catalog/regions.ts'
import { type Engine, int, list, none, read, type Sql, sql, text } from '../sql.ts'
import { flowsKnown } from './flow.ts'
import { bucketOf, isWithinTheHour, type Step, type TimeRange } from './step.ts'

/** Which flows: of some regions over a range; no region code means all regions. */
export interface Selection {
  readonly range: TimeRange
  readonly regionCodes: readonly string[]
  /** As they were known at this instant, epoch milliseconds; absent: as they are known now. */
  readonly asOf?: number | undefined
}

export interface SeriesRequest<Position> extends Selection {
  readonly step: Step
  readonly limit: number
  /** Key of the last row of the page before. */
  readonly after?: Position | undefined
}

export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly hasMore: boolean
}

/** Condition on facts, as `f`: of the regions asked for. */
export const ofRegions = (regionCodes: readonly string[]): Sql =>
  regionCodes.length === 0
    ? none
    : sql`AND f.region_key IN
            (SELECT r.region_key FROM dim_region r WHERE r.region_code IN (${list(regionCodes.map(text))}))`

/** Times the usual size of a page: the longest window aggregated at once. */
const LONGEST_WINDOW = 8

/**
 * Read one page, window after window: a year asked for in quarter hours must not be aggregated whole
 * for the first ten thousand rows of it. Windows begin at the size that usually fills the page, grow
 * while they don't, and end on full hours. Times at which the source has nothing are jumped over.
 */
export async function readPage<Row, Position extends { readonly time_key: number }>(
  engine: Engine,
  request: SeriesRequest<Position>,
  rowsPerInterval: number,
  readWindow: (window: Selection, atMost: number) => Promise<readonly Row[]>,
  source: Sql = flowsKnown(request.asOf),
): Promise<Page<Row>> {
  const { limit, after, regionCodes, asOf } = request
  const end = request.range.to
  const usual = usualWindow(request, rowsPerInterval)
  const rows: Row[] = []
  let start = Math.max(request.range.from, after?.time_key ?? request.range.from)
  let size = usual
  while (start < end && rows.length <= limit) {
    const windowEnd = Math.min(end, Math.ceil((start + size) / 4) * 4)
    const window = { range: { from: start, to: windowEnd }, regionCodes, asOf }
    const found = await readWindow(window, limit + 1 - rows.length)
    rows.push(...found)
    start = found.length > 0 || windowEnd === end ? windowEnd : await nextTime(engine, windowEnd, end, source)
    size = Math.min(size * 2, usual * LONGEST_WINDOW)
  }
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit }
}

function usualWindow(request: SeriesRequest<unknown>, rowsPerInterval: number): number {
  if (!isWithinTheHour(request.step)) return Number.POSITIVE_INFINITY
  const regions = request.regionCodes.length || REGION_CODES.length
  const buckets = Math.ceil((request.limit + 1) / (regions * rowsPerInterval))
  return buckets * (bucketOf(request.step)?.longest ?? 1)
}

/** Full hour of the first row of a source at or after a full hour; `end` when there is none before it. */
async function nextTime(engine: Engine, fullHour: number, end: number, source: Sql): Promise<number> {
  const [row] = await read(
    engine,
    { first_key: 'int?' },
    sql`SELECT MIN(f.time_key) AS first_key FROM ${source} f
        WHERE f.time_key >= ${int(fullHour)} AND f.time_key < ${int(end)}`,
  )
  return row?.first_key == null ? end : Math.floor(row.first_key / 4) * 4
}
