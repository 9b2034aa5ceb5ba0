/** How good the data of a month is: what was measured, how settled it is, how far it was revised, what failed. */

import { z } from 'zod'
import { energyTypeKey } from '../catalog/energy-types.ts'
import { FEEDS, type Feed } from '../catalog/feeds.ts'
import { VINTAGES, type VintageCode } from '../catalog/vintages.ts'
import type { BalanceRow } from '../gold/queries/balance.ts'
import { type FeedRunAnswer, hasColumn, readRuns } from '../gold/queries/feed-runs.ts'
import { type QualityResultRow, readQualityResults } from '../gold/queries/quality-results.ts'
import { type RevisionPosition, type RevisionRow, readRevisions } from '../gold/queries/revisions.ts'
import type { TimeRange } from '../gold/queries/step.ts'
import type { Engine } from '../gold/sql.ts'
import { type LocalMonth, minutesOf, QUARTER_S } from './local-month.ts'

export interface RegionQuality {
  readonly region_code: string
  /** Share of the range whose demand was measured, by how settled it is; what is left was not measured. */
  readonly by_vintage: ReadonlyMap<VintageCode, number>
  /** Half-hours whose demand is implausibly low. */
  readonly suspect_count: number
}

/** By region, of those that have rows. */
export function regionQuality(
  rows: readonly BalanceRow[],
  range: TimeRange,
): ReadonlyMap<string, RegionQuality> {
  const byRegion = Map.groupBy(rows, row => row.region_code)
  return new Map(
    [...byRegion].map(([region_code, own]) => [
      region_code,
      {
        region_code,
        by_vintage: new Map(
          VINTAGES.map(({ vintage_code }) => [
            vintage_code,
            measuredMinutes(own.filter(({ vintage }) => vintage === vintage_code)) / minutesOf(range),
          ]),
        ),
        suspect_count: own.filter(({ quality }) => quality === 'suspect').length,
      },
    ]),
  )
}

const measuredMinutes = (rows: readonly BalanceRow[]): number =>
  rows.reduce((sum, row) => sum + row.coverage_ratio * row.step_minutes, 0)

/** How far demand was from what took its place; positive means: replaced by more. */
export interface RevisionSummary {
  readonly from_vintage: VintageCode
  readonly to_vintage: VintageCode
  /** Values replaced, of all regions. */
  readonly value_count: number
  /** Hours of region they stand for. */
  readonly region_hours: number
  readonly mean_difference_mw: number
  readonly mean_absolute_difference_mw: number
  /** Σ new value. */
  readonly settled_mwh: number
  /** Σ |difference| ÷ Σ new value. */
  readonly relative_difference: number | null
}

export interface RegionRevision extends RevisionSummary {
  readonly region_code: string
}

/** Values of demand that were current once and have been replaced by one that is known. */
export interface MonthRevisions {
  readonly summaries: readonly RevisionSummary[]
  /** From real time to a settled vintage, by region. */
  readonly realTime: readonly RegionRevision[]
}

interface Difference {
  readonly row: RevisionRow
  readonly old_mw: number
  readonly new_mw: number
}

const PAGE = 50_000

export async function readMonthRevisions(engine: Engine, range: TimeRange): Promise<MonthRevisions> {
  const differences: Difference[] = []
  let after: RevisionPosition | undefined
  do {
    const page = await readRevisions(engine, {
      range,
      regionCodes: [],
      limit: PAGE,
      energyTypeKey: energyTypeKey('demand'),
      after,
    })
    differences.push(...page.rows.flatMap(toDifference))
    after = page.hasMore ? page.last : undefined
  } while (after)
  const kinds = VINTAGES.flatMap(from => VINTAGES.map(to => [from.vintage_code, to.vintage_code] as const))
  const settled = differences.filter(
    ({ row }) => row.vintage === 'real-time' && row.replaced_by_vintage !== 'real-time',
  )
  return {
    summaries: kinds.flatMap(([from, to]) =>
      summarise(
        differences.filter(({ row }) => row.vintage === from && row.replaced_by_vintage === to),
        from,
        to,
      ),
    ),
    realTime: [...Map.groupBy(settled, ({ row }) => row.region_code)]
      .flatMap(([region_code, own]) => {
        const to = own.some(({ row }) => row.replaced_by_vintage === 'definitive')
          ? 'definitive'
          : 'consolidated'
        return summarise(own, 'real-time', to).map(summary => ({ region_code, ...summary }))
      })
      .sort((a, b) => (a.region_code < b.region_code ? -1 : 1)),
  }
}

