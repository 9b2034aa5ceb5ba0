/** What state the data is in: how far it reaches, where it comes from, and a tag that changes with it. */
import { type Engine, int, type Parameter, read, type Sql, sql } from '../sql.ts'
import { flowsKnown, IS_UNKNOWN } from './flow.ts'

export interface Watermark {
  /** Start of the newest interval with a measured value, as `time_key`; null while there is none. */
  readonly watermark_key: number | null
  /** End of that interval, as `time_key`. */
  readonly end_key: number | null
}

export interface DataState extends Watermark {
  readonly is_simulated: boolean
  readonly batch_count: number
  /** Changes whenever an answer could. */
  readonly version: string
}

const COUNTS = {
  newest_key: 'int?',
  batch_count: 'int',
  simulated_count: 'int?',
  loaded_count: 'int?',
  check_count: 'int',
  violation_count: 'int?',
  newest_issue: 'instant?',
  oldest_issue: 'instant?',
  score_count: 'int',
} as const

/** Costs a few milliseconds, whatever the length of the history. */
export async function readDataState(engine: Engine, signal?: AbortSignal): Promise<DataState> {
  const [counts] = await read(
    engine,
    COUNTS,
    sql`SELECT f.newest_key, b.batch_count, b.simulated_count, b.loaded_count, q.check_count, q.violation_count,
          i.newest_issue, i.oldest_issue, s.score_count
        FROM (SELECT MAX(time_key) AS newest_key FROM fact_energy_flow) f
        CROSS JOIN (
          SELECT COUNT(*) AS batch_count, SUM(CASE WHEN is_simulated = 1 THEN 1 ELSE 0 END) AS simulated_count,
            SUM(CAST(rows_loaded AS bigint)) AS loaded_count
          FROM load_batch) b
        CROSS JOIN (
          SELECT COUNT(*) AS check_count, SUM(violation_count + rows_checked) AS violation_count
          FROM quality_result) q
        CROSS JOIN (${issuesOf(engine)}) i
        CROSS JOIN (${scoresOf(engine)}) s`,
    signal,
  )
  if (!counts) throw new RangeError('data state: the query returned no row')
  const newest = counts.newest_key === null ? null : await newestMeasured(engine, counts.newest_key, signal)
  return {
    ...watermarkOf(newest),
    is_simulated: (counts.simulated_count ?? 0) > 0,
    batch_count: counts.batch_count,
    version: [newest?.time_key, ...Object.values(counts)].join('.'),
  }
}

/** Issues come one after the other, and the scores of a day at once: what is stored is never changed. */
function issuesOf(engine: Engine): Sql {
  if (engine.lacks.has('forecast')) return sql`SELECT NULL AS newest_issue, NULL AS oldest_issue`
  return sql`SELECT MAX(issued_at) AS newest_issue, MIN(issued_at) AS oldest_issue FROM forecast`
}

function scoresOf(engine: Engine): Sql {
  if (engine.lacks.has('forecast_score')) return sql`SELECT 0 AS score_count`
  return sql`SELECT COUNT(*) AS score_count FROM forecast_score`
}

/** How far the data reached as it was known at an instant, epoch milliseconds. */
export async function readWatermarkAsOf(
  engine: Engine,
  asOf: number,
  signal?: AbortSignal,
): Promise<Watermark> {
  const twoDaysBefore = Math.floor(asOf / 900_000) - 192
  const newest =
    (await lastMeasuredSince(engine, int(twoDaysBefore), asOf, signal)) ??
    (await lastMeasuredSince(engine, int(0), asOf, signal))
  return watermarkOf(newest)
}

const watermarkOf = (newest: { time_key: number; step_minutes: number } | null): Watermark => ({
  watermark_key: newest?.time_key ?? null,
  end_key: newest && newest.time_key + Math.ceil(newest.step_minutes / 15),
})

/**
 * Almost always within the last day of facts, which the engine finds by the order they lie in; a search
 * without that bound reads the whole history.
 */
async function newestMeasured(engine: Engine, newestKey: number, signal?: AbortSignal) {
  return (
    (await lastMeasuredSince(engine, int(newestKey - 96), undefined, signal)) ??
    (await lastMeasuredSince(engine, sql`(SELECT MIN(time_key) FROM fact_energy_flow)`, undefined, signal))
  )
}

async function lastMeasuredSince(
  engine: Engine,
  first: Parameter | Sql,
  asOf: number | undefined,
  signal?: AbortSignal,
) {
  const [row] = await read(
    engine,
    { time_key: 'int', step_minutes: 'int' },
    sql`SELECT f.time_key, f.step_minutes
        FROM ${flowsKnown(asOf)} f
        WHERE f.time_key >= ${first} AND NOT (${IS_UNKNOWN})
        ORDER BY f.time_key DESC, f.step_minutes DESC
        OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`,
    signal,
  )
  return row ?? null
}
