/** What loads say of themselves, as rows of gold: load batches, and what was refused. */
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { literal } from '../silver/engine.ts'
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
  const quarantined = loads.filter(load => load.rows_quarantined + load.values_quarantined > 0)
  const files = await mapAtOnce(quarantined, load =>
    lake.localPath(quarantineKey(load.feed_id, load.reception_id)),
  )
  if (files.length === 0) return undefined
  const list = files.map(literal).join(', ')
  return `SELECT * FROM read_parquet([${list}], hive_partitioning = false)`
}
