/** Job: what a home holds, layer by layer, in words. */
import { listReceived } from '../bronze/bronze-store.ts'
import { FEEDS } from '../catalog/feeds.ts'
import { int, read, sql } from '../gold/sql.ts'
import { WarehouseUnavailableError } from '../gold/warehouse.ts'
import { listLoads } from '../silver/load-record.ts'
import { type Home, originOf } from './home.ts'

export async function describeStatus(home: Home): Promise<string> {
  const origin = await originOf(home.path)
  if (origin === undefined) return `home ${home.path}: empty\n`
  const received = (await Promise.all(FEEDS.map(feed => listReceived(home.lake, feed.feed_id)))).flat()
  const loads = await listLoads(home.lake)
  const silverFiles = await home.lake.list('silver/eco2mix_')
  const unreadable = loads.filter(load => load.error !== null)
  const bytes = received.reduce((sum, record) => sum + record.size_bytes, 0)
  return [
    `home ${home.path}: ${origin} data\n`,
    `bronze: ${received.length} publications, ${bytes} bytes as received; newest ${received.at(-1)?.fetched_at ?? 'none'}\n`,
    `silver: ${loads.length} loaded, ${received.length - loads.length} waiting, ${unreadable.length} unreadable; ${silverFiles.length} partitions\n`,
    await describeGold(home).catch(describeUnavailable),
  ].join('')
}

/** Before the first run there is no gold, and that is no failure of the question. */
function describeUnavailable(error: unknown): string {
  if (error instanceof WarehouseUnavailableError) return `gold: ${error.message}\n`
  throw error
}

async function describeGold({ warehouse }: Home): Promise<string> {
  const [row] = await warehouse.read(engine =>
    read(
      engine,
      { facts: 'int', first_key: 'quarter?', last_key: 'quarter?', revisions: 'int', quarantined: 'int' },
      sql`SELECT COUNT(*) AS facts, MIN(time_key) AS first_key, MAX(time_key) AS last_key,
            (SELECT COUNT(*) FROM fact_energy_flow_revision) AS revisions, (SELECT COUNT(*) FROM quarantine) AS quarantined
          FROM fact_energy_flow WHERE time_key >= ${int(0)}`,
    ),
  )
  if (!row) throw new TypeError('a count without a row')
  return `gold: ${row.facts} facts from ${row.first_key ?? '-'} to ${row.last_key ?? '-'}; ${row.revisions} revisions; ${row.quarantined} in quarantine\n`
}
