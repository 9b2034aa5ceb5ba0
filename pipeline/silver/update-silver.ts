/**
 * Brings silver up to date with bronze: stages the objects that have no load record yet, adds what they
 * say to the change logs, replaces the partitions that change, then writes the load records.
 *
 * Killed anywhere, the next run takes the same objects again and ends in the same files.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { type BronzeRecord, listReceivedKeys, readReceivedRecords } from '../bronze/bronze-store.ts'
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore, Version } from '../lake/object-store.ts'
import { createLog } from './change-log.ts'
import type { DocumentTable } from './document-table.ts'
import { eco2mixNational } from './eco2mix_national.ts'
import { eco2mixRegional } from './eco2mix_regional.ts'
import { query, withEngine } from './engine.ts'
import { forgetLanes } from './lanes.ts'
import { countsByPart, toLoadRecord } from './load-counts.ts'
import { loadDocuments } from './load-documents.ts'
import {
  batchKeyOf,
  forgetLoads,
  type LoadKey,
  type LoadRecord,
  listLoadKeys,
  readLoads,
  renameOlderRecords,
  writeLoad,
} from './load-record.ts'
import {
  existingPartitions,
  MONTH,
  monthOfPartition,
  type PartitionWriter,
  partitionKey,
  partitionOfMonth,
  partitionVersions,
  readPartitions,
  writePartitions,
} from './partitions.ts'
import { forgetQuarantine, writeQuarantine } from './quarantine.ts'
import { FORESIGHT_SECONDS } from './read-publications.ts'
import { regionArea } from './region_area.ts'
import { regionPopulation } from './region_population.ts'
import { measureColumns, type SilverTable } from './silver-table.ts'
import { createBatches, locateParts, type OnObject, type StagedObject, stageParts } from './stage-objects.ts'
import { weatherHourly } from './weather_hourly.ts'

const TABLES: readonly SilverTable[] = [eco2mixRegional, eco2mixNational]

/** Feeds that bring documents; all others bring tables of éCO2mix. */
const DOCUMENT_TABLES: ReadonlyMap<DocumentTable, readonly string[]> = new Map([
  [weatherHourly, ['open-meteo-forecast', 'open-meteo-archive']],
  [regionPopulation, ['region-register']],
  [regionArea, ['region-areas']],
])
const DOCUMENT_FEEDS = new Set([...DOCUMENT_TABLES.values()].flat())

/** There while silver is being remade; a run that finds it goes on remaking. */
const REBUILDING = 'silver/rebuilding'

export interface SilverUpdate {
  readonly loads: readonly LoadRecord[]
  readonly partitions_written: number
  readonly bytes_written: number
}

/** Told when an object has been read. */
export type OnProgress = (done: number, total: number, fileName: string) => void

export async function updateSilver(
  lake: ObjectStore,
  feedIds: readonly string[],
  onProgress: OnProgress = () => undefined,
): Promise<SilverUpdate> {
  const isRebuilding = (await lake.list(REBUILDING)).length > 0
  if (isRebuilding) {
    await forgetLoads(lake)
    await forgetQuarantine(lake)
  }
  await renameOlderRecords(lake)
  const loads = await listLoadKeys(lake)
  const fresh = await listFresh(lake, feedIds, loads)
  const done = new Set<string>()
  const onObject: OnObject = record => {
    // An archive is read entry by entry.
    done.add(record.reception_id)
    onProgress(done.size, fresh.length, record.file_name)
  }

  const update =
    fresh.length === 0 && !isRebuilding
      ? { loads: [], partitions_written: 0, bytes_written: 0 }
      : await withEngine((connection, scratch, connect) =>
          load({ connection, connect, lake, scratch, onObject }, fresh, loads, isRebuilding),
        )
  if (isRebuilding) await lake.remove(REBUILDING)
  return update
}

/**
 * Objects of all feeds that have no load record, in the order received; bytes that came through two feeds
 * count once. Names tell which those are: what it costs grows with what is new, not with the history.
 */
async function listFresh(
  lake: ObjectStore,
  feedIds: readonly string[],
  loads: readonly LoadKey[],
): Promise<readonly BronzeRecord[]> {
  const loaded = new Set(loads.map(load => load.reception_id))
  const received = (await Promise.all(feedIds.map(feedId => listReceivedKeys(lake, feedId)))).flat()
  const fresh = await readReceivedRecords(
    lake,
    received.filter(key => !loaded.has(key.reception_id)),
  )
  return [...Map.groupBy(fresh, record => record.reception_id).values()].flatMap(same => same.slice(0, 1))
}

/** Forget silver: the next update makes it anew from bronze. */
export async function forgetSilver(lake: ObjectStore): Promise<void> {
  await lake.replace(REBUILDING, new Uint8Array())
  await forgetLoads(lake)
}

interface Context extends PartitionWriter {
  readonly onObject: OnObject
}

