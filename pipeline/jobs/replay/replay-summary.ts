/** What a replay came to: how late the publisher was, what it left out, repaired and revised. */
import type { FeedRun } from '../../bronze/feed-runs.ts'
import { countRevisions, type Outage, readOutages } from '../../gold/queries/publication-history.ts'
import { hasFailed } from '../feeds/run-journal.ts'
import type { Home } from '../home.ts'
import { newestOfEachCapture } from './replay-runs.ts'

const MINUTE_MS = 60_000
const QUARTER_MS = 15 * MINUTE_MS

export interface ReplaySummary {
  readonly captures: number
  readonly failed: number
  readonly rows_read: number
  readonly rows_loaded: number
  /** Of what each capture measured last, from the start of its interval, to the capture. Null: no capture measured anything. */
  readonly publisher_lag_minutes: {
    readonly p5: number
    readonly p50: number
    readonly p95: number
    readonly max: number
  } | null
  /** Spans of intervals, without a gap, that came as rows of zeros. */
  readonly outages: readonly OutageSpan[]
  readonly revised_values: number
  readonly revised_intervals: number
}

export interface OutageSpan {
  readonly from: string
  /** End of its last interval. */
  readonly to: string
  /** Rows of zeros: regions × intervals. */
  readonly rows: number
  /** Of those, how many were repaired later. */
  readonly repaired: number
}

/** @param runs in the order they started; of a capture that was tried again, all. */
export async function summarise(
  { warehouse }: Home,
  runs: readonly FeedRun[],
): Promise<ReplaySummary | null> {
  const [first, last] = [runs[0], runs.at(-1)]
  if (!first || !last) return null
  const request = {
    feedId: first.feed_id,
    from: Date.parse(first.started_at),
    to: Date.parse(last.started_at),
  }
  const outages = await warehouse.read(engine => readOutages(engine, request))
  const revised = await warehouse.read(engine => countRevisions(engine, request))
  const sum = (count: (run: FeedRun) => number) => runs.reduce((total, run) => total + count(run), 0)
  const newest = [...newestOfEachCapture(runs).values()]
  return {
    captures: newest.length,
    failed: newest.filter(hasFailed).length,
    rows_read: sum(run => run.rows_read),
    rows_loaded: sum(run => run.rows_loaded),
    publisher_lag_minutes: quantiles(newest.flatMap(lagOf)),
    outages: toSpans(outages),
    revised_values: revised.values,
    revised_intervals: revised.intervals,
  }
}

const lagOf = ({ publisher_newest_utc: newest, finished_at }: FeedRun): number[] =>
  newest === null ? [] : [Math.floor((Date.parse(finished_at) - Date.parse(newest)) / MINUTE_MS)]

function quantiles(lags: readonly number[]): ReplaySummary['publisher_lag_minutes'] {
  const sorted = lags.toSorted((a, b) => a - b)
  const max = sorted.at(-1)
  if (max === undefined) return null
  /** The smallest lag that the share of all do not exceed. */
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? max
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95), max }
}

function toSpans(outages: readonly Outage[]): readonly OutageSpan[] {
  const spans: OutageSpan[] = []
  for (const { interval_start_utc: start, regions, repaired } of outages) {
    const end = new Date(Date.parse(start) + QUARTER_MS).toISOString()
    const before = spans.at(-1)
    if (before?.to === start) {
      spans.splice(-1, 1, {
        from: before.from,
        to: end,
        rows: before.rows + regions,
        repaired: before.repaired + repaired,
      })
    } else spans.push({ from: start, to: end, rows: regions, repaired })
  }
  return spans
}

export function describeSummary(summary: ReplaySummary): string {
  const { publisher_lag_minutes: lag, outages } = summary
  const minute = (instant: string) => `${instant.slice(0, 16)}Z`
  const failed = summary.failed > 0 ? `, ${summary.failed} failed` : ''
  return [
    `${summary.captures} captures${failed}: ${summary.rows_read} rows read, ${summary.rows_loaded} loaded\n`,
    lag
      ? `publisher lag, minutes from the start of the newest measured interval: p5 ${lag.p5}, p50 ${lag.p50}, p95 ${lag.p95}, max ${lag.max}\n`
      : 'no measured value\n',
    `outages of zeros: ${outages.length}\n`,
    ...outages.map(
      span =>
        `  ${minute(span.from)} to ${minute(span.to)}: ${span.rows} rows, ${span.repaired} repaired later\n`,
    ),
    `revisions: ${summary.revised_values} values replaced, in ${summary.revised_intervals} intervals\n`,
  ].join('')
}
