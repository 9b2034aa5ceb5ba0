/**
 * What became of one bronze object in silver. Written last, so an object whose record is missing has
 * not been loaded, or not wholly: it is taken again, which changes nothing that was there.
 */
import { z } from 'zod'
import type { ObjectStore } from '../lake/object-store.ts'

const PREFIX = 'silver/loads/'

const LoadRecord = z.object({
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
export type LoadRecord = Readonly<z.infer<typeof LoadRecord>>

/** 52 bits of the sha256: the same object has the same key in every rebuild, and JavaScript holds it exactly. */
export const batchKeyOf = (sha256: string): number => Number.parseInt(sha256.slice(0, 13), 16)

/** The records of one feed or of all, in the order the objects were received. */
export async function listLoads(lake: ObjectStore, feedId?: string): Promise<readonly LoadRecord[]> {
  const keys = await lake.list(feedId === undefined ? PREFIX : `${PREFIX}${feedId}/`)
  const records = await Promise.all(
    keys.map(async key => LoadRecord.parse(JSON.parse(new TextDecoder().decode(await lake.read(key))))),
  )
  return records.toSorted(
    (a, b) => compareText(a.fetched_at, b.fetched_at) || compareText(a.bronze_sha256, b.bronze_sha256),
  )
}

export async function writeLoad(lake: ObjectStore, record: LoadRecord): Promise<void> {
  await lake.replace(keyOf(record), new TextEncoder().encode(`${JSON.stringify(record, null, 2)}\n`))
}

export async function forgetLoads(lake: ObjectStore): Promise<void> {
  for (const key of await lake.list(PREFIX)) await lake.remove(key)
}

const keyOf = ({ feed_id, bronze_sha256 }: LoadRecord) => `${PREFIX}${feed_id}/${bronze_sha256}.json`

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
