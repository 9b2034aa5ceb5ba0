import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FEEDS } from '../../catalog/feeds.ts'
import { type FeedRunRow, storeFeedRuns } from '../feed_run.ts'
import { readRuns } from './feed-runs.ts'
import { type FeedRow, readFeeds } from './feeds.ts'
import { feedRun } from './runs-fixture.ts'
import { insertBatch, type SeededWarehouse, seedWarehouse } from './seed.ts'

let seeded: SeededWarehouse
beforeEach(async () => {
  seeded = await seedWarehouse({ intervals: [], years: [] })
})
afterEach(() => seeded.remove())

const NOW = new Date('2026-06-04T12:30:00Z')
const REAL_TIME = 'eco2mix-regional-realtime'
const feedsAt = (now = NOW) => seeded.warehouse.read(engine => readFeeds(engine, now))
const feedAt = async (feedId = REAL_TIME, now = NOW): Promise<FeedRow> => {
  const found = (await feedsAt(now)).find(({ feed_id }) => feed_id === feedId)
  if (!found) throw new RangeError(`feed ${feedId}: not answered`)
  return found
}

/** A run of this day that began at a time and took ten seconds. */
const runAt = (time: string, run: Partial<FeedRunRow> = {}) =>
  feedRun({
    started_at: `2026-06-04T${time}:00.000Z`,
    finished_at: `2026-06-04T${time}:10.000Z`,
    ...run,
  })
const failed = (time: string, run: Partial<FeedRunRow> = {}) =>
  runAt(time, {
    outcome: 'failed',
    error_code: 'server-error',
    error_message: '503 from odre.opendatasoft.com',
    rows_read: 0,
    rows_loaded: 0,
    bronze_sha256s: [],
    publisher_newest_utc: null,
    ...run,
  })
const store = (...runs: FeedRunRow[]) => storeFeedRuns(seeded.warehouse, runs)

describe('the feeds', () => {
  it('are all of the catalogue, unknown until one is fetched', async () => {
    const feeds = await feedsAt()
    expect(feeds.map(({ feed_id }) => feed_id)).toEqual(FEEDS.map(({ feed_id }) => feed_id))
    expect(new Set(feeds.map(({ state }) => state))).toEqual(new Set(['unknown']))
    expect(
      feeds.every(
        ({ last_run, last_error, age_minutes }) => !last_run && !last_error && age_minutes === null,
      ),
    ).toBe(true)
  })

  it('are unknown where only their past was filled in or replayed', async () => {
    await store(runAt('10:00', { trigger: 'replay' }), runAt('11:00', { trigger: 'backfill' }))
    expect(await feedAt()).toMatchObject({ state: 'unknown', last_run: { trigger: 'backfill' } })
  })

  it('are unknown too in a warehouse of a version that kept no runs', async () => {
    const before = await feedsAt()
    await seeded.warehouse.write(connection => connection.run('DROP TABLE feed_run'))
    expect(await feedsAt()).toEqual(before)
  })
})

