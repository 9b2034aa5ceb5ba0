/** When the newest stored run of each feed began. */
import { read, sql } from '../sql.ts'
import { type Warehouse, WarehouseUnavailableError } from '../warehouse.ts'

/** @returns ISO UTC by feed; empty when nothing has been loaded yet. */
export async function newestRuns(warehouse: Warehouse): Promise<ReadonlyMap<string, string>> {
  try {
    const rows = await warehouse.read(engine =>
      read(
        engine,
        { feed_id: 'text', newest: 'instant' },
        sql`SELECT feed_id, MAX(started_at) AS newest FROM feed_run GROUP BY feed_id`,
      ),
    )
    return new Map(rows.map(({ feed_id, newest }) => [feed_id, newest]))
  } catch (error) {
    if (error instanceof WarehouseUnavailableError) return new Map()
    throw error
  }
}
