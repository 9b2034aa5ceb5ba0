/** A publisher that asks to be left alone is, by whoever starts next, the scheduler or a backfill: a person may insist. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FeedRun } from '../../bronze/feed-runs.ts'
import { answerWith, type LoopbackPublisher, startPublisher } from '../../sources/loopback-publisher.ts'
import { openConnectors } from '../../sources/open-connectors.ts'
import { endpointsAt, wellBehaved } from '../../sources/small-answers.ts'
import { overdueFeeds } from '../chain/overdue-feeds.ts'
import { EXIT } from '../exit-codes.ts'
import { temporaryHome } from '../temporary-home.ts'
import { bringUpToDate } from '../update/bring-up-to-date.ts'
import { advancedClock } from './advanced-clock.ts'
import { backfill } from './backfill.ts'
import { feedOf } from './loopback-feed.ts'
import type { FeedRunner } from './run-feed.ts'
import { sharedStore } from './run-journal.ts'
import { startScheduler } from './scheduler.ts'

const HALF_AN_HOUR = answerWith(429, 'slow down', { 'retry-after': '1800' })
const feed = feedOf('eco2mix-regional-realtime')
const at = (time: string) => new Date(`2026-11-22T${time}Z`)

let publisher: LoopbackPublisher
beforeEach(async () => {
  publisher = await startPublisher(HALF_AN_HOUR)
})
afterEach(() => publisher.stop())

describe('a publisher that asks to be left alone for half an hour', () => {
  /** A process that starts with what the home remembers, and ends. */
  async function schedule(home: FeedRunner['home'], from: string, to: string): Promise<readonly string[]> {
    const clock = advancedClock(at(from), 1)
    const runs: FeedRun[] = []
    const scheduler = startScheduler({
      runner: runnerAt(home, clock.now),
      feeds: [feed],
      clock,
      onRun: run => void runs.push(run),
      onError: (_, error) => expect.unreachable(String(error)),
    })
    await clock.advanceTo(at(to))
    await scheduler.stop()
    return runs.map(run => `${run.started_at.slice(11, 16)} ${run.trigger} ${run.error_code ?? run.outcome}`)
  }
  const runnerAt = (home: FeedRunner['home'], now: () => Date): FeedRunner => ({
    home,
    connectors: openConnectors({ endpoints: endpointsAt(publisher.url) }),
    fetch,
    isSimulated: false,
    now,
    update: () => bringUpToDate(home),
    store: sharedStore(home),
    initialDays: 1,
  })

  it('is not asked by a scheduler that starts meanwhile', async () => {
    const home = temporaryHome()
    expect(await schedule(home, '10:00:00', '10:04:00')).toEqual(['10:00 schedule rate-limited'])
    publisher.behave(wellBehaved)
    expect(await schedule(home, '10:04:00', '10:29:59')).toEqual([])
    expect(await overdueFeeds(home.lake, [feed], at('10:29:59'))).toEqual([])
    expect(await overdueFeeds(home.lake, [feed], at('10:30:00'))).toEqual([{ feed, trigger: 'retry' }])
    expect(await schedule(home, '10:29:59', '10:31:00')).toEqual(['10:30 retry new'])
    expect(publisher.asked).toHaveLength(2)
  })

  it('is asked for no further month by the backfill that was told, nor by the next', async () => {
    const home = temporaryHome()
    const fill = (time: string) =>
      backfill(
        runnerAt(home, () => at(time)),
        {
          feed,
          span: { from: '2026-08-01', to: '2026-11-01' },
          progress: { update: () => undefined, stop: () => undefined },
          stopping: new AbortController().signal,
        },
      )
    for (const time of ['10:00:00', '10:29:59']) {
      const { runs, left } = await fill(time)
      expect(runs.map(({ error_code, not_before }) => [error_code, not_before])).toEqual([
        ['rate-limited', at('10:30:00').toISOString()],
      ])
      expect(left).toHaveLength(3)
    }
    expect(publisher.asked).toHaveLength(1)
  })
})

describe('the command line', () => {
  const home = temporaryHome()
  const grid = (...words: string[]) =>
    new Promise<{ status: unknown; told: string }>(resolve => {
      const program = [join(import.meta.dirname, '../grid.ts'), '--home', home.path, ...words]
      const env = { ...process.env, GRID_ODRE_REALTIME_URL: endpointsAt(publisher.url)[feed.feed_id] }
      execFile(process.execPath, program, { env }, (error, stdout) =>
        resolve({ status: error?.code ?? EXIT.ok, told: stdout }),
      )
    })

  it('asks when a person fetches, and else says until when it does not', async () => {
    const options = ['--feed', feed.feed_id]
    const first = await grid('fetch', ...options)
    const until = /Asking again is in vain before (\S+Z)/.exec(first.told)?.[1]
    expect([first.status, until]).toEqual([EXIT.refused, expect.any(String)])

    const past = await grid('backfill', ...options, '--from', '2026-06-01', '--to', '2026-08-01')
    expect([past.status, past.told]).toEqual([EXIT.refused, expect.stringContaining('2 months left')])
    const { told } = await grid('status')
    for (const said of [past.told, told]) expect(said).toContain(`in vain before ${until}`)
    expect(told).toContain('It is asked again when it allows')
    expect(publisher.asked).toHaveLength(1)

    publisher.behave(wellBehaved)
    expect((await grid('fetch', ...options)).status).toBe(EXIT.ok)
    expect(publisher.asked).toHaveLength(2)
  })
})