async function load(
  context: Context,
  fresh: readonly BronzeRecord[],
  loads: readonly LoadKey[],
  isRebuilding: boolean,
): Promise<SilverUpdate> {
  const { connection, lake, scratch } = context
  const publications = fresh.filter(record => !DOCUMENT_FEEDS.has(record.feed_id))
  const { parts, unreadable } = await locateParts(connection, lake, publications, scratch)
  for (const { record } of unreadable) context.onObject(record)
  const updates: SilverUpdate[] = []
  for (const table of TABLES) {
    const ofTable = parts.filter(part => part.dataset === table.name)
    if (ofTable.length === 0 && !isRebuilding) continue
    const staged = await stageParts(connection, context.connect, table, ofTable, context.onObject)
    updates.push(await loadStaged(context, table, staged, loads, isRebuilding))
    await forgetLanes(connection)
  }
  for (const [table, feedIds] of DOCUMENT_TABLES) {
    const documents = fresh.filter(record => feedIds.includes(record.feed_id))
    if (documents.length === 0 && !isRebuilding) continue
    updates.push(await loadDocuments(context, table, documents, isRebuilding))
  }
  const records = [
    ...updates.flatMap(update => update.loads),
    ...unreadable.map(object => toLoadRecord(object, new Map(), [], false)),
  ]
  await mapAtOnce(records, record => writeLoad(lake, record))
  return {
    loads: records,
    partitions_written: updates.reduce((sum, update) => sum + update.partitions_written, 0),
    bytes_written: updates.reduce((sum, update) => sum + update.bytes_written, 0),
  }
}

/** Write what staged objects of one table say; their load records are for the caller to write. */
async function loadStaged(
  context: Context,
  table: SilverTable,
  staged: readonly StagedObject[],
  loads: readonly LoadKey[],
  isRebuilding: boolean,
): Promise<SilverUpdate> {
  const { connection, lake, scratch } = context
  await createBatches(connection, staged)
  const monthsOf = await monthsByPart(connection)
  const partitionsOf = partitionsByObject(staged, monthsOf)
  const later = await readLaterLoads(lake, staged, loads)
  const late = staged.filter(object => isLate(object, partitionsOf.get(object) ?? [], later))
  const counts = await countsByPart(connection)
  const records = staged.map(object =>
    toLoadRecord(object, counts, partitionsOf.get(object) ?? [], late.includes(object)),
  )
  const refusing = records.filter(record => record.rows_quarantined + record.values_quarantined > 0)
  await writeQuarantine(connection, lake, refusing, scratch)
  const standing = await partitionVersions(lake, table.name)
  const touched = [...new Set([...partitionsOf.values()].flat())]
  const isAllNew = await createPublished(context, table, {
    isRebuilding,
    standing,
    remade: [...new Set(late.flatMap(object => partitionsOf.get(object) ?? []))],
    touched,
    loads,
  })
  // A publication has one row of a region, interval and vintage: only another one of the same month can repeat it.
  const isRepublished = await createLog(connection, table, isAllNew && areApart([...monthsOf.values()]))
  const changed = isAllNew
    ? touched.map(monthOfPartition).toSorted((a, b) => a - b)
    : await changedMonths(connection)
  const known = { standing, isRepublished, isAllChanged: isAllNew }
  const bytes = await writePartitions(context, table, changed, known)
  if (isRebuilding) await removeOtherPartitions(lake, table, changed.map(partitionOfMonth))
  return { loads: records, partitions_written: changed.length, bytes_written: bytes }
}

/** Records of the objects fetched after the first of these: none, as a rule. */
async function readLaterLoads(
  lake: ObjectStore,
  staged: readonly StagedObject[],
  loads: readonly LoadKey[],
): Promise<readonly LoadRecord[]> {
  const [first] = staged.map(({ record }) => record.fetched_at).toSorted()
  return first === undefined
    ? []
    : readLoads(
        lake,
        loads.filter(load => load.fetched_at >= first),
      )
}

/** Whether silver holds news of the same partitions that were received after this object. */
function isLate(
  { record, dataset }: StagedObject,
  partitions: readonly string[],
  loads: readonly LoadRecord[],
): boolean {
  const batchKey = batchKeyOf(record.reception_id)
  return loads.some(
    load =>
      load.dataset === dataset &&
      (load.fetched_at > record.fetched_at ||
        (load.fetched_at === record.fetched_at && load.batch_key > batchKey)) &&
      load.partitions.some(partition => partitions.includes(partition)),
  )
}

/**
 * `published`: the rows of the publications and of the partitions they touch. Partitions that a late
 * object touches are not read but published again from every object that has rows in them.
 *
 * @returns whether there are no rows but those of the publications.
 */
