/**
 * Steps a series can be asked in: the publisher's own resolution, or buckets of the Paris calendar.
 *
 * A bucket is known by the `time_key` of its start, stored with every quarter hour of dim_time, so it
 * keeps its true start when quarter hours are missing or the range begins within it. Only intervals of
 * the range count; the bucket's length stays that of the calendar.
 */
import { type Engine, int, read, type Sql, sql } from '../sql.ts'

export const STEPS = ['PT15M', 'PT30M', 'PT1H', 'P1D', 'P1M', 'P1Y'] as const
/** PT15M is the publisher's own resolution: half-hourly values stay half-hourly. */
export type Step = (typeof STEPS)[number]

/** Half-open range of `time_key`: intervals that start within it. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

export interface Bucket {
  /** Column of dim_time, as `d`, that holds the `time_key` of the bucket's start. */
  readonly startKey: Sql
  /** Length in quarter hours, where the calendar can't change it. */
  readonly quarters?: number
  /** No bucket is longer than this, in quarter hours. */
  readonly longest: number
}

const BUCKETS: Readonly<Record<Exclude<Step, 'PT15M'>, Bucket>> = {
  PT30M: { startKey: sql`d.half_hour_start_key`, quarters: 2, longest: 2 },
  PT1H: { startKey: sql`d.hour_start_key`, quarters: 4, longest: 4 },
  P1D: { startKey: sql`d.day_start_key`, longest: 25 * 4 },
  P1M: { startKey: sql`d.month_start_key`, longest: (31 * 24 + 1) * 4 },
  P1Y: { startKey: sql`d.year_start_key`, longest: 366 * 24 * 4 },
}

/** @returns undefined for the publisher's own resolution. */
export const bucketOf = (step: Step): Bucket | undefined => (step === 'PT15M' ? undefined : BUCKETS[step])

/** Whether pages can be cut at any full hour without cutting a bucket. */
export const isWithinTheHour = (step: Step): boolean => (bucketOf(step)?.longest ?? 1) <= 4

/** True length of each bucket that starts within `starts`, in minutes, by `time_key` of its start. */
export async function bucketMinutes(
  engine: Engine,
  bucket: Bucket,
  starts: readonly number[],
  signal?: AbortSignal,
): Promise<(startKey: number) => number> {
  const { quarters } = bucket
  if (quarters !== undefined || starts.length === 0) return () => (quarters ?? 0) * 15
  const first = starts.reduce((a, b) => Math.min(a, b))
  const last = starts.reduce((a, b) => Math.max(a, b))
  const rows = await read(
    engine,
    { bucket_key: 'int', quarters: 'int' },
    sql`SELECT ${bucket.startKey} AS bucket_key, COUNT(*) AS quarters
        FROM dim_time d
        WHERE d.time_key >= ${int(first)} AND d.time_key < ${int(last + bucket.longest)}
        GROUP BY ${bucket.startKey}`,
    signal,
  )
  const minutes = new Map(rows.map(row => [row.bucket_key, row.quarters * 15]))
  return startKey => {
    const length = minutes.get(startKey)
    if (length === undefined) throw new RangeError(`time_key ${startKey}: starts no bucket of dim_time`)
    return length
  }
}
