/** What loads say of themselves, as rows of gold: load batches, and what was refused. */
import type { ObjectStore } from '../lake/object-store.ts'
import type { LoadRecord } from '../silver/load-record.ts'
import { quarantineKey } from '../silver/quarantine.ts'

/** A row of `load_batch`; instants are ISO text without a zone, in UTC. */
export function toBatchRow({ partitions: _partitions, is_late: _isLate, ...load }: LoadRecord) {
  return {
    ...load,
    fetched_at: load.fetched_at.replace('Z', ''),
    newest_measured_utc: load.newest_measured_utc?.replace('Z', '') ?? null,
    unknown_columns: load.unknown_columns.join(', '),
  }
}

/** SQL text: the rows that loads refused, in the columns of `quarantine`; undefined when there are none. */
export async function quarantinedRows(
  lake: ObjectStore,
  loads: readonly LoadRecord[],
): Promise<string | undefined> {
  const files = await Promise.all(
    loads
      .filter(load => load.rows_quarantined + load.values_quarantined > 0)
      .map(load => lake.localPath(quarantineKey(load.feed_id, load.bronze_sha256))),
  )
  if (files.length === 0) return undefined
  const list = files.map(file => `'${file.replaceAll("'", "''")}'`).join(', ')
  return `SELECT * FROM read_parquet([${list}], hive_partitioning = false)`
}