async function createPublished(
  context: Context,
  table: SilverTable,
  state: {
    isRebuilding: boolean
    standing: ReadonlyMap<string, Version>
    remade: readonly string[]
    touched: readonly string[]
    loads: readonly LoadKey[]
  },
): Promise<boolean> {
  const { connection, lake } = context
  const columns = publishedColumns(table)
  const news = publishedNews(table)
  const keep = state.touched.filter(partition => !state.remade.includes(partition))
  const keys = state.isRebuilding
    ? []
    : keep.map(partition => partitionKey(table.name, partition)).filter(key => state.standing.has(key))
  if (keys.length === 0 && state.remade.length === 0) {
    await connection.run(`CREATE OR REPLACE TEMP VIEW published AS ${news}`)
    return true
  }
  await connection.run(`CREATE OR REPLACE TEMP TABLE published_rows AS ${news}`)
  await connection.run('CREATE OR REPLACE TEMP VIEW published AS SELECT * FROM published_rows')
  if (keys.length > 0) {
    const rows = await readPartitions(lake, keys)
    await connection.run(`INSERT INTO published_rows SELECT ${columns}, false, ${MONTH} FROM (${rows})`)
  }
  if (state.remade.length > 0) await publishAgain(context, table, state.remade, state.loads)
  return false
}

const publishedColumns = (table: SilverTable) =>
  `region_code, time_key, step_minutes, vintage_code, first_seen_at, batch_key, source_row, ${measureColumns(table).join(', ')}, missing_measures, quarantined_measures`

/** SQL text: what staged objects publish. */
export const publishedNews = (table: SilverTable) =>
  `SELECT ${publishedColumns(table)}, true AS is_new, ${MONTH} AS partition_month FROM accepted JOIN batches USING (part)`

async function publishAgain(
  { connection, connect, lake, scratch }: Context,
  table: SilverTable,
  remade: readonly string[],
  loads: readonly LoadKey[],
): Promise<void> {
  const first = earliestFetchOf(remade)
  const possible = await readLoads(
    lake,
    loads.filter(load => load.fetched_at >= first),
  )
  const touching = possible.filter(
    load => load.dataset === table.name && load.partitions.some(partition => remade.includes(partition)),
  )
  const records = await readReceivedRecords(lake, touching)
  const { parts } = await locateParts(connection, lake, records, scratch)
  const staged = await stageParts(
    connection,
    connect,
    table,
    parts.filter(part => part.dataset === table.name),
    () => undefined,
  )
  await createBatches(connection, staged)
  await connection.run(`
    INSERT INTO published_rows
    SELECT * FROM (${publishedNews(table)})
    WHERE partition_month IN (${remade.map(monthOfPartition).join(', ')})`)
}

/** When the first object can have been fetched that has rows in one of the partitions: none knows the future. */
function earliestFetchOf(partitions: readonly string[]): string {
  const month = Math.min(...partitions.map(monthOfPartition))
  const start = Date.UTC(Math.floor(month / 100), (month % 100) - 1)
  return new Date(start - FORESIGHT_SECONDS * 1000).toISOString()
}

/** Months whose rows are not those of their file. */
async function changedMonths(connection: DuckDBConnection): Promise<readonly number[]> {
  const rows = await query<{ partition_month: number }>(
    connection,
    `SELECT partition_month FROM log WHERE is_new GROUP BY partition_month
     UNION
     SELECT partition_month FROM (
       SELECT p.partition_month, p.old, coalesce(l.old, 0) AS kept
       FROM (SELECT partition_month, count(*) AS old FROM published WHERE NOT is_new GROUP BY partition_month) p
       LEFT JOIN (SELECT partition_month, count(*) AS old FROM log WHERE NOT is_new GROUP BY partition_month) l USING (partition_month))
     WHERE kept < old ORDER BY 1`,
  )
  return rows.map(row => row.partition_month)
}

async function removeOtherPartitions(
  lake: ObjectStore,
  table: SilverTable,
  kept: readonly string[],
): Promise<void> {
  const keep = new Set(await existingPartitions(lake, table.name, kept))
  const others = (await existingPartitions(lake, table.name)).filter(key => !keep.has(key))
  await mapAtOnce(others, key => lake.remove(key))
}

/** Months that the rows of each part fall into, in their order. */
async function monthsByPart(connection: DuckDBConnection): Promise<ReadonlyMap<number, readonly number[]>> {
  const rows = await query<{ part: number; partition_month: number }>(
    connection,
    `SELECT DISTINCT part, ${MONTH} AS partition_month FROM accepted ORDER BY 1, 2`,
  )
  const byPart = Map.groupBy(rows, row => row.part)
  return new Map([...byPart].map(([part, ofPart]) => [part, ofPart.map(row => row.partition_month)]))
}

function partitionsByObject(
  staged: readonly StagedObject[],
  monthsOf: ReadonlyMap<number, readonly number[]>,
): ReadonlyMap<StagedObject, readonly string[]> {
  const partitions = ({ parts }: StagedObject) =>
    [...new Set(parts.flatMap(part => monthsOf.get(part) ?? []))].map(partitionOfMonth)
  return new Map(staged.map(object => [object, partitions(object)]))
}

/** Whether no month is in two of these lists. */
function areApart(lists: readonly (readonly number[])[]): boolean {
  const months = lists.flat()
  return new Set(months).size === months.length
}
