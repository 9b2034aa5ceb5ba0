import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLocalDisk } from '../lake/local-disk.ts'
import type { ObjectStore } from '../lake/object-store.ts'
import { type FeedRun, NOTHING_CAME, newestRunKeys, recordRun, runKeysSince } from './feed-runs.ts'

const FEED = 'eco2mix-regional-realtime'
const NOW = new Date('2026-03-01T12:00:00Z')

let root: string
let lake: ObjectStore
/** Prefixes that were listed, and how many keys each gave. */
let listed: [prefix: string, keys: number][]
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'grid-runs-'))
  const disk = openLocalDisk(root)
  listed = []
  lake = {
    ...disk,
    async list(prefix) {
      const keys = await disk.list(prefix)
      listed.push([prefix, keys.length])
      return keys
    },
  }
})
afterEach(() => rm(root, { recursive: true }))

const runAt = (started_at: string): FeedRun => ({
  feed_id: FEED,
  trigger: 'schedule',
  window_from: null,
  window_to: null,
  started_at,
  finished_at: started_at,
  outcome: 'unchanged',
  error_code: null,
  error_message: null,
  ...NOTHING_CAME,
  calls: 1,
  is_simulated: false,
})

const STARTS = [
  '2016-01-01T00:05:00.000Z',
  '2025-12-31T23:50:00.000Z',
  '2026-02-28T23:50:00.000Z',
  '2026-03-01T00:05:00.000Z',
  '2026-03-01T11:50:00.000Z',
]
const startOf = (key: string) =>
  key.slice(-'2026-03-01T00-05-00.000Z.json'.length, -'.json'.length).replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:')

describe('the newest runs of a feed', () => {
  beforeEach(async () => {
    for (const start of STARTS) await recordRun(lake, runAt(start))
  })

  it('come newest first, over the end of a month and of a year, each once', async () => {
    const keys = await Array.fromAsync(newestRunKeys(lake, FEED, NOW))
    expect(keys.map(startOf)).toEqual(STARTS.toReversed())
  })

  it('cost one call that lists a month, where one looks no further, however old the lake is', async () => {
    for await (const key of newestRunKeys(lake, FEED, NOW)) {
      expect(startOf(key)).toBe(STARTS.at(-1))
      break
    }
    expect(listed).toEqual([[`runs/${FEED}/2026/03/`, 2]])
  })

  it('since a moment, itself included, are found in the months they lie in', async () => {
    const keys = await runKeysSince(lake, FEED, new Date('2026-03-01T00:05:00.000Z'), NOW)
    expect(keys.map(startOf)).toEqual(STARTS.slice(3).toReversed())
    expect(listed).toEqual([
      [`runs/${FEED}/2026/03/`, 2],
      [`runs/${FEED}/2026/02/`, 1],
    ])
  })

  it('are all looked through for one that is older than two months', async () => {
    const keys = await runKeysSince(lake, FEED, new Date('2025-12-31T23:50:00.000Z'), NOW)
    expect(keys.map(startOf)).toEqual(STARTS.slice(1).toReversed())
  })
})
