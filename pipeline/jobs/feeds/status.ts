/** Job: what a home holds, layer by layer, in words. */
import { listReceived } from '../../bronze/bronze-store.ts'
import { FEEDS } from '../../catalog/feeds.ts'
import { type FeedRow, readFeeds } from '../../gold/queries/feeds.ts'
import { int, read, sql } from '../../gold/sql.ts'
import { WarehouseUnavailableError } from '../../gold/warehouse.ts'
import { listLoads } from '../../silver/load-record.ts'
import { describePlace, type Home, originOf } from '../home.ts'
import { toTable } from '../text-table.ts'

export async function describeStatus(home: Home, now: Date): Promise<string> {
  const origin = await originOf(home)
  if (origin === undefined) return `${describePlace(home)}: empty\n`
  const received = (await Promise.all(FEEDS.map(feed => listReceived(home.lake, feed.feed_id))))
    .flat()
    .toSorted((a, b) => (a.fetched_at < b.fetched_at ? -1 : 1))
  const loads = await listLoads(home.lake)
  const silverFiles = (await home.lake.list('silver/')).filter(key => key.endsWith('/part.parquet'))
  const unreadable = loads.filter(load => load.error !== null)
  const bytes = received.reduce((sum, record) => sum + record.size_bytes, 0)
  return [
    `${describePlace(home)}: ${origin} data\n`,
    `bronze: ${received.length} publications, ${bytes} bytes as received; newest ${received.at(-1)?.fetched_at ?? 'none'}\n`,
    `silver: ${loads.length} loaded, ${received.length - loads.length} waiting, ${unreadable.length} unreadable; ${silverFiles.length} partitions\n`,
    await describeLoaded(home, now).catch(describeUnavailable),
  ].join('')
}

/** Before the first run there is no gold, and that is no failure of the question. */
function describeUnavailable(error: unknown): string {
  if (error instanceof WarehouseUnavailableError) return `gold: ${error.message}\n`
  throw error
}

async function describeLoaded(home: Home, now: Date): Promise<string> {
  return `${await describeGold(home)}${await describeFeeds(home, now)}`
}

/** Feeds that nobody has fetched are left out, unless none has been. */
async function describeFeeds({ warehouse }: Home, now: Date): Promise<string> {
  const feeds = await warehouse.read(engine => readFeeds(engine, now))
  const fetched = feeds.filter(({ last_run }) => last_run !== null)
  if (fetched.length === 0) return 'feeds: none fetched yet\n'
  const lines = fetched.flatMap(feed => [
    [
      feed.feed_id,
      feed.state,
      feed.newest_measured_utc ? `${feed.newest_measured_utc.slice(0, 16)}Z` : '-',
      minutes(feed.publisher_lag_minutes),
      minutes(feed.our_lag_minutes),
      feed.sentence_en,
    ],
  ])
  const heads = ['feed', 'state', 'measured until', 'their lag', 'our lag', '']
  return `\n${toTable([heads, ...lines])}${fetched.map(describeLastError).join('')}`
}

const minutes = (lag: number | null) => (lag === null ? '-' : `${lag} min`)

/** Of feeds that fail now: what went wrong the last time, in the words of the run. */
const describeLastError = ({ feed_id, failures_in_a_row, last_error }: FeedRow) =>
  failures_in_a_row > 0 && last_error
    ? `last error of ${feed_id}, ${last_error.at.slice(0, 16)}Z: ${last_error.message}\n`
    : ''

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
