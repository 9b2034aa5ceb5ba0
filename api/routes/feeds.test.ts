import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FeedRunRow, storeFeedRuns } from '../../pipeline/gold/feed_run.ts'
import { feedRun } from '../../pipeline/gold/queries/runs-fixture.ts'
import { type SeededService, serveSeed } from '../test-service.ts'

const REAL_TIME = 'eco2mix-regional-realtime'
const HEALTHY = {
  publisher_newest_utc: '2024-10-28T09:30:00.000Z',
  our_newest_utc: '2024-10-28T09:30:00.000Z',
}

const OF_THE_YEAR_0 = `cursor=${Buffer.from('0000-06-01T00:00:00.000Z').toString('base64url')}`

/** What the service takes for the present; the tests move it on. */
let now = '2024-10-28T10:00:00Z'
let service: SeededService
beforeAll(async () => {
  service = await serveSeed({ intervals: [], years: [] }, { now: () => new Date(now) })
})
afterAll(() => service.stop())

const runAt = (time: string, run: Partial<FeedRunRow> = {}) =>
  feedRun({
    started_at: `2024-10-28T${time}:00.000Z`,
    finished_at: `2024-10-28T${time}:08.000Z`,
    ...HEALTHY,
    ...run,
  })
const store = (...runs: FeedRunRow[]) => storeFeedRuns(service.warehouse, runs)
const answered = async () => {
  const { body } = await service.get('/v1/feeds')
  return body.data.find(({ feed_id }: { feed_id: string }) => feed_id === REAL_TIME)
}

describe('/v1/feeds', () => {
  it('turns degraded, then broken, and back, with the sentence that says why', async () => {
    const error = {
      outcome: 'failed',
      error_code: 'timeout',
      error_message: 'no answer within 30 s',
      publisher_newest_utc: null,
    } as const
    const said = []
    for (const run of [runAt('09:50'), runAt('09:51', error), runAt('09:53', error), runAt('09:57', error)]) {
      await store(run)
      said.push(await answered())
    }
    await store(runAt('09:59', { trigger: 'retry' }))
    said.push(await answered())
    expect(said.map(({ state }) => state)).toEqual(['ok', 'degraded', 'degraded', 'broken', 'ok'])
    expect(said[3]).toMatchObject({
      cause: 'publisher',
      sentence_en:
        'The publisher does not answer in time: 3 runs in a row have failed, the first of them on 28 Oct, 10:51 (Paris). It is tried again within minutes, and what was missed is fetched then.',
      last_error: { code: 'timeout', message: 'no answer within 30 s', at: '2024-10-28T09:57:08.000Z' },
      publisher_lag_minutes: 20,
      our_lag_minutes: 0,
    })
  })

  it('ages with the clock alone, and is never answered from a cache', async () => {
    const before = await service.get('/v1/feeds')
    now = '2024-10-28T11:45:00Z'
    const after = await service.get('/v1/feeds', { headers: { 'If-None-Match': '*' } })
    now = '2024-10-28T10:00:00Z'
    expect([before.status, after.status, after.headers.get('etag')]).toEqual([200, 200, null])
    expect(after.headers.get('cache-control')).toBe('no-store')
    const stateOf = ({ body }: typeof before) =>
      body.data.find(({ feed_id }: { feed_id: string }) => feed_id === REAL_TIME)
    expect([stateOf(before), stateOf(after)]).toMatchObject([
      { state: 'ok', age_minutes: 30 },
      { state: 'degraded', age_minutes: 135 },
    ])
    expect(after.body.meta.units).toEqual({
      age_minutes: 'min',
      publisher_lag_minutes: 'min',
      our_lag_minutes: 'min',
    })
  })

  it('does not call broken what nobody fetches', async () => {
    const { body } = await service.get('/v1/feeds')
    const states = body.data.map(({ feed_id, state }: { feed_id: string; state: string }) => [feed_id, state])
    expect(states).toContainEqual(['eco2mix-files', 'unknown'])
    expect(states).toContainEqual(['sql-source', 'unknown'])
  })

  it('takes no parameter', async () => {
    expect((await service.get('/v1/feeds?state=ok')).body.errors).toMatchObject([
      { parameter: 'state', expected: 'no parameters' },
    ])
  })
})

describe('/v1/feeds/{feed_id}/runs', () => {
  it('walks from the newest run to the first', async () => {
    const times = []
    let cursor = ''
    do {
      const { body } = await service.get(`/v1/feeds/${REAL_TIME}/runs?limit=2${cursor}`)
      times.push(body.data.map((run: { started_at: string }) => run.started_at.slice(11, 16)))
      cursor = body.meta.next_cursor === null ? '' : `&cursor=${body.meta.next_cursor}`
    } while (cursor !== '')
    expect(times).toEqual([['09:59', '09:57'], ['09:53', '09:51'], ['09:50']])
  })

  it('is empty for a feed never fetched, and a 404 for one that is none', async () => {
    expect((await service.get('/v1/feeds/region-areas/runs')).body.data).toEqual([])
    const { status, body } = await service.get('/v1/feeds/nonsense/runs')
    expect([status, body.detail]).toEqual([404, 'feed nonsense: there is none; see /v1/feeds'])
  })

  it.each(['cursor=abc', 'cursor=', OF_THE_YEAR_0, 'limit=0', 'feed_id=region-areas', 'step=P1D'])(
    'refuses %s',
    async query => {
      const { status, body } = await service.get(`/v1/feeds/${REAL_TIME}/runs?${query}`)
      expect([status, body.errors[0].parameter]).toEqual([400, query.split('=')[0]])
    },
  )
})

it('says that nothing is known where a home of an older version kept no runs', async () => {
  const old = await serveSeed({ intervals: [], years: [], statements: ['DROP TABLE feed_run'] })
  const feeds = await old.get('/v1/feeds')
  const runs = await old.get(`/v1/feeds/${REAL_TIME}/runs`)
  await old.stop()
  expect(new Set(feeds.body.data.map(({ state }: { state: string }) => state))).toEqual(new Set(['unknown']))
  expect([runs.status, runs.body.data]).toEqual([200, []])
})
