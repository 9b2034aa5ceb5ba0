import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FeedRunRow, storeFeedRuns } from './feed_run.ts'
import { feedRun } from './queries/runs-fixture.ts'
import { type SeededWarehouse, seedWarehouse } from './queries/seed.ts'

let seeded: SeededWarehouse
beforeEach(async () => {
  seeded = await seedWarehouse({ intervals: [], years: [] })
})
afterEach(() => seeded.remove())

const rows = (columns: string) =>
  seeded.warehouse.read(engine =>
    engine.rows(`SELECT ${columns} FROM feed_run ORDER BY feed_id, started_at`, []),
  )
const lagsOf = async (run: Partial<FeedRunRow>) => {
  await storeFeedRuns(seeded.warehouse, [feedRun(run)])
  const [stored] = await rows('publisher_lag_minutes, our_lag_minutes')
  return Object.values(stored ?? {})
}

describe('storing feed runs', () => {
  it('keeps everything that the journal says of a run', async () => {
    await storeFeedRuns(seeded.warehouse, [
      feedRun({
        trigger: 'retry',
        window_from: '2026-06-01T00:00:00.000Z',
        window_to: '2026-06-04T12:00:00.000Z',
        bronze_sha256s: ['aa', 'bb'],
        unknown_columns: ['column_68', 'tco_vent'],
        quota_used: 12,
        quota_allowed: 25_000,
      }),
    ])
    const [run] = await rows(
      `"trigger", CAST(window_from AS VARCHAR) AS window_from, CAST(window_to AS VARCHAR) AS window_to,
       CAST(started_at AS VARCHAR) AS started_at, bronze_sha256s, unknown_columns, quota_used, quota_allowed, bytes, is_simulated`,
    )
    expect(run).toEqual({
      trigger: 'retry',
      window_from: '2026-06-01 00:00:00',
      window_to: '2026-06-04 12:00:00',
      started_at: '2026-06-04 12:05:00.25',
      bronze_sha256s: 'aa, bb',
      unknown_columns: 'column_68, tco_vent',
      quota_used: 12,
      quota_allowed: 25_000,
      bytes: 1000n,
      is_simulated: false,
    })
  })

  it('twice changes nothing, and stores what is missing', async () => {
    const runs = ['12:05', '12:20', '12:35'].map(time =>
      feedRun({ started_at: `2026-06-04T${time}:00.000Z` }),
    )
    expect(await storeFeedRuns(seeded.warehouse, runs.slice(0, 2))).toBe(2)
    expect(await storeFeedRuns(seeded.warehouse, runs)).toBe(1)
    expect(await storeFeedRuns(seeded.warehouse, [...runs, ...runs])).toBe(0)
    expect(await storeFeedRuns(seeded.warehouse, [])).toBe(0)
    expect(await rows('started_at')).toHaveLength(3)
  })

  it('makes the table in a warehouse of a version that had none', async () => {
    await seeded.warehouse.write(connection => connection.run('DROP TABLE feed_run'))
    expect(await storeFeedRuns(seeded.warehouse, [feedRun({})])).toBe(1)
  })

  it('takes a journal of years', async () => {
    const first = Date.UTC(2020)
    const runs = Array.from({ length: 12_000 }, (_, index) =>
      feedRun({ started_at: new Date(first + index * 900_000).toISOString() }),
    )
    expect(await storeFeedRuns(seeded.warehouse, runs)).toBe(12_000)
  })
})

describe('the lag of a run', () => {
  const at = { finished_at: '2026-06-04T12:05:20.000Z' }

  it.each([
    ['all is the publisher’s when we hold what they have', '11:15', '11:15', [50, 0]],
    ['is ours as far as we hold less than they have', '11:15', '10:45', [50, 30]],
    ['is never ours when we hold newer values than were asked for', '09:00', '11:15', [185, 0]],
  ])('%s', async (_, publisher, ours, expected) => {
    const lags = await lagsOf({
      ...at,
      publisher_newest_utc: `2026-06-04T${publisher}:00.000Z`,
      our_newest_utc: `2026-06-04T${ours}:00.000Z`,
    })
    expect(lags).toEqual(expected)
  })

  it('is not known without a measured value, on either side', async () => {
    expect(await lagsOf({ ...at, publisher_newest_utc: null })).toEqual([null, null])
    const lags = await lagsOf({ started_at: '2026-06-03T12:05:00.000Z', ...at, our_newest_utc: null })
    expect(lags[1]).toBeNull()
  })
})
