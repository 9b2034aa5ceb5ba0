/** Populations and areas that publications told, as steps of the history of `dim_region`. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { parisDateTime } from '../catalog/paris-calendar.ts'
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { existingPartitions } from '../silver/partitions.ts'
import type { RegionFigure } from './dim_region.ts'

/** Each table has one feed. */
const TABLES = [
  { table: 'region_population', column: 'population', feed_id: 'region-register' },
  { table: 'region_area', column: 'area_km2', feed_id: 'region-areas' },
] as const

/** All of them, in the order they were first fetched: a few rows a year. */
export async function readRegionFigures(
  connection: DuckDBConnection,
  lake: ObjectStore,
): Promise<readonly RegionFigure[]> {
  const told: (RegionFigure & { readonly epoch_ms: number })[] = []
  for (const { table, column, feed_id } of TABLES) {
    const keys = await existingPartitions(lake, table)
    if (keys.length === 0) continue
    const paths = await mapAtOnce(keys, key => lake.localPath(key))
    const list = paths.map(path => `'${path.replaceAll("'", "''")}'`).join(', ')
    const reader = await connection.runAndReadAll(
      `SELECT region_code, ${column} AS value, epoch_ms(first_seen_at) AS epoch_ms
       FROM read_parquet([${list}], hive_partitioning = false)`,
    )
    for (const row of reader.getRowObjects()) {
      const epoch_ms = Number(row.epoch_ms)
      told.push({
        region_code: String(row.region_code),
        column,
        value: Number(row.value),
        local_date: parisDateTime(Math.floor(epoch_ms / 1000)).local_date,
        feed_id,
        epoch_ms,
      })
    }
  }
  return told.toSorted((a, b) => a.epoch_ms - b.epoch_ms || compareText(a.region_code, b.region_code))
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
