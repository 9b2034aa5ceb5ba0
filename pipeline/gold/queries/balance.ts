/**
 * Balance of the regions: demand, generation, net exchange and storage, with the energy of each.
 *
 * One row per region and step. A generation that is unknown for one type makes the production of that
 * interval unknown, never an understated sum; in a bucket such an interval counts neither in the mean
 * nor in the energy. `coverage_ratio` is the share of the bucket whose demand was measured.
 */
import { type Engine, int, none, type Row, read, type Sql, sql, text } from '../sql.ts'
import { bucketBalances } from './bucket-balances.ts'
import { intervalBalances } from './interval-balances.ts'
import { type Page, readPage, type SeriesRequest } from './page.ts'
import { energyMwh, meanMw, ratio } from './quantity.ts'
import { type RowQuality, rowQuality, vintageOfRank } from './row-quality.ts'
import { bucketMinutes, bucketOf } from './step.ts'

export interface BalancePosition {
  readonly time_key: number
  readonly region_code: string
}

export interface BalanceRow {
  readonly region_code: string
  readonly interval_start_utc: string
  readonly step_minutes: number
  readonly consumption_mw: number | null
  readonly production_mw: number | null
  /** Positive for imports. */
  readonly net_exchange_mw: number | null
  /** Discharge − charge − pumping. */
  readonly storage_mw: number | null
  readonly consumption_mwh: number | null
  readonly production_mwh: number | null
  readonly net_exchange_mwh: number | null
  readonly storage_mwh: number | null
  readonly coverage_ratio: number
  readonly vintage: string
  readonly quality: RowQuality
}

export interface BalancePage extends Page<BalanceRow> {
  /** Key of the last row: where the next page begins. */
  readonly last: BalancePosition | undefined
}

/** Net MW × minutes (injections − withdrawals) and the minutes it was measured, by family. */
const SUMS = {
  bucket_key: 'int',
  region_code: 'text',
  longest_step_minutes: 'int',
  demand_mw_minutes: 'decimal?',
  demand_minutes: 'int',
  generation_mw_minutes: 'decimal?',
  generation_minutes: 'int',
  exchange_mw_minutes: 'decimal?',
  exchange_minutes: 'int',
  storage_mw_minutes: 'decimal?',
  storage_minutes: 'int',
  unknown_count: 'int',
  suspect: 'int',
  vintage_rank: 'int',
} as const
type Sums = Row<typeof SUMS>

/** Ordered by interval and region. */
export async function readBalance(
  engine: Engine,
  request: SeriesRequest<BalancePosition>,
  signal?: AbortSignal,
): Promise<BalancePage> {
  const bucket = bucketOf(request.step)
  const page = await readPage(engine, request, 1, (window, atMost) => {
    const balances = bucket ? bucketBalances(bucket, window) : intervalBalances(window)
    return read(
      engine,
      SUMS,
      sql`SELECT b.* FROM (${balances}) b
          ${afterPosition(request.after)}
          ORDER BY b.bucket_key, b.region_code
          OFFSET 0 ROWS FETCH NEXT ${int(atMost)} ROWS ONLY`,
      signal,
    )
  })
  const starts = page.rows.map(row => row.bucket_key)
  const lengthOf = bucket ? await bucketMinutes(engine, bucket, starts, signal) : () => 0
  const last = page.rows.at(-1)
  return {
    rows: page.rows.map(sums =>
      toBalanceRow(sums, Math.max(lengthOf(sums.bucket_key), sums.longest_step_minutes)),
    ),
    hasMore: page.hasMore,
    last: last && { time_key: last.bucket_key, region_code: last.region_code },
  }
}

/** The first condition repeats the second in a form that an index range can use. */
const afterPosition = (after: BalancePosition | undefined): Sql =>
  after
    ? sql`WHERE b.bucket_key >= ${int(after.time_key)} AND (b.bucket_key > ${int(after.time_key)}
            OR (b.bucket_key = ${int(after.time_key)} AND b.region_code > ${text(after.region_code)}))`
    : none

function toBalanceRow(sums: Sums, stepMinutes: number): BalanceRow {
  const demand = -(sums.demand_mw_minutes ?? 0)
  const generation = sums.generation_mw_minutes ?? 0
  const exchange = sums.exchange_mw_minutes ?? 0
  const storage = sums.storage_mw_minutes ?? 0
  const isComplete =
    sums.unknown_count === 0 &&
    Math.min(sums.demand_minutes, sums.generation_minutes, sums.exchange_minutes) >= stepMinutes
  return {
    region_code: sums.region_code,
    interval_start_utc: new Date(sums.bucket_key * 900_000).toISOString(),
    step_minutes: stepMinutes,
    consumption_mw: meanMw(demand, sums.demand_minutes),
    production_mw: meanMw(generation, sums.generation_minutes),
    net_exchange_mw: meanMw(exchange, sums.exchange_minutes),
    storage_mw: meanMw(storage, sums.storage_minutes),
    consumption_mwh: energyMwh(demand, sums.demand_minutes),
    production_mwh: energyMwh(generation, sums.generation_minutes),
    net_exchange_mwh: energyMwh(exchange, sums.exchange_minutes),
    storage_mwh: energyMwh(storage, sums.storage_minutes),
    coverage_ratio: ratio(sums.demand_minutes, stepMinutes),
    vintage: vintageOfRank(sums.vintage_rank),
    quality: rowQuality(sums.suspect, isComplete),
  }
}
