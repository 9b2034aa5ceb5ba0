/** What became of the rows of staged objects, counted, and the load records that say so. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { query } from './engine.ts'
import { batchKeyOf, type LoadRecord } from './load-record.ts'
import type { StagedObject } from './stage-objects.ts'

type Counts = Pick<
  LoadRecord,
  | 'rows_read'
  | 'rows_blank'
  | 'rows_loaded'
  | 'rows_duplicate'
  | 'rows_quarantined'
  | 'values_quarantined'
  | 'rows_missing'
> & {
  /** `time_key` of the newest interval with a measured demand; null when there is none. */
  readonly newest_measured_key: number | null
}
const NONE: Counts = {
  rows_read: 0,
  rows_blank: 0,
  rows_loaded: 0,
  rows_duplicate: 0,
  rows_quarantined: 0,
  values_quarantined: 0,
  rows_missing: 0,
  newest_measured_key: null,
}

/**
 * Counts of the staged parts, by part; expects `batches`. What is dated after its own fetch is a mistaken
 * date: it counts as loaded, not as measured.
 */
export async function countsByPart(connection: DuckDBConnection): Promise<ReadonlyMap<number, Counts>> {
  const rows = await query<Counts & { part: number }>(
    connection,
    `SELECT c.*, coalesce(a.rows_loaded, 0) AS rows_loaded, coalesce(q.rows_quarantined, 0) AS rows_quarantined,
       coalesce(q.values_quarantined, 0) AS values_quarantined, a.newest_measured_key
     FROM counted c
     LEFT JOIN (
       SELECT part, count(*) AS rows_loaded,
         max(time_key) FILTER (consumption_mw IS NOT NULL AND time_key * 900::BIGINT <= epoch(first_seen_at)) AS newest_measured_key
       FROM accepted JOIN batches USING (part) GROUP BY part) a USING (part)
     LEFT JOIN (SELECT part, count(*) FILTER (scope = 'row') AS rows_quarantined, count(*) FILTER (scope = 'value') AS values_quarantined
                FROM quarantined GROUP BY part) q USING (part)`,
  )
  return new Map(rows.map(({ part, ...counts }) => [part, counts]))
}

export function toLoadRecord(
  { record, parts, dataset, unknown_columns, error }: StagedObject,
  countsOf: ReadonlyMap<number, Counts>,
  partitions: readonly string[],
  isLate: boolean,
): LoadRecord {
  const { newest_measured_key, ...counts } = parts.reduce(
    (sum, part) => addCounts(sum, countsOf.get(part) ?? NONE),
    NONE,
  )
  return {
    feed_id: record.feed_id,
    dataset,
    bronze_path: record.path,
    bronze_sha256: record.sha256,
    reception_id: record.reception_id,
    batch_key: batchKeyOf(record.reception_id),
    file_name: record.file_name,
    fetched_at: record.fetched_at,
    is_simulated: record.is_simulated,
    ...counts,
    newest_measured_utc:
      newest_measured_key === null ? null : new Date(newest_measured_key * 900_000).toISOString(),
    unknown_columns: [...unknown_columns],
    partitions: [...partitions],
    is_late: isLate,
    error,
  }
}

function addCounts(a: Counts, b: Counts): Counts {
  return {
    rows_read: a.rows_read + b.rows_read,
    rows_blank: a.rows_blank + b.rows_blank,
    rows_loaded: a.rows_loaded + b.rows_loaded,
    rows_duplicate: a.rows_duplicate + b.rows_duplicate,
    rows_quarantined: a.rows_quarantined + b.rows_quarantined,
    values_quarantined: a.values_quarantined + b.values_quarantined,
    rows_missing: a.rows_missing + b.rows_missing,
    newest_measured_key: newestOf(a.newest_measured_key, b.newest_measured_key),
  }
}

const newestOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b)