describe('a feed', () => {
  it('that is well says how late each side is, and what came last', async () => {
    await store(
      runAt('12:05', {
        unknown_columns: ['tch_vent', 'column_9'],
        rows_quarantined: 2,
        quota_used: 40,
        quota_allowed: 25_000,
      }),
      runAt('12:20', {
        outcome: 'unchanged',
        publisher_newest_utc: null,
        rows_read: 0,
        rows_loaded: 0,
        quota_used: 41,
        quota_allowed: 25_000,
      }),
    )
    expect(await feedAt()).toMatchObject({
      state: 'ok',
      cause: null,
      newest_measured_utc: '2026-06-04T11:15:00.000Z',
      publisher_newest_utc: '2026-06-04T11:15:00.000Z',
      age_minutes: 75,
      publisher_lag_minutes: 50,
      our_lag_minutes: 0,
      objectives: { degraded_minutes: 120, broken_minutes: 360, degraded_runs: 1, broken_runs: 3 },
      last_run: { outcome: 'unchanged', started_at: '2026-06-04T12:20:00.000Z' },
      last_success_at: '2026-06-04T12:20:10.000Z',
      failures_in_a_row: 0,
      last_error: null,
      last_load: {
        at: '2026-06-04T12:05:10.000Z',
        rows_read: 100,
        rows_quarantined: 2,
        unknown_columns: ['tch_vent', 'column_9'],
      },
      quota: { used: 41, allowed: 25_000, period: 'month' },
      is_simulated: false,
    })
  })

  it('goes from ok to degraded to broken as runs fail, and back at once', async () => {
    const states = []
    await store(runAt('12:05'))
    states.push((await feedAt()).state)
    for (const time of ['12:10', '12:11', '12:13']) {
      await store(failed(time))
      states.push((await feedAt()).state)
    }
    const broken = await feedAt()
    await store(runAt('12:17', { trigger: 'retry' }))
    const mended = await feedAt()
    expect([...states, mended.state]).toEqual(['ok', 'degraded', 'degraded', 'broken', 'ok'])
    expect(broken).toMatchObject({
      failures_in_a_row: 3,
      failing_since: '2026-06-04T12:10:00.000Z',
      last_success_at: '2026-06-04T12:05:10.000Z',
      last_error: {
        code: 'server-error',
        message: '503 from odre.opendatasoft.com',
        at: '2026-06-04T12:13:10.000Z',
      },
    })
    expect(mended).toMatchObject({
      failures_in_a_row: 0,
      failing_since: null,
      last_error: { at: '2026-06-04T12:13:10.000Z' },
    })
  })

  it.each(['backfill', 'sweep', 'replay'] as const)('is not mended by a %s', async trigger => {
    await store(runAt('12:05'), failed('12:10'), runAt('12:20', { trigger }))
    expect(await feedAt()).toMatchObject({
      state: 'degraded',
      failures_in_a_row: 1,
      last_run: { trigger },
      last_success_at: '2026-06-04T12:05:10.000Z',
    })
  })

  it.each(['backfill', 'sweep'] as const)('is not made late by a %s of the past', async trigger => {
    const past = { publisher_newest_utc: '2025-12-31T22:45:00.000Z', rows_read: 9 }
    await store(runAt('12:05'), runAt('12:20', { trigger, ...past }))
    expect(await feedAt()).toMatchObject({ publisher_lag_minutes: 50, last_load: { rows_read: 100 } })
  })

  it('has its newest value from what was loaded, also when a person gave it', async () => {
    await store(runAt('12:05', { our_newest_utc: '2026-06-04T11:15:00.000Z' }))
    await seeded.warehouse.write(async connection => {
      await connection.run(insertBatch(7, { feed_id: REAL_TIME, newest_measured_utc: '2026-06-04 11:30:00' }))
      await connection.run(insertBatch(8, { feed_id: REAL_TIME, newest_measured_utc: null }))
      await connection.run(insertBatch(9, { newest_measured_utc: '2013-12-31 22:30:00' }))
    })
    expect(await feedAt()).toMatchObject({ newest_measured_utc: '2026-06-04T11:30:00.000Z', age_minutes: 60 })
    expect(await feedAt('eco2mix-files')).toMatchObject({
      state: 'unknown',
      newest_measured_utc: '2013-12-31T22:30:00.000Z',
    })
  })

  it('ages while nothing is fetched', async () => {
    await store(runAt('12:05'))
    const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000)
    expect(await feedAt(REAL_TIME, later(1))).toMatchObject({
      state: 'degraded',
      age_minutes: 135,
      cause: 'us',
    })
    expect((await feedAt(REAL_TIME, later(6))).state).toBe('broken')
  })

  it('has refused what it was not to have', async () => {
    await store(
      failed('12:10', { outcome: 'refused', error_code: 'personal-data', error_message: 'column pdl' }),
    )
    expect(await feedAt()).toMatchObject({
      state: 'degraded',
      last_error: { code: 'personal-data', message: 'column pdl' },
    })
  })

  it('shares its quota with the feeds of the same publisher, and starts anew with the period', async () => {
    const quota = { quota_used: 41, quota_allowed: 25_000 }
    await store(
      runAt('12:05', quota),
      runAt('12:20', { ...quota, quota_used: 57, feed_id: 'eco2mix-national-realtime' }),
    )
    expect((await feedAt()).quota).toEqual({ used: 57, allowed: 25_000, period: 'month' })
    const july = new Date('2026-07-01T00:00:00Z')
    expect((await feedAt(REAL_TIME, july)).quota).toEqual({ used: 0, allowed: 25_000, period: 'month' })
    expect((await feedAt('open-meteo-forecast')).quota).toEqual({ used: 0, allowed: 5000, period: 'day' })
    expect((await feedAt('region-register')).quota).toBeNull()
  })
})

it('gives the runs of a feed newest first, page after page', async () => {
  await store(runAt('12:05'), failed('12:10'), runAt('12:20'), runAt('12:21', { feed_id: 'region-areas' }))
  const page = (before?: string) =>
    seeded.warehouse.read(engine =>
      readRuns(engine, {
        feedId: REAL_TIME,
        limit: 2,
        before: before === undefined ? undefined : Date.parse(before),
      }),
    )
  const first = await page()
  const second = await page(first.rows.at(-1)?.started_at)
  expect(
    [first, second].map(({ rows, hasMore }) => [rows.map(run => run.started_at.slice(11, 16)), hasMore]),
  ).toEqual([
    [['12:20', '12:10'], true],
    [['12:05'], false],
  ])
})
