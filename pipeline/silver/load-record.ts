/**
 * What became of one bronze object in silver. Written last, so an object whose record is missing has
 * not been loaded, or not wholly: it is taken again, which changes nothing that was there.
 *
 * `silver/loads/<feed>/<fetched-at>-<newest measured>-<reception id>.json`: the name tells which object was
 * loaded, when it was fetched and how far it reaches, so that an update reads the few records it needs and
 * not those of all the years.
 */
import { z } from 'zod'
import { mapAtOnce } from '../lake/at-once.ts'
import type { ObjectStore } from '../lake/object-store.ts'

const PREFIX = 'silver/loads/'

const LoadRecord = z
  .object({
    feed_id: z.string(),
    dataset: z.enum([
      'eco2mix_regional',
      'eco2mix_national',
      'weather_hourly',
      'region_population',
      'region_area',
      'unreadable',
    ]),
    bronze_path: z.string(),
    bronze_sha256: z.string(),
    /** Of the bronze record. Records of an earlier version don't tell: bytes had one moment then. */
    reception_id: z.string().optional(),
    batch_key: z.int(),
    file_name: z.string(),
    fetched_at: z.iso.datetime(),
    is_simulated: z.boolean(),
    rows_read: z.int().nonnegative(),
    rows_blank: z.int().nonnegative(),
    rows_loaded: z.int().nonnegative(),
    rows_duplicate: z.int().nonnegative(),
    rows_quarantined: z.int().nonnegative(),
    values_quarantined: z.int().nonnegative(),
    /** Regions × instants that a whole publication of the same would also hold. */
    rows_missing: z.int().nonnegative(),
    /**
     * Start of the newest interval with a measured value in what the object says, never after it was
     * fetched; null when it says none. Records of an earlier version don't tell.
     */
    newest_measured_utc: z.iso.datetime().nullable().default(null),
    unknown_columns: z.array(z.string()),
    /** Partitions its rows fall into, `year=2017/month=9`. */
    partitions: z.array(z.string()),
    /** Fetched before something that was loaded already: its partitions were made anew. */
    is_late: z.boolean(),
    /** Why the object could not be read at all; null when it was. */
    error: z.string().nullable(),
  })
  .transform(record => ({ ...record, reception_id: record.reception_id ?? record.bronze_sha256 }))
export type LoadRecord = Readonly<z.infer<typeof LoadRecord>>

/** 52 bits of the reception id: the same object has the same key in every rebuild, and JavaScript holds it exactly. */
export const batchKeyOf = (receptionId: string): number => Number.parseInt(receptionId.slice(0, 13), 16)

/** What the name of a record tells, so that most need not be read. */
export interface LoadKey {
  readonly key: string
  readonly reception_id: string
  readonly batch_key: number
  /** When the object was fetched, ISO UTC; beyond any moment where the name does not tell. */
  readonly fetched_at: string
  readonly newest_measured_utc: string | null
}

/** Where the records of one feed or of all stand, in the order the objects were received. Reads none. */
export async function listLoadKeys(lake: ObjectStore, feedId?: string): Promise<readonly LoadKey[]> {
  const keys = (await lake.list(feedId === undefined ? PREFIX : `${PREFIX}${feedId}/`)).map(toLoadKey)
  return keys.toSorted(inOrderReceived)
}

/** All records, in the order the objects were received. */
export async function listLoads(lake: ObjectStore): Promise<readonly LoadRecord[]> {
  const records = await readLoads(lake, await listLoadKeys(lake))
  return records.toSorted(inOrderReceived)
}

export async function readLoads(lake: ObjectStore, keys: readonly LoadKey[]): Promise<readonly LoadRecord[]> {
  return mapAtOnce(keys, ({ key }) => readLoad(lake, key))
}

async function readLoad(lake: ObjectStore, key: string): Promise<LoadRecord> {
  return LoadRecord.parse(JSON.parse(new TextDecoder().decode(await lake.read(key))))
}

export async function writeLoad(lake: ObjectStore, record: LoadRecord): Promise<void> {
  await lake.replace(keyOf(record), new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`))
}

export async function forgetLoads(lake: ObjectStore): Promise<void> {
  await mapAtOnce(await lake.list(PREFIX), key => lake.remove(key))
}

function keyOf({ feed_id, reception_id, fetched_at, newest_measured_utc }: LoadRecord): string {
  const newest = newest_measured_utc === null ? 'none' : `${newest_measured_utc.slice(0, 16)}Z`
  return `${PREFIX}${feed_id}/${`${fetched_at}-${newest}`.replaceAll(':', '-')}-${reception_id}.json`
}

/** `2026-06-01T10-05-00.000Z-2026-06-01T09-45Z-<reception id>.json`; an earlier version named the id alone. */
const NAME =
  /\/(?:(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-([\d.]+Z)-(?:none|(\d{4}-\d\d-\d\dT\d\d)-(\d\d)Z)-)?([0-9a-f]{64})\.json$/
const UNTOLD = '9999-12-31T23:59:59.999Z'

function toLoadKey(key: string): LoadKey {
  const [, hour, minute, second, newestHour, newestMinute, reception_id] = NAME.exec(key) ?? []
  if (reception_id === undefined) {
    throw new RangeError(`load record ${key}: expected <fetched-at>-<newest measured>-<reception id>.json`)
  }
  return {
    key,
    reception_id,
    batch_key: batchKeyOf(reception_id),
    fetched_at: hour === undefined ? UNTOLD : `${hour}:${minute}:${second}`,
    newest_measured_utc: newestHour === undefined ? null : `${newestHour}:${newestMinute}:00.000Z`,
  }
}

/** Give records of an earlier version names that tell the moment. Cut off half-way, the next call goes on. */
export async function renameOlderRecords(lake: ObjectStore): Promise<void> {
  for (const { key, fetched_at } of await listLoadKeys(lake)) {
    if (fetched_at !== UNTOLD) continue
    await writeLoad(lake, await readLoad(lake, key))
    await lake.remove(key)
  }
}

const inOrderReceived = (
  a: { fetched_at: string; reception_id: string },
  b: { fetched_at: string; reception_id: string },
) => compareText(a.fetched_at, b.fetched_at) || compareText(a.reception_id, b.reception_id)

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
