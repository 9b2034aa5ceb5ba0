/**
 * Source: a table or query in a PostgreSQL or SQL Server database of the user.
 *
 * MW, quarter- and half-hours, as the owner keeps them, under the column names of ODRÉ or of silver. Each
 * fetch reads the rows whose watermark is not smaller than the largest seen less the look-back, so that
 * late rows and changed ones come again. The largest seen stands in the bronze record of the newest
 * publication: there is no other state. The window of a run is not looked at.
 * Licence: set by the owner of the database.
 */
import { listReceived, storeReceived } from '../bronze/bronze-store.ts'
import { PersonalDataError, refuseMeterLevelData } from '../bronze/privacy-guard.ts'
import { FEEDS } from '../catalog/feeds.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { type Connector, type FetchContext, FetchError, type Fetched } from './connector.ts'
import { openPostgreSql } from './postgresql-session.ts'
import { checkColumns, type SqlLayout } from './sql-columns.ts'
import { toFetchError } from './sql-errors.ts'
import type { SqlPatience, SqlSession, SqlSince } from './sql-session.ts'
import type { SqlSourceConfig } from './sql-source-config.ts'
import { openSpool, readSpooled, type SpooledPublication } from './sql-spool.ts'
import { openSqlServer } from './sqlserver-session.ts'

const SQL_FEED = 'sql-source'

export interface SqlSourceLimits extends SqlPatience {
  /** More rows than this make several publications. */
  readonly publicationRows: number
}

export const SQL_SOURCE_LIMITS: SqlSourceLimits = {
  connectMs: 15_000,
  statementMs: 120_000,
  closeMs: 2_000,
  batchRows: 2_000,
  publicationRows: 50_000,
}

/** Where the bronze record of a publication keeps the largest watermark of its rows. */
const WATERMARK_HEADER = 'watermark'

export const openSqlSource = (config: SqlSourceConfig, limits = SQL_SOURCE_LIMITS): Connector => ({
  feed_id: SQL_FEED,
  async fetch(_window, context) {
    const progress = { rows: 0 }
    try {
      const publications = await readAll(config, limits, context, progress)
      return { calls: 1, ...publications, quota: null }
    } catch (error) {
      context.signal?.throwIfAborted()
      if (error instanceof PersonalDataError)
        throw new FetchError('personal-data', error.message, { calls: 1 })
      throw toFetchError(error, config, progress.rows > 0)
    }
  },
})

async function readAll(
  config: SqlSourceConfig,
  limits: SqlSourceLimits,
  context: FetchContext,
  progress: { rows: number },
): Promise<Pick<Fetched, 'bytes' | 'publications'>> {
  const seen = await largestSeen(context.lake, config)
  const session = await openSession(config, limits, context.signal)
  try {
    const layout = checkColumns(config, await session.columns())
    const spool = await openSpool(limits.publicationRows)
    try {
      await session.read(layout.columns, layout.watermark, since(config, layout, seen), async rows => {
        progress.rows += rows.length
        await spool.add(rows.map(row => layout.toPublished(row)))
      })
      return await storeAll(await spool.finish(), config, context)
    } finally {
      await spool.remove()
    }
  } finally {
    await session.close()
  }
}

function openSession(
  config: SqlSourceConfig,
  limits: SqlPatience,
  signal: AbortSignal | undefined,
): Promise<SqlSession> {
  signal?.throwIfAborted()
  return config.engine === 'postgresql'
    ? openPostgreSql(config, limits, signal)
    : openSqlServer(config, limits, signal)
}

/** The largest watermark of the newest publication that came from the same table or query. */
async function largestSeen(lake: ObjectStore, config: SqlSourceConfig): Promise<string | undefined> {
  const received = await listReceived(lake, SQL_FEED)
  return received
    .map(({ request }) => (request?.url === config.publicUrl ? request.headers[WATERMARK_HEADER] : undefined))
    .findLast(watermark => watermark !== undefined)
}

function since(
  config: SqlSourceConfig,
  { watermark }: SqlLayout,
  seen: string | undefined,
): SqlSince | undefined {
  if (seen === undefined) return undefined
  const hours = FEEDS.find(feed => feed.feed_id === SQL_FEED)?.look_back_hours ?? 0
  const lookBack = config.lookBack ?? (watermark.kind === 'integer' ? undefined : hours)
  if (lookBack === undefined) throw new TypeError('a number as watermark without a look-back')
  return { watermark: seen, lookBack }
}

/** None is stored before all are seen to hold no data of persons. */
async function storeAll(
  spooled: readonly SpooledPublication[],
  config: SqlSourceConfig,
  { lake, now, isSimulated }: FetchContext,
): Promise<Pick<Fetched, 'bytes' | 'publications'>> {
  const fileName = `${'table' in config.from ? config.from.table.join('.') : 'query'}.json`
  for (const publication of spooled) await refuseMeterLevelData(fileName, await readSpooled(publication))
  const publications: Awaited<ReturnType<typeof storeReceived>>[] = []
  let bytes = 0
  const fetchedAt = now().getTime()
  for (const publication of spooled) {
    const body = await readSpooled(publication)
    bytes += body.byteLength
    publications.push(
      await storeReceived(lake, {
        feed_id: SQL_FEED,
        file_name: fileName,
        bytes: body,
        // Each has a moment of its own: later rows replace earlier ones.
        fetched_at: new Date(fetchedAt + publications.length),
        is_simulated: isSimulated,
        request: {
          url: config.publicUrl,
          status: 200,
          headers: {
            'content-type': 'application/json',
            ...(publication.watermark !== undefined && { [WATERMARK_HEADER]: publication.watermark }),
          },
        },
      }),
    )
  }
  return { bytes, publications }
}
