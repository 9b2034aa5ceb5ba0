/** What an update of the layers tells: how much was done, how far gold is behind bronze, which checks failed. */
import { listReceivedKeys, readReceivedRecords } from '../../bronze/bronze-store.ts'
import { FEEDS } from '../../catalog/feeds.ts'
import type { GoldUpdate } from '../../gold/gold-update.ts'
import { readQualityResults } from '../../gold/queries/quality-results.ts'
import { read, sql } from '../../gold/sql.ts'
import { type Warehouse, WarehouseUnavailableError } from '../../gold/warehouse.ts'
import type { ObjectStore } from '../../lake/object-store.ts'
import { listLoadKeys } from '../../silver/load-record.ts'
import type { SilverUpdate } from '../../silver/update-silver.ts'
import type { Telemetry } from '../../telemetry/telemetry.ts'
import { minutesBetween } from '../feeds/run-events.ts'

export function tellSilver(telemetry: Telemetry, silver: SilverUpdate, duration_ms: number): void {
  const { loads, partitions_written } = silver
  telemetry.emit('silver.updated', { loads: loads.length, partitions_written, duration_ms })
}

interface Layers {
  readonly lake: ObjectStore
  readonly warehouse: Warehouse
  readonly telemetry: Telemetry
}

/** Costs a listing of bronze and two small queries: only where someone hears it. */
export async function tellGold(
  { lake, warehouse, telemetry }: Layers,
  gold: GoldUpdate,
  duration_ms: number,
): Promise<void> {
  if (!telemetry.isHeard) return
  const gold_newest_at = await newestInGold(warehouse)
  const bronze_newest_at = await newestInBronze(lake)
  telemetry.emit('gold.updated', {
    facts_inserted: gold.facts_inserted,
    facts_replaced: gold.facts_deleted,
    bronze_newest_at,
    gold_newest_at,
    behind_minutes: minutesBetween(gold_newest_at, bronze_newest_at),
    duration_ms,
  })
  // Checks are made again only where gold changed.
  if (gold.batches > 0) await tellChecks(warehouse, telemetry)
}

async function tellChecks(warehouse: Warehouse, telemetry: Telemetry): Promise<void> {
  for (const { check_name, severity, passed } of await warehouse.read(readQualityResults)) {
    if (!passed) telemetry.emit('quality.check.failed', { check: check_name, severity })
  }
}

/** When the newest publication that gold has loaded was fetched; null before the first. */
async function newestInGold(warehouse: Warehouse): Promise<string | null> {
  try {
    const [row] = await warehouse.read(engine =>
      read(engine, { newest: 'instant?' }, sql`SELECT MAX(fetched_at) AS newest FROM load_batch`),
    )
    return row?.newest ?? null
  } catch (error) {
    if (error instanceof WarehouseUnavailableError) return null
    throw error
  }
}

/** The same of bronze. What silver has loaded is told by names; only what came since is read. */
async function newestInBronze(lake: ObjectStore): Promise<string | null> {
  const loads = await listLoadKeys(lake)
  const loaded = new Set(loads.map(load => load.reception_id))
  const received = await Promise.all(FEEDS.map(({ feed_id }) => listReceivedKeys(lake, feed_id)))
  const fresh = await readReceivedRecords(
    lake,
    received.flat().filter(({ reception_id }) => !loaded.has(reception_id)),
  )
  return [...loads, ...fresh].map(({ fetched_at }) => fetched_at).reduce(later, null)
}

const later = (a: string | null, b: string): string => (a === null || b > a ? b : a)
