/**
 * The quarantine of silver: rows and values that can't be trusted, one Parquet file per bronze object,
 * each with its reason and its address in bronze (object and row).
 */
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { literal } from './engine.ts'
import type { LoadRecord } from './load-record.ts'

const PREFIX = 'silver/quarantine/'

export const quarantineKey = (feedId: string, receptionId: string) =>
  `${PREFIX}${feedId}/${receptionId}.parquet`

export async function forgetQuarantine(lake: ObjectStore): Promise<void> {
  await mapAtOnce(await lake.list(PREFIX), key => lake.remove(key))
}

/** Write what the engine holds of some loads. */
export async function writeQuarantine(
  connection: DuckDBConnection,
  lake: ObjectStore,
  loads: readonly LoadRecord[],
  scratch: string,
): Promise<void> {
  const fileOf = (load: LoadRecord) => join(scratch, `${load.reception_id}.quarantine.parquet`)
  for (const load of loads) {
    await connection.run(`
    COPY (${quarantineRows(`b.batch_key = ${load.batch_key}`)})
    TO ${literal(fileOf(load))} (FORMAT parquet, COMPRESSION zstd)`)
  }
  await mapAtOnce(loads, load =>
    lake.replaceFromFile(quarantineKey(load.feed_id, load.reception_id), fileOf(load)),
  )
}

/** SQL text: the rows of quarantine files, in their order. */
export const quarantineRows = (condition: string) => `
  SELECT b.batch_key, q.source_row, q.scope, q.region_code, make_timestamp(q.time_key * 900000000::BIGINT) AS interval_start_utc,
    q.column_name, q.raw_value, q.reason_code
  FROM quarantined q JOIN batches b USING (part) WHERE ${condition}
  ORDER BY q.part, q.source_row, q.scope, q.column_name, q.reason_code`