/** A value that was outdated when it was first seen never was current. */
function toDifference(row: RevisionRow): Difference[] {
  const { consumption_mw: old_mw, new_consumption_mw: new_mw } = row
  if (old_mw === null || new_mw === null || row.first_seen_at >= row.replaced_at) return []
  return [{ row, old_mw, new_mw }]
}

function summarise(
  differences: readonly Difference[],
  from_vintage: VintageCode,
  to_vintage: VintageCode,
): RevisionSummary[] {
  if (differences.length === 0) return []
  const sum = (of: (difference: Difference) => number) =>
    differences.reduce((total, difference) => total + of(difference) * difference.row.step_minutes, 0)
  const minutes = sum(() => 1)
  const absolute = sum(({ old_mw, new_mw }) => Math.abs(new_mw - old_mw))
  const after = sum(({ new_mw }) => new_mw)
  return [
    {
      from_vintage,
      to_vintage,
      value_count: differences.length,
      region_hours: minutes / 60,
      mean_difference_mw: sum(({ old_mw, new_mw }) => new_mw - old_mw) / minutes,
      mean_absolute_difference_mw: absolute / minutes,
      settled_mwh: after / 60,
      relative_difference: after === 0 ? null : absolute / after,
    },
  ]
}

const Finding = z.looseObject({
  region_code: z.string().optional(),
  local_date: z.string().optional(),
  energy_type: z.string().optional(),
  found: z.string().optional(),
  expected: z.string().optional(),
})
export type Finding = z.infer<typeof Finding>

export interface FailedCheck
  extends Pick<QualityResultRow, 'check_name' | 'table_name' | 'severity' | 'violation_count'> {
  /** Those of the month, among the violations that are kept as examples. */
  readonly findings: readonly Finding[]
  /** Whether the examples are all there are. */
  readonly areAll: boolean
}

/** Checks that did not pass, over all that the home holds. */
export async function readFailedChecks(engine: Engine, month: LocalMonth): Promise<readonly FailedCheck[]> {
  const results = await readQualityResults(engine)
  return results
    .filter(({ passed }) => !passed)
    .map(({ check_name, table_name, severity, violation_count, sample }) => {
      const all = z.array(Finding).parse(JSON.parse(sample))
      return {
        check_name,
        table_name,
        severity,
        violation_count,
        findings: all.filter(({ local_date }) => local_date?.startsWith(month.local_month)),
        areAll: all.length >= violation_count,
      }
    })
}

export interface FeedRuns {
  readonly feed: Feed
  readonly run_count: number
  readonly failed_count: number
  /** By code of the error, the most frequent first. */
  readonly errors: readonly (readonly [code: string, count: number])[]
  readonly last_failed_at: string | null
}

/** Runs that follow a feed: not those that fetch the past or replay it. */
const FOLLOWS: readonly string[] = ['schedule', 'catch-up', 'retry', 'manual']

/** Feeds that were fetched in the month, in the order of the catalogue. */
export async function readFeedRuns(engine: Engine, { range }: LocalMonth): Promise<readonly FeedRuns[]> {
  // A warehouse of an older version kept none.
  if (!(await hasColumn(engine, 'feed_run', 'feed_id'))) return []
  const feeds: FeedRuns[] = []
  for (const feed of FEEDS) {
    const runs = (await runsWithin(engine, feed.feed_id, range)).filter(({ trigger }) =>
      FOLLOWS.includes(trigger),
    )
    if (runs.length > 0) feeds.push(summariseRuns(feed, runs))
  }
  return feeds
}

/** Newest first. */
async function runsWithin(engine: Engine, feedId: string, range: TimeRange): Promise<FeedRunAnswer[]> {
  const start = new Date(range.from * QUARTER_S * 1000).toISOString()
  const runs: FeedRunAnswer[] = []
  let before = range.to * QUARTER_S * 1000
  for (;;) {
    const page = await readRuns(engine, { feedId, limit: 5000, before })
    runs.push(...page.rows.filter(({ started_at }) => started_at >= start))
    const last = page.rows.at(-1)
    if (!page.hasMore || !last || last.started_at < start) return runs
    before = Date.parse(last.started_at)
  }
}

function summariseRuns(feed: Feed, runs: readonly FeedRunAnswer[]): FeedRuns {
  const failed = runs.filter(({ outcome }) => outcome === 'failed' || outcome === 'refused')
  const codes = Map.groupBy(failed, ({ error_code, outcome }) => error_code ?? outcome)
  return {
    feed,
    run_count: runs.length,
    failed_count: failed.length,
    errors: [...codes]
      .map(([code, own]) => [code, own.length] as const)
      .sort(([a, many], [b, others]) => others - many || (a < b ? -1 : 1)),
    last_failed_at: failed[0]?.started_at ?? null,
  }
}
